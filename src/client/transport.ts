import { fetchFailure } from './fetch-failure.ts';
import { isErrorCode, RegistryError } from '../core/errors.ts';
import { stringifyExact } from '../core/json/stringify.ts';
import type { ExactValue } from '../core/json/value.ts';

export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface TransportOptions {
  /** Where the registry is: `http://127.0.0.1:8081`. */
  readonly url: string;
  readonly token?: string;
  /** What to do where the registry asks for a key, or for one that may do more: `next` in the data of these errors. Default: what the catalogue says. */
  readonly keyAdvice?: string;
  readonly fetch?: Fetch;
}

export interface Call {
  readonly method: string;
  /** Below `/api/v1`, percent-encoded; see `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Members that are undefined are left out. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

export interface Transport {
  /** What the registry is called in messages. */
  readonly url: string;
  /** Any answer that is no error; an error is thrown as what the registry says it is. */
  send(call: Call): Promise<Response>;
  readJson<T>(response: Response): Promise<T>;
  /** The lines of an answer, as they arrive. */
  readLines(response: Response): AsyncIterable<string>;
  /** One JSON object of an answer; what is none comes from somebody else than a registry. */
  parse(response: Response, text: string): object;
  /** The error of an answer that ended too early; `what` says by what it shows. */
  cut(what: string): RegistryError;
  /** Both. */
  sendJson<T>(call: Call): Promise<T>;
}

export function createTransport(options: TransportOptions): Transport {
  const base = parseBase(options.url);
  const fetch: Fetch = options.fetch ?? globalThis.fetch;
  const send = async (call: Call): Promise<Response> => {
    const response = await connect(
      base,
      () => fetch(`${base}/api/v1${call.path}${formatQuery(call.query)}`, toInit(call, options.token)),
      call.signal,
    );
    if (response.ok || response.status === 304) return response;
    throw advised(await readProblem(base, response), options.keyAdvice);
  };
  const read = async <T>(response: Response): Promise<T> => (await readJson(base, response)) as T;
  return {
    url: base,
    send,
    readJson: read,
    readLines: (response) => readLines(base, response),
    parse: (response, text) => parseObject(base, response, text),
    cut: (what) =>
      unavailable(
        base,
        `broke off: ${what}`,
        undefined,
        'try again; where it happens each time, look at what is between this client and the registry',
      ),
    sendJson: async <T>(call: Call): Promise<T> => read<T>(await send(call)),
  };
}

/**
 * A path with its parameters percent-encoded. The names `.` and `..` cannot be sent: the URL standard, which fetch
 * follows, takes them for steps in the path even when they are percent-encoded. Throws `request_invalid` for those.
 */
export function pathOf(parts: TemplateStringsArray, ...parameters: readonly (string | number)[]): string {
  return parts.reduce((path, part, index) => path + encodeParameter(parameters[index - 1] ?? '') + part);
}

function encodeParameter(parameter: string | number): string {
  if (parameter === '.' || parameter === '..') {
    throw new RegistryError(
      'request_invalid',
      `the name ${JSON.stringify(parameter)} cannot stand in a URL that fetch sends; use a client that leaves paths as they are`,
    );
  }
  try {
    return encodeURIComponent(parameter);
  } catch (cause) {
    throw new RegistryError('request_invalid', `the name ${JSON.stringify(parameter)} has half of a surrogate pair and cannot stand in a URL`, {
      cause,
    });
  }
}

function parseBase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`;
  throw new RegistryError(
    'config_invalid',
    `registry URL ${JSON.stringify(url)}: expected an http or https address such as http://127.0.0.1:8081 (--registry or SLUICE_REGISTRY)`,
  );
}

function formatQuery(query: Call['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function toInit({ method, body, headers = {}, signal }: Call, token: string | undefined): FetchInit {
  const all = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  return {
    method,
    headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...(body === undefined ? {} : { body: formatBody(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function formatBody(body: object): string {
  const members = Object.entries(body as Readonly<Record<string, ExactValue | undefined>>).filter((entry) => entry[1] !== undefined);
  return stringifyExact(Object.fromEntries(members) as Readonly<Record<string, ExactValue>>);
}

/** Runs an exchange with the registry; a failure that the caller did not ask for is `registry_unavailable`. */
export async function connect<T>(url: string, exchange: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await exchange();
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw unreachable(url, fetchFailure(cause), cause);
  }
}

/** The error that an answer is. */
export async function readProblem(url: string, response: Response): Promise<RegistryError> {
  const problem = await readJson(url, response);
  const { code, detail, type: _type, title: _title, status: _status, ...data } = problem;
  if (response.status === 404 && (code === undefined || (code === 'route_not_found' && hasPath(url)))) return noApi(url);
  if (isErrorCode(code) && typeof detail === 'string') return new RegistryError(code, detail, { data });
  return unavailable(url, `answered ${response.status} with a problem that this client does not know (${JSON.stringify(code)})`);
}

function advised(error: RegistryError, advice: string | undefined): RegistryError {
  if (advice === undefined || (error.code !== 'unauthenticated' && error.code !== 'forbidden')) return error;
  return new RegistryError(error.code, error.message, { data: { ...error.data, next: advice } });
}

async function readJson(url: string, response: Response): Promise<Record<string, unknown>> {
  return parseObject(url, response, await connect(url, () => response.text()));
}

async function* readLines(url: string, response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let rest = '';
  for (;;) {
    const { done = true, value } = (await connect(url, async () => reader?.read())) ?? {};
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (done) break;
  }
  if (rest !== '') yield rest;
}

function parseObject(url: string, response: Response, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw foreign(url, response, cause);
  }
  throw foreign(url, response);
}

function foreign(url: string, response: Response, cause?: unknown): RegistryError {
  if (response.status === 404) return noApi(url);
  const type = response.headers.get('content-type') ?? 'no media type';
  return unavailable(url, `answered ${response.status} with something else than the API of a registry (${type})`, cause);
}

function unavailable(url: string, what: string, cause?: unknown, advice: string = CHECK): RegistryError {
  return new RegistryError('registry_unavailable', `the registry at ${url} ${what}`, { cause, data: { url, next: sentence(advice) } });
}

const CHECK = 'check the address (--registry, SLUICE_REGISTRY or the configuration), and that the registry runs';

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function unreachable(url: string, reason: string, cause: unknown): RegistryError {
  const trouble = TLS_TROUBLES.find(({ code }) => code.test(reason));
  if (trouble === undefined) return unavailable(url, `does not answer (${reason})`, cause);
  return unavailable(url, `${trouble.what} (${reason})`, cause, trouble.advice);
}

const TLS_TROUBLES: readonly { readonly code: RegExp; readonly what: string; readonly advice: string }[] = [
  {
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_UNTRUSTED)$/,
    what: 'shows a certificate that this program does not trust',
    advice: 'set NODE_EXTRA_CA_CERTS to a PEM file with the certificate of its CA, or with its own if it has signed itself',
  },
  { code: /^CERT_HAS_EXPIRED$/, what: 'shows a certificate that has expired', advice: 'renew it there, or check the clock here' },
  {
    code: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    what: 'shows a certificate for another name',
    advice: 'use a name that is in the certificate, or have one made for this one',
  },
  { code: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/, what: 'does not speak https', advice: 'try http:// instead' },
];

/** Something answers, but at another address than the API's. */
function noApi(url: string): RegistryError {
  const { origin } = new URL(url);
  const advice = hasPath(url) ? `give its base URL, such as ${origin}` : CHECK;
  return unavailable(url, `has no API of Sluice: nothing is at ${url}/api/v1`, undefined, advice);
}

function hasPath(url: string): boolean {
  return new URL(url).pathname !== '/';
}

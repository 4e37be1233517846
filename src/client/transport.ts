import { isErrorCode, RegistryError } from '../core/errors.ts';
import { stringifyExact } from '../core/json/stringify.ts';
import type { ExactValue } from '../core/json/value.ts';
import { connect, readLines, readText } from './answer.ts';
import { createWait, type Patience } from './patience.ts';
import { misshapen, type Shape } from './shape.ts';
import { foreign, hasPath, misfit, noApi, unavailable } from './unavailable.ts';

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
  /** With a registry that answers `rate_limited`. Default: none; that is thrown at once. */
  readonly patience?: Patience;
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
  /** Of the answer, where `sendJson` reads it: what is not so comes from somebody else than a registry. Default: any object. */
  readonly expects?: Shape;
}

export interface Transport {
  /** What the registry is called in messages. */
  readonly url: string;
  /** Any answer that is no error; an error is thrown as what the registry says it is. */
  send(call: Call): Promise<Response>;
  readJson<T>(response: Response): Promise<T>;
  /** The lines of an answer, as they arrive; who leaves in the middle closes the connection. */
  readLines(response: Response): AsyncIterable<string>;
  /** One JSON object of an answer; what is none comes from somebody else than a registry. */
  parse(response: Response, text: string): object;
  /** The error that a problem document is; undefined where it is none that this client knows. */
  errorOf(problem: object): RegistryError | undefined;
  /** The error of an answer that ended too early; `what` says by what it shows. */
  cut(what: string): RegistryError;
  /** Both. */
  sendJson<T>(call: Call): Promise<T>;
}

export function createTransport(options: TransportOptions): Transport {
  const base = parseBase(options.url);
  requireToken(options.token);
  const fetch: Fetch = options.fetch ?? globalThis.fetch;
  const send = async (call: Call): Promise<Response> => {
    const [address, init] = [`${base}/api/v1${call.path}${formatQuery(call.query)}`, toInit(call, options.token)];
    const wait = createWait(options.patience);
    for (;;) {
      const response = await connect(base, () => fetch(address, init), call.signal);
      if (response.ok || response.status === 304) return response;
      const error = await readProblem(base, response);
      if (!(await wait({ error, response, signal: call.signal }))) throw advised(base, error, options.keyAdvice);
    }
  };
  const read = async <T>(response: Response): Promise<T> => (await readJson(base, response)) as T;
  return {
    url: base,
    send,
    readJson: read,
    readLines: (response) => readLines(base, response),
    parse: (response, text) => parseObject(base, response, text),
    errorOf: (problem) => {
      const error = errorOf(problem);
      return error === undefined ? undefined : advised(base, error, options.keyAdvice);
    },
    cut: (what) =>
      unavailable(
        base,
        `broke off: ${what}`,
        undefined,
        'try again; where it happens each time, look at what is between this client and the registry',
      ),
    sendJson: async <T>(call: Call): Promise<T> => {
      const answer = await read<{ readonly cursor?: unknown }>(await send(call));
      const wrong = misshapen(answer, call.expects ?? {}) ?? endless(call, answer);
      if (wrong !== undefined) throw misfit(base, call.path, wrong);
      return answer as T;
    },
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
  return encode(parameter);
}

function encode(text: string | number | boolean): string {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw new RegistryError('request_invalid', `the text ${JSON.stringify(text)} has half of a surrogate pair and cannot stand in a URL`, { cause });
  }
}

/** What fetch says of a header that cannot be sent has the header in it. */
function requireToken(token: string | undefined): void {
  if (token === undefined || /^[\t\x20-\x7e\x80-\xff]*$/.test(token.trim())) return;
  throw new RegistryError(
    'config_invalid',
    'the key or token for the registry: expected one line of characters that a header can have; found others. Copy it again',
  );
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
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encode(value)}`]));
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
  return stringifyExact(withoutUndefined(body));
}

/** @internal */
export function withoutUndefined(members: object): Readonly<Record<string, ExactValue>> {
  const defined = Object.entries(members as Readonly<Record<string, ExactValue | undefined>>).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(defined) as Readonly<Record<string, ExactValue>>;
}

/** A page that leads to itself again, so that who reads on never comes to an end. */
function endless({ query }: Call, { cursor }: { readonly cursor?: unknown }): string | undefined {
  return cursor !== undefined && cursor === query?.['cursor'] ? '/cursor' : undefined;
}

/** The error that an answer is. */
export async function readProblem(url: string, response: Response): Promise<RegistryError> {
  const problem = await readJson(url, response);
  const { code } = problem;
  if (response.status === 404 && (code === undefined || (code === 'route_not_found' && hasPath(url)))) return noApi(url);
  return errorOf(problem) ?? unavailable(url, `answered ${response.status} with a problem that this client does not know (${JSON.stringify(code)})`);
}

function errorOf(problem: object): RegistryError | undefined {
  const { code, detail, type: _type, title: _title, status: _status, ...data } = problem as Readonly<Record<string, unknown>>;
  return isErrorCode(code) && typeof detail === 'string' ? new RegistryError(code, detail, { data }) : undefined;
}

/** Who was refused is told by whom, and what to do. */
function advised(url: string, error: RegistryError, advice: string | undefined): RegistryError {
  if (error.code !== 'unauthenticated' && error.code !== 'forbidden') return error;
  return new RegistryError(error.code, error.message, { data: { ...error.data, url, ...(advice === undefined ? {} : { next: advice }) } });
}

async function readJson(url: string, response: Response): Promise<Record<string, unknown>> {
  return parseObject(url, response, await readText(url, response));
}

function parseObject(url: string, response: Response, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw foreign(url, response, cause);
  }
  throw foreign(url, response);
}

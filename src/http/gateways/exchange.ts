import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { RegistryError } from '../../core/errors.ts';

/** A gateway whose admin API is handed through. */
export interface GatewayPlace {
  readonly name: string;
  /** Where it is, without a slash at the end; undefined: not known yet. Nothing else is ever asked. */
  url(): string | undefined;
  /** In the same process, so its senders know it by the name of the registry. */
  readonly isBeside?: true;
  /** False: neither events nor changes are handed through, whatever the registry does with others. Default true. */
  readonly mayDecide?: boolean;
  /** Its admin token, as it is now; undefined: it has none. */
  token(): string | undefined | Promise<string | undefined>;
}

/** What is asked of a gateway. Nothing of a request that came goes on but what stands here. */
export interface GatewayCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below `/-/api/v1`, percent-encoded: see `gatewayPath`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
  readonly requestId?: string | undefined;
}

export interface ExchangeLimits {
  /** Until an answer begins, and until it is here where it is no stream; default 10,000. */
  readonly answerMs: number;
  /** Between two pieces of a stream, while one is waited for; default 60,000. */
  readonly idleMs: number;
  /** For whoever reads a stream to take a piece, since until then it keeps its place; default 600,000. */
  readonly readerMs: number;
  /** Of an answer, or of one line of a stream; default 8 MiB. */
  readonly maxBytes: number;
}

export const EXCHANGE_LIMITS: ExchangeLimits = { answerMs: 10_000, idleMs: 60_000, readerMs: 600_000, maxBytes: 8 * 1024 * 1024 };

// A head of the admin API is some hundred bytes.
const MAX_HEAD_BYTES = 16 * 1024;

/** The head of an answer; its body is still to be read, or to be destroyed. Throws `gateway_failed`, `gateway_timeout`. */
export async function send(place: GatewayPlace, call: GatewayCall, signal: AbortSignal): Promise<IncomingMessage> {
  const base = place.url();
  if (base === undefined) throw failed(place, 'has not started yet');
  const token = await place.token();
  const url = new URL(base);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        method: call.method,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path: `${url.pathname.replace(/\/$/, '')}/-/api/v1${call.path}`,
        headers: headersOf(call, token),
        // A connection of its own: none that died meanwhile, and no proxy of the environment.
        agent: false,
        maxHeaderSize: MAX_HEAD_BYTES,
        signal,
      },
      resolve,
    );
    sent.on('error', reject).end(call.body);
  });
}

function headersOf({ body, requestId }: GatewayCall, token: string | undefined): Record<string, string | number> {
  return {
    accept: 'application/json, application/x-ndjson',
    'accept-encoding': 'identity',
    'user-agent': 'sluice-registry',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
}

/** A path whose parameters are one segment each, whatever is in them. Throws `request_invalid` for what cannot be one. */
export function gatewayPath(parts: TemplateStringsArray, ...parameters: readonly string[]): string {
  return parts.reduce((path, part, index) => path + encodeSegment(parameters[index - 1] ?? '') + part);
}

// A proxy before the gateway may decode the path and then take its steps: `com.shop.a/../../events/1`, which may be the name of a subject,
// would be another question, asked with the token of the registry.
function encodeSegment(text: string): string {
  const hasStep = text.split(/[/\\]/).some((piece) => piece === '.' || piece === '..');
  // Half of a surrogate pair cannot come here: a path is UTF-8.
  if (text !== '' && !hasStep) return encodeURIComponent(text);
  throw new RegistryError('request_invalid', `path parameter: expected a name without the steps "." and ".."; found ${JSON.stringify(text)}`);
}

export function failed({ name }: Pick<GatewayPlace, 'name'>, what: string, cause?: unknown): RegistryError {
  return new RegistryError('gateway_failed', `the gateway ${JSON.stringify(name)} ${what}`, { cause, data: { gateway: name } });
}

export function late({ name }: Pick<GatewayPlace, 'name'>, ms: number): RegistryError {
  return new RegistryError('gateway_timeout', `the gateway ${JSON.stringify(name)} did not answer within ${ms} ms`, { data: { gateway: name } });
}

/** What a failure of the network is called: its code where it has one. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' ? code : String(message);
}

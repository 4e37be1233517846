import type { Command } from 'commander';
import { fetchFailure } from '../src/client/fetch-failure.ts';
import { isErrorCode, RegistryError, type ErrorCode } from '../src/core/errors.ts';
import { stringifyExact } from '../src/core/json/stringify.ts';
import type { ExactObject } from '../src/core/json/value.ts';
import { readHttpAddress } from './http-address.ts';
import type { Io } from './io.ts';
import { timedFetch } from './timed-fetch.ts';

const DEFAULT_GATEWAY = 'http://127.0.0.1:8080';

/** The flag of every command that talks to a gateway. */
export interface GatewayFlags {
  readonly gateway?: string;
}

/** Add `--gateway`. */
export function gatewayOption(command: Command): void {
  command.option('--gateway <url>', `the gateway (or SLUICE_GATEWAY; default ${DEFAULT_GATEWAY}); SLUICE_GATEWAY_TOKEN has its admin token`);
}

export type GatewayMethod = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** The admin API of a gateway. */
export interface GatewayApi {
  readonly url: string;
  /** `path` is below `/-/api/v1`. Throws what the gateway says, and `gateway_unavailable`. */
  ask<T>(method: GatewayMethod, path: string, body?: object): Promise<T>;
  /** The lines of an answer that comes by and by. Throws as `ask`, also in the middle. */
  stream<T>(path: string, body: object): AsyncIterable<T>;
}

/** The gateway that flags and environment name, with the token for it. Nothing is sent yet. Throws `usage_invalid`. */
export function connectGateway(io: Io, flags: GatewayFlags): GatewayApi {
  const { url, named } = gatewayUrl(io, flags);
  const token = io.env['SLUICE_GATEWAY_TOKEN'];
  const fetch = timedFetch(io, { asked: 'gateway', url });
  const send = (method: GatewayMethod, path: string, body?: object): Promise<Response> => {
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: stringifyExact(body as ExactObject) }) };
    return fetch(`${url}/-/api/v1${path}`, init);
  };
  // Every gateway says there whether it is ready, without a token.
  const isGateway = async (): Promise<boolean> => {
    const { status } = await fetch(`${url}/-/readyz`, { method: 'GET', headers: {} }).catch(() => ({ status: 0 }));
    return status !== 404;
  };
  const asked = { url, named, hasToken: Boolean(token), isGateway };
  return {
    url,
    ask: async <T>(method: GatewayMethod, path: string, body?: object) => (await exchange(asked, () => send(method, path, body))) as T,
    stream: <T>(path: string, body: object) => linesOf<T>(asked, () => send('POST', path, body)),
  };
}

type Line = { readonly kind: 'error'; readonly problem: object } | { readonly kind: string };

interface Asked {
  readonly url: string;
  /** What names it: `SLUICE_GATEWAY names`. */
  readonly named: string;
  readonly hasToken: boolean;
  readonly isGateway: () => Promise<boolean>;
}

async function* linesOf<T>(asked: Asked, send: () => Promise<Response>): AsyncGenerator<T> {
  const { url } = asked;
  const response = await send().catch((cause: unknown) => {
    throw silent(url, cause);
  });
  if (!response.ok || response.body === null) {
    await exchange(asked, () => Promise.resolve(response));
    return;
  }
  try {
    let last: Line | undefined;
    for await (const text of textLines(response.body)) {
      last = parseObject(text) as Line | undefined;
      if (last === undefined) break;
      if ('problem' in last) throw problemOf(asked, 200, last.problem);
      yield last as T;
    }
    if (last?.kind !== 'summary') throw unavailable(url, 'broke off in the middle of its answer');
  } catch (thrown) {
    if (thrown instanceof RegistryError) throw thrown;
    throw unavailable(url, `broke off in the middle of its answer (${fetchFailure(thrown)})`, thrown);
  }
}

async function* textLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function gatewayUrl(io: Io, flags: GatewayFlags): Pick<Asked, 'url' | 'named'> {
  const origin = flags.gateway === undefined ? 'SLUICE_GATEWAY' : '--gateway';
  const text = flags.gateway ?? (io.env['SLUICE_GATEWAY'] || undefined);
  return { url: readHttpAddress(origin, text ?? DEFAULT_GATEWAY), named: text === undefined ? 'is the default' : `${origin} names` };
}

async function exchange(asked: Asked, send: () => Promise<Response>): Promise<object> {
  const { url, isGateway } = asked;
  const { response, text } = await answerOf(url, send);
  const value = parseObject(text);
  if (value === undefined) throw unavailable(url, `answered ${response.status} with something else than the admin API of a gateway`);
  if (response.ok) return value;
  const error = problemOf(asked, response.status, value);
  if ((error.code !== 'unauthenticated' && error.code !== 'route_not_found') || (await isGateway())) throw error;
  const advice = {
    why: `The server at ${url} is no gateway: nothing is served at /-/readyz there. It may be a registry.`,
    next: 'Set SLUICE_GATEWAY or --gateway to the address of the gateway.',
  };
  throw new RegistryError(error.code, error.message, { data: { ...error.data, ...advice } });
}

function problemOf(asked: Asked, answered: number, value: object): RegistryError {
  const { code, detail, type: _type, title: _title, status: _status, ...data } = value as Record<string, unknown>;
  if (isErrorCode(code) && typeof detail === 'string') return new RegistryError(code, detail, { data: { ...tokenAdvice(asked, code), ...data } });
  return unavailable(asked.url, `answered ${answered} with a problem that this program does not know (${JSON.stringify(code)})`);
}

// What the catalogue says of it is about the keys of a registry.
function tokenAdvice({ url, named, hasToken }: Asked, code: ErrorCode): object {
  if (code === 'forbidden') {
    return {
      why: `${url}, which ${named}, was started without an admin token.`,
      next: 'Set admin.tokenEnv in the configuration of that gateway, start it again, and set SLUICE_GATEWAY_TOKEN to the token.',
    };
  }
  if (code !== 'unauthenticated') return {};
  return {
    why: `${url}, which ${named}, asks for the admin token that the gateway was started with: SLUICE_GATEWAY_TOKEN ${hasToken ? 'is another one' : 'is not set'}.`,
    next: 'Set SLUICE_GATEWAY_TOKEN to it, the same value that the gateway has.',
  };
}

async function answerOf(url: string, send: () => Promise<Response>): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await send();
    return { response, text: await response.text() };
  } catch (cause) {
    throw silent(url, cause);
  }
}

function silent(url: string, cause: unknown): RegistryError {
  return cause instanceof RegistryError ? cause : unavailable(url, `does not answer (${fetchFailure(cause)})`, cause);
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function unavailable(url: string, what: string, cause?: unknown): RegistryError {
  return new RegistryError('gateway_unavailable', `the gateway at ${url} ${what}; check SLUICE_GATEWAY or --gateway, and that the gateway runs`, {
    cause,
    data: { url },
  });
}

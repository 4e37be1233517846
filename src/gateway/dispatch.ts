import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool, errors, type Dispatcher } from 'undici';
import { RegistryError } from '../core/errors.ts';
import type { RawRequest } from './binding/incoming-event.ts';
import type { TargetConfig } from './config.ts';

// RFC 9110 §7.6.1, and what belongs to one connection or was settled by us.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
]);
const NOT_FORWARDED = new Set([...HOP_BY_HOP, 'host', 'content-length', 'expect']);

/** Connections to the targets, one pool for each origin. */
export interface Dispatch {
  /** Forward the original bytes and stream the function's answer back. Throws `target_failed` or `target_timeout` before it began. */
  forward(target: TargetConfig, request: RawRequest, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

export function createDispatch(): Dispatch {
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string): Pool => {
    const pool = pools.get(origin) ?? new Pool(origin, { connections: 128, pipelining: 1 });
    pools.set(origin, pool);
    return pool;
  };
  return {
    forward: (target, request, response) => forward(poolFor(target.url.origin), target, request, response),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function forward(pool: Pool, target: TargetConfig, request: RawRequest, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const options: Dispatcher.DispatchOptions = {
      path: target.url.pathname + target.url.search,
      method: request.method,
      headers: forwardedHeaders(request.rawHeaders),
      body: request.body,
      headersTimeout: target.timeoutMs,
      bodyTimeout: target.timeoutMs,
    };
    pool.dispatch(options, new StreamBack(target, response, { resolve, reject }));
  });
}

/** Name and value in turn, spelled as they came; hop-by-hop headers and those that `Connection` names stay behind. */
function forwardedHeaders(rawHeaders: readonly string[]): string[] {
  const dropped = new Set(NOT_FORWARDED);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== 'connection') continue;
    for (const name of (rawHeaders[at + 1] ?? '').split(',')) dropped.add(name.trim().toLowerCase());
  }
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''];
    if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** Streams the answer of a function to the sender, no faster than the sender reads. */
class StreamBack implements Dispatcher.DispatchHandler {
  readonly #target: TargetConfig;
  readonly #response: ServerResponse;
  readonly #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };

  constructor(target: TargetConfig, response: ServerResponse, settle: { readonly resolve: () => void; readonly reject: (error: Error) => void }) {
    this.#target = target;
    this.#response = response;
    this.#settle = settle;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) controller.abort(new Error('the sender went away'));
    });
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingMessage['headers']): void {
    if (status < 200) return;
    this.#response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !HOP_BY_HOP.has(name)) this.#response.setHeader(name, value);
    }
    this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#response.write(chunk)) return;
    controller.pause();
    this.#response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.#response.end();
    this.#settle.resolve();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    if (!this.#response.headersSent) {
      this.#settle.reject(this.#describe(cause));
      return;
    }
    // Half an answer is out already: breaking the connection is the only way to say that it is not whole.
    this.#response.destroy();
    this.#settle.resolve();
  }

  #describe(cause: Error): RegistryError {
    const { name, url, timeoutMs } = this.#target;
    if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
      return new RegistryError('target_timeout', `target ${name} did not answer within ${timeoutMs} ms`, { cause });
    }
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
    return new RegistryError('target_failed', `target ${name} at ${url.href} could not be reached: ${code}`, { cause });
  }
}

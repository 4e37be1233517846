import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Pool, type Dispatcher } from 'undici';
import type { Arrival } from '../arrival.ts';
import type { HttpTargetConfig, LambdaTargetConfig, TargetConfig } from '../config/config.ts';
import { targetPath } from '../targets/target-path.ts';
import { Receipt } from './receipt.ts';
import { Relay } from './relay.ts';
import { askFunction, forwardToFunction, type FunctionCall } from '../targets/lambda/forward.ts';
import type { Functions } from '../targets/lambda/functions.ts';
import { OutgoingHeaders } from '../targets/outgoing-headers.ts';

export interface Forwarding<Target extends TargetConfig = TargetConfig> {
  readonly target: Target;
  /** The path of the route. */
  readonly path: string;
  readonly arrival: Arrival;
  /** Sent along where the request has none. */
  readonly requestId: string;
}

export interface DispatchOptions {
  /** Those of Lambda; closed by whoever has opened them. */
  readonly functions: Functions;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Connections to the functions, one pool for each origin. */
export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #outgoing = new WeakMap<TargetConfig, OutgoingHeaders>();

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /**
   * Send the bytes that came, and stream the function's answer back as it is, whatever its status. Gives that status.
   * Throws `target_failed` or `target_timeout` while nothing was answered yet; an answer that breaks off later breaks
   * the sender's connection, for nothing else would say that it is not whole.
   */
  forward(forwarding: Forwarding, response: ServerResponse): Promise<number> {
    if (isToLambda(forwarding)) return this.#toFunction(forwarding).then((call) => forwardToFunction(this.#options.functions, call, response));
    const relay = new Relay(forwarding, response);
    this.#send(forwarding as Forwarding<HttpTargetConfig>, relay);
    return relay.done;
  }

  /** Send the bytes, and take only the status of the answer. Throws `target_failed` or `target_timeout`. */
  async deliver(forwarding: Forwarding, signal: AbortSignal): Promise<number> {
    if (isToLambda(forwarding)) return (await askFunction(this.#options.functions, await this.#toFunction(forwarding), signal)).status;
    const receipt = new Receipt(forwarding.target, signal);
    this.#send(forwarding as Forwarding<HttpTargetConfig>, receipt);
    return receipt.done;
  }

  #send(forwarding: Forwarding<HttpTargetConfig>, handler: Dispatcher.DispatchHandler): void {
    const { target, arrival } = forwarding;
    const headers = this.#headersOf(forwarding);
    const pool = this.#poolOf(target.url.origin);
    const options: Omit<Dispatcher.DispatchOptions, 'headers'> = {
      path: targetPath(target.url, arrival.query),
      method: arrival.method,
      body: arrival.bytes,
      // The handler has the exact clock; undici's is coarse, and guards the pieces of the answer only.
      headersTimeout: 0,
      bodyTimeout: target.timeoutMs,
    };
    if (headers instanceof Promise) void headers.then((late) => pool.dispatch({ ...options, headers: late }, handler));
    else pool.dispatch({ ...options, headers }, handler);
  }

  async #toFunction(forwarding: Forwarding<LambdaTargetConfig>): Promise<FunctionCall> {
    const { target, path, arrival, requestId } = forwarding;
    const headers = await this.#headersOf(forwarding);
    return { target, request: { path, arrival, headers, requestId, receivedAt: this.#options.now() } };
  }

  #headersOf({ target, arrival: { headers, bytes }, requestId }: Forwarding): string[] | Promise<string[]> {
    return this.#outgoingOf(target).write({ headers, bytes, requestId, messageId: newMessageId });
  }

  #outgoingOf(target: TargetConfig): OutgoingHeaders {
    const known = this.#outgoing.get(target);
    if (known !== undefined) return known;
    const outgoing = new OutgoingHeaders(target, this.#options.now);
    this.#outgoing.set(target, outgoing);
    return outgoing;
  }

  /** After the last answer. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  #poolOf(origin: string): Pool {
    const pool = this.#pools.get(origin) ?? new Pool(origin, { connections: 128, pipelining: 1 });
    this.#pools.set(origin, pool);
    return pool;
  }
}

function isToLambda(forwarding: Forwarding): forwarding is Forwarding<LambdaTargetConfig> {
  return forwarding.target.kind === 'aws-lambda';
}

function newMessageId(): string {
  return `msg_${randomUUID()}`;
}

import type { ServerResponse } from 'node:http';
import { Pool, type Dispatcher } from 'undici';
import type { Arrival } from './arrival.ts';
import type { TargetConfig } from './config/config.ts';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import { endToEndHeaders, hasHeader } from './headers.ts';
import { targetPath } from './target-path.ts';
import { Receipt } from './receipt.ts';
import { Relay } from './relay.ts';

export interface Forwarding {
  readonly target: TargetConfig;
  readonly arrival: Arrival;
  /** Sent along where the request has none. */
  readonly requestId: string;
}

/** Connections to the functions, one pool for each origin. */
export class Dispatch {
  readonly #pools = new Map<string, Pool>();

  /**
   * Send the bytes that came, and stream the function's answer back as it is, whatever its status. Gives that status.
   * Throws `target_failed` or `target_timeout` while nothing was answered yet; an answer that breaks off later breaks
   * the sender's connection, for nothing else would say that it is not whole.
   */
  forward(forwarding: Forwarding, response: ServerResponse): Promise<number> {
    const relay = new Relay(forwarding, response);
    this.#send(forwarding, relay);
    return relay.done;
  }

  /** Send the bytes, and take only the status of the answer. Throws `target_failed` or `target_timeout`. */
  deliver(forwarding: Forwarding, signal: AbortSignal): Promise<number> {
    const receipt = new Receipt(forwarding.target, signal);
    this.#send(forwarding, receipt);
    return receipt.done;
  }

  #send({ target, arrival, requestId }: Forwarding, handler: Dispatcher.DispatchHandler): void {
    const options: Dispatcher.DispatchOptions = {
      path: targetPath(target.url, arrival.query),
      method: arrival.method,
      headers: headersOf(arrival, requestId),
      body: arrival.bytes,
      // The handler has the exact clock; undici's is coarse, and guards the pieces of the answer only.
      headersTimeout: 0,
      bodyTimeout: target.timeoutMs,
    };
    this.#poolOf(target.url.origin).dispatch(options, handler);
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

// Those of the connection to the function are made anew.
const OWN = new Set(['host', 'content-length', 'expect']);

function headersOf({ headers }: Arrival, requestId: string): string[] {
  const kept = endToEndHeaders(headers, OWN);
  if (!hasHeader(kept, REQUEST_ID_HEADER)) kept.push(REQUEST_ID_HEADER, requestId);
  return kept;
}

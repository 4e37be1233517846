import { Pool } from 'undici';
import type { HttpTargetConfig } from '../config/config.ts';
import { targetPath } from '../target-path.ts';
import { attemptMessage } from './attempt-message.ts';
import { HttpAttempt } from './http-attempt.ts';
import { OutgoingHeaders } from './outgoing-headers.ts';
import type { Attempt, Outcome, Target } from './target.ts';

/**
 * A function behind an address. The bytes that came are sent, with the method and the query that they came with. Where it answers 401
 * and the file of its token holds another one by now, the attempt is made once more at once.
 */
export function createHttpTarget(config: HttpTargetConfig, now: () => number): Target {
  const pool = new Pool(config.url.origin, { connections: config.delivery?.concurrency ?? 1, pipelining: 1 });
  const outgoing = new OutgoingHeaders(config, now);
  return {
    async send(attempt, signal) {
      const outcome = await sendOnce(attempt, signal);
      const isRefused = outcome.kind === 'answered' && outcome.status === 401;
      return isRefused && (await outgoing.renew()) ? sendOnce(attempt, signal) : outcome;
    },
    close: () => pool.destroy(),
  };

  async function sendOnce(attempt: Attempt, signal: AbortSignal): Promise<Outcome> {
    const { method, query, bytes } = attempt.event.request;
    const handler = new HttpAttempt(config, signal);
    const headers = outgoing.write(attemptMessage(attempt));
    pool.dispatch(
      {
        path: targetPath(config.url, query),
        method,
        headers: headers instanceof Promise ? await headers : headers,
        body: bytes,
        // The handler has the clock for all of it.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
    return handler.done;
  }
}

import { Pool } from 'undici';
import type { HttpTargetConfig } from '../config/config.ts';
import { targetPath } from './target-path.ts';
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
      const headers = await outgoing.write(attemptMessage(attempt));
      const outcome = await sendOnce(attempt, headers, signal);
      const isRefused = outcome.kind === 'answered' && outcome.status === 401;
      if (!isRefused || !(await outgoing.hasAnotherToken(headers))) return outcome;
      return sendOnce(attempt, await outgoing.write(attemptMessage(attempt)), signal);
    },
    close: () => pool.destroy(),
  };

  function sendOnce({ event: { request } }: Attempt, headers: string[], signal: AbortSignal): Promise<Outcome> {
    const { method, query, bytes } = request;
    const handler = new HttpAttempt(config, signal);
    pool.dispatch(
      {
        path: targetPath(config.url, query),
        method,
        headers,
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

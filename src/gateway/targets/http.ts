import { Pool } from 'undici';
import type { TargetConfig } from '../config/config.ts';
import { targetPath } from '../target-path.ts';
import { attemptHeaders } from './attempt-headers.ts';
import { HttpAttempt } from './http-attempt.ts';
import type { Target } from './target.ts';

/** A function behind an address. The bytes that came are sent, with the method and the query that they came with. */
export function createHttpTarget(config: TargetConfig): Target {
  const pool = new Pool(config.url.origin, { connections: config.delivery?.concurrency ?? 1, pipelining: 1 });
  return {
    send(attempt, signal) {
      const { method, query, bytes } = attempt.event.request;
      const handler = new HttpAttempt(config, signal);
      pool.dispatch(
        {
          path: targetPath(config.url, query),
          method,
          headers: attemptHeaders(attempt),
          body: bytes,
          // The handler has the clock for all of it.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        handler,
      );
      return handler.done;
    },
    close: () => pool.destroy(),
  };
}

import type { RetryConfig } from '../config/durable.ts';

/**
 * How long to wait after so many failures, at least one, in milliseconds: evenly between nothing and a pause that doubles with each
 * failure ("full jitter"), so that those who failed together do not come back together.
 *
 * Source: Brooker, "Exponential Backoff And Jitter".
 */
export function backoffMs({ minDelayMs, maxDelayMs }: RetryConfig, failures: number, random: () => number): number {
  // Beyond 2^52 nothing changes: the longest pause is a day.
  const longest = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(failures - 1, 52));
  return Math.floor(random() * longest);
}

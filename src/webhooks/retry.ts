import type { PendingDelivery } from '../core/webhook.ts';

/** How often, and for how long, a delivery is tried. */
export interface RetryRules {
  /** After the first attempt; each further delay is twice as long. Default 5 s. */
  readonly firstDelayMs: number;
  /** Default 1 h. */
  readonly maxDelayMs: number;
  /** Default 30. */
  readonly maxAttempts: number;
  /** From the first attempt on; default 24 h. */
  readonly giveUpAfterMs: number;
}

export const DEFAULT_RETRY: RetryRules = { firstDelayMs: 5_000, maxDelayMs: 3_600_000, maxAttempts: 30, giveUpAfterMs: 86_400_000 };

/** What an answer means for a delivery: it is done, is tried again, or the webhook stops before it. */
export type Meaning = 'delivered' | 'retry' | 'stop';

/**
 * By Standard Webhooks, "Delivery success and failure": 2xx is success, 410 the end, and everything else may be mended; so may an answer
 * that did not come, whose status is undefined.
 */
export function meaningOf(status: number | undefined): Meaning {
  if (status === 410) return 'stop';
  return status !== undefined && status >= 200 && status < 300 ? 'delivered' : 'retry';
}

export interface Failure extends Pick<PendingDelivery, 'attempts' | 'firstAt'> {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the receiver asked for; counts up to `maxDelayMs`. */
  readonly retryAfterMs?: number | undefined;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

/** Nothing is put off for longer. */
export function longestDelayMs({ maxDelayMs }: Pick<RetryRules, 'maxDelayMs'>): number {
  return maxDelayMs * (1 + CHANCE);
}

const CHANCE = 0.2;

/** When the next attempt is due after `attempts` failed ones, in milliseconds since 1970; undefined: never. A fifth of each delay is chance. */
export function nextAttemptAt(rules: RetryRules, { attempts, firstAt, now, retryAfterMs = 0, random }: Failure): number | undefined {
  if (attempts >= rules.maxAttempts) return undefined;
  const own = Math.min(rules.maxDelayMs, rules.firstDelayMs * 2 ** (attempts - 1)) * (1 - CHANCE + 2 * CHANCE * random);
  const next = now + Math.round(Math.max(own, Math.min(retryAfterMs, rules.maxDelayMs)));
  return next - firstAt > rules.giveUpAfterMs ? undefined : next;
}

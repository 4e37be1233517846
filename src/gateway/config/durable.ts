import type { SealKeys } from '../../queue/seal-keys.ts';

/** What a durable route says beside what every route does. */
export interface DurableConfig {
  readonly onInvalid: 'reject' | 'hold';
  /** Absent: events go out as they come to be due. */
  readonly order?: OrderConfig;
  /** Absent: an event that comes again is another one. */
  readonly idempotency?: IdempotencyConfig;
}

/** Where an event says what it is of: a CloudEvents attribute, or a JSON Pointer into the data. */
export type KeyPlace = { readonly kind: 'attribute'; readonly name: string } | { readonly kind: 'pointer'; readonly pointer: string };

export interface OrderConfig {
  readonly place: KeyPlace;
  /** What becomes of the later events of a key once one is dead. */
  readonly afterDead: 'block' | 'skip' | 'park';
}

export interface IdempotencyConfig {
  readonly windowMs: number;
  readonly key:
    | { readonly kind: 'cloud_event' }
    /** In lower case. */
    | { readonly kind: 'header'; readonly name: string }
    | { readonly kind: 'pointer'; readonly pointer: string };
}

/** How a durable route delivers to a target. */
export interface DeliveryConfig {
  readonly retry: RetryConfig;
  /** Deliveries under way at the same time. */
  readonly concurrency: number;
  /** Absent: no limit. */
  readonly rate?: RateConfig;
  readonly breaker: BreakerConfig;
}

export interface RetryConfig {
  readonly maxAttempts: number;
  /** From the first attempt on. */
  readonly maxElapsedMs: number;
  readonly minDelayMs: number;
  /** Also the longest that Retry-After may ask for. */
  readonly maxDelayMs: number;
}

export interface RateConfig {
  readonly perSecond: number;
  /** How many may begin at once after a quiet time. */
  readonly burst: number;
}

export interface BreakerConfig {
  /** Different deliveries that fail in a row. */
  readonly failures: number;
  readonly openMs: number;
}

/** Where the events of durable routes are kept. */
export interface QueueConfig {
  /** `sqlite:` is the file in the data folder, `sqlite:PATH` another one, `postgres://…` a database. */
  readonly store: string;
  /** The first encrypts what is kept; all of them decrypt. Absent: in the clear. */
  readonly keys?: SealKeys;
  /** The file that holds them instead. */
  readonly keysFile?: string;
  readonly maxWaiting?: number;
  readonly maxHeld?: number;
  /** How long what a gateway has taken is its own, should it say nothing more: after its death another one goes on then. */
  readonly leaseMs?: number;
  /** Milliseconds by subject, or prefix ending in `*`; longest first. */
  readonly keep: readonly { readonly type: string; readonly keepMs: number }[];
}

/** The one place of the defaults; the schema of the file repeats them for editors, and a test compares. */
export const DURABLE_DEFAULTS = {
  windowMs: 86_400_000,
  afterDead: 'block',
  retry: { maxAttempts: 30, maxElapsedMs: 86_400_000, minDelayMs: 1_000, maxDelayMs: 3_600_000 },
  concurrency: 16,
  breaker: { failures: 10, openMs: 30_000 },
  store: 'sqlite:',
  leaseMs: 60_000,
} as const;

import type { RegistryError } from '../../core/errors.ts';
import type { DeliveryId, QueuedEvent } from '../../queue/queue.ts';

/** Where the events of a durable route go. */
export interface Target {
  /**
   * Try once, within the time that the target's configuration allows. Never rejects for what the other side does; ends as `cut` when
   * `signal` aborts. What has begun may go on at the other side, whatever comes of it here.
   */
  send(attempt: Attempt, signal: AbortSignal): Promise<Outcome>;
  /** After the last attempt. */
  close(): Promise<void>;
}

export interface Attempt {
  /** The same for every attempt of a delivery. */
  readonly id: DeliveryId;
  /** 1 for the first. */
  readonly number: number;
  readonly event: QueuedEvent;
}

/** What came of an attempt. `status-table.ts` says what that means. */
export type Outcome =
  /** `words` say it after the name of the target; absent: `answered STATUS`. */
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter?: string; readonly words?: string }
  | { readonly kind: 'failed'; readonly how: Failure; readonly error: RegistryError }
  | { readonly kind: 'cut' };

/** Nothing reached it; it broke off, so it may have begun; it let the time pass, so it may still be at work. */
export type Failure = 'unreachable' | 'broken_off' | 'timeout';

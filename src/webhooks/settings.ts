import type { AttemptOutcome, WebhookProgress, WebhookRecord } from '../core/webhook.ts';
import type { Log } from '../http/kit/log.ts';
import type { WebhookOutlet } from '../registry/webhook-outlet.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from './alarm.ts';
import type { RetryRules } from './retry.ts';

/** What every courier works with. */
export interface CourierSettings {
  readonly store: Store;
  readonly outlet: Pick<WebhookOutlet, 'send'>;
  readonly clock: Clock;
  /** From 0 up to, not including, 1; spreads the delays. */
  readonly random: () => number;
  readonly retry: RetryRules;
  /** Of one attempt; a lease is longer. */
  readonly timeoutMs: number;
  /** Names this process among all that deliver from the store; never the same twice. */
  readonly owner: string;
  /** Counts what became of an attempt. */
  readonly onAttempt?: (outcome: AttemptOutcome) => void;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** A webhook and its progress as they were read. */
export interface Standing {
  readonly webhook: WebhookRecord;
  readonly webhookRevision: number;
  readonly progress: WebhookProgress;
  readonly revision: number;
}

import type { ChangeRecord } from '../core/change.ts';
import { isWanted, MAX_DEAD, type DeadDelivery, type PendingDelivery, type WebhookProgress, type WebhookRecord } from '../core/webhook.ts';
import type { Store } from '../storage/store.ts';
import { longestDelayMs, type RetryRules } from './retry.ts';

export type Task =
  | { readonly kind: 'nothing' }
  /** Nothing before this time, in milliseconds since 1970. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'deliver'; readonly change: ChangeRecord }
  | { readonly kind: 'resend'; readonly delivery: DeadDelivery }
  /** Nothing is wanted up to here, and it is so much that it should not be looked at again after a restart. */
  | { readonly kind: 'pass'; readonly cursor: number };

const BATCH = 100;
const PASS_AFTER = 1_000;
/** Those of registries on one store, at most. */
export const CLOCKS_DIFFER_BY_MS = 60_000;

/** What a webhook has to do next. Holds at most a batch of changes, which never change. */
export class Agenda {
  readonly #store: Store;
  readonly #longestMs: number;
  #ahead: readonly ChangeRecord[] = [];
  /** The last change that was looked at. */
  #seen = 0;
  /** The epoch of the webhook up to which nothing was asked for again. */
  #resentEpoch = 0;

  constructor(store: Store, { maxDelayMs }: Pick<RetryRules, 'maxDelayMs'>) {
    this.#store = store;
    this.#longestMs = longestDelayMs({ maxDelayMs });
  }

  async next(webhook: WebhookRecord, progress: WebhookProgress, now: number): Promise<Task> {
    const delivery = await this.#nextResend(webhook);
    if (delivery !== undefined) return { kind: 'resend', delivery };
    const change = await this.#nextChange(webhook, progress.cursor);
    if (change !== undefined) {
      const pending = pendingOf(webhook, progress, change.sequence);
      return pending === undefined || this.#isDue(pending, now) ? { kind: 'deliver', change } : { kind: 'wait', until: pending.nextAt };
    }
    return this.#seen - progress.cursor >= PASS_AFTER ? { kind: 'pass', cursor: this.#seen } : { kind: 'nothing' };
  }

  // What waits since a time that is yet to come, or for longer than anything does, was put off before the clock was set back: for how long
  // it has to wait yet nobody knows.
  #isDue({ firstAt, nextAt }: PendingDelivery, now: number): boolean {
    return nextAt <= now || firstAt > now + CLOCKS_DIFFER_BY_MS || nextAt > now + this.#longestMs + CLOCKS_DIFFER_BY_MS;
  }

  async #nextChange(webhook: WebhookRecord, cursor: number): Promise<ChangeRecord | undefined> {
    for (;;) {
      const from = Math.max(cursor, this.#seen);
      const found = this.#ahead.find((change) => change.sequence > from && isWanted(webhook, change));
      if (found !== undefined) {
        this.#seen = found.sequence - 1;
        return found;
      }
      const read = await this.#store.listChanges(Math.max(from, this.#ahead.at(-1)?.sequence ?? 0), BATCH);
      this.#seen = Math.max(from, this.#ahead.at(-1)?.sequence ?? 0);
      this.#ahead = read;
      if (read.length === 0) return undefined;
    }
  }

  /** The filter is another one: what was passed over may be wanted. */
  forget(cursor: number): void {
    this.#seen = cursor;
    this.#ahead = [];
  }

  async #nextResend({ id, epoch }: WebhookRecord): Promise<DeadDelivery | undefined> {
    if (epoch <= this.#resentEpoch) return undefined;
    const records = await this.#store.listRecords({ kind: 'webhook_dead', prefix: `${id}/`, limit: MAX_DEAD });
    const found = records.map(({ value }) => value as DeadDelivery).find(({ resend }) => resend !== undefined);
    if (found === undefined) this.#resentEpoch = epoch;
    return found;
  }
}

/** What was tried in vain of this change, since the webhook is as it is. */
export function pendingOf({ epoch }: WebhookRecord, { pending }: WebhookProgress, sequence: number): WebhookProgress['pending'] {
  return pending?.sequence === sequence && pending.epoch === epoch ? pending : undefined;
}

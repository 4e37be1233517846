import type { WebhookProgress, WebhookRecord, WebhookState } from '../core/webhook.ts';
import { readBacklog } from '../registry/webhook-records.ts';
import { Courier } from './courier.ts';
import type { CourierSettings } from './settings.ts';

/** How far a webhook is behind the feed. */
export interface Backlog {
  readonly webhook: string;
  /** How many changes it wants of the next 1,000. */
  readonly changes: number;
  /** How long the first of them has waited; 0 where there is none. */
  readonly oldestSeconds: number;
}

export interface Deliverer {
  /** Of each webhook that is not paused, read from the store. */
  backlogs(): Promise<readonly Backlog[]>;
  /** Of each webhook, read from the store. */
  states(): Promise<readonly WebhookState[]>;
  /** Ends what waits, and what is under way after some seconds. */
  close(): Promise<void>;
}

// What is under way at the end may still be answered.
const GRACE_MS = 5_000;
const MAX_WEBHOOKS = 1_000;

/** Deliver for all webhooks of the store, beside any number of other processes that do the same. */
export function startDeliverer(settings: CourierSettings): Deliverer {
  const { store, clock, log } = settings;
  const couriers = new Map<string, Courier>();
  const leaving = new Set<Promise<void>>();
  const closed = new AbortController();
  let looking: Promise<void> | undefined;
  let isStale = false;

  const look = async (): Promise<void> => {
    const found = new Set((await store.listRecords({ kind: 'webhook', limit: MAX_WEBHOOKS })).map(({ key }) => key));
    if (closed.signal.aborted) return;
    for (const [id, courier] of couriers) {
      if (found.has(id)) courier.wake();
      else {
        couriers.delete(id);
        const gone = courier.end(0).finally(() => leaving.delete(gone));
        leaving.add(gone);
      }
    }
    for (const id of found) if (!couriers.has(id)) couriers.set(id, new Courier(id, settings));
  };
  // One look at a time; writes meanwhile are worth another one.
  const wake = (): void => {
    isStale = true;
    looking ??= lookOn().finally(() => (looking = undefined));
  };
  const lookOn = async (): Promise<void> => {
    while (isStale && !closed.signal.aborted) {
      isStale = false;
      try {
        await look();
      } catch (err) {
        log.error({ err }, 'webhooks: cannot read the store; trying again');
        clock.later(GRACE_MS, wake);
      }
    }
  };
  const unsubscribe = store.subscribe(wake);
  wake();

  const listAll = async (): Promise<readonly WebhookRecord[]> =>
    (await store.listRecords({ kind: 'webhook', limit: MAX_WEBHOOKS })).map(({ value }) => value as WebhookRecord);
  const backlogOf = async (webhook: WebhookRecord): Promise<readonly Backlog[]> => {
    const progress = await store.readRecord('webhook_progress', webhook.id);
    if (webhook.state === 'paused' || progress === undefined) return [];
    const { count, since } = await readBacklog(store, webhook, (progress.value as WebhookProgress).cursor);
    return [{ webhook: webhook.id, changes: count, oldestSeconds: since === undefined ? 0 : Math.max(0, (clock.now() - Date.parse(since)) / 1_000) }];
  };

  return {
    backlogs: async () => (await Promise.all((await listAll()).map(backlogOf))).flat(),
    states: async () => (await listAll()).map(({ state }) => state),
    async close() {
      closed.abort();
      unsubscribe();
      await looking;
      await Promise.all([...[...couriers.values()].map((courier) => courier.end(GRACE_MS)), ...leaving]);
    },
  };
}

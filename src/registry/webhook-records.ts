import { RegistryError } from '../core/errors.ts';
import type { WebhookResource } from '../core/resources.ts';
import { isWanted, type WebhookFilter, type WebhookProgress, type WebhookRecord } from '../core/webhook.ts';
import type { Store } from '../storage/store.ts';
import type { Context } from './context.ts';

/** A webhook as it is stored, with the revision that a write expects. */
export interface StoredWebhook {
  readonly revision: number;
  readonly webhook: WebhookRecord;
}

/** Throws `webhook_not_found`. */
export async function readWebhook({ store }: Context, id: string): Promise<StoredWebhook> {
  const record = await store.readRecord('webhook', id);
  if (record === undefined) throw new RegistryError('webhook_not_found', `no webhook has the id ${JSON.stringify(id)}`);
  return { revision: record.revision, webhook: record.value as WebhookRecord };
}

/** A webhook without its secrets, and how far its deliveries are. */
export async function presentWebhook({ store }: Context, { secrets, ...webhook }: WebhookRecord): Promise<WebhookResource> {
  const record = await store.readRecord('webhook_progress', webhook.id);
  const { cursor, pending } = (record?.value ?? { cursor: (await store.readPosition()).last }) as WebhookProgress;
  return {
    ...webhook,
    secrets: secrets.map(({ sealed: _sealed, ...rest }) => rest),
    position: cursor,
    behind: (await readBacklog(store, webhook, cursor)).count,
    ...(pending === undefined ? {} : { pending: presentPending(pending) }),
  };
}

function presentPending({ sequence, attempts, error, nextAt }: NonNullable<WebhookProgress['pending']>): NonNullable<WebhookResource['pending']> {
  return { sequence, attempts, error, nextAttemptAt: new Date(nextAt).toISOString() };
}

const MAX_BACKLOG = 1_000;

export interface WantedBacklog {
  /** How many changes a webhook wants of the next 1,000 after its cursor. */
  readonly count: number;
  /** When the first of them was made; ISO 8601. */
  readonly since?: string;
}

/** What a webhook wants and did not get yet. */
export async function readBacklog(store: Pick<Store, 'listChanges'>, webhook: WebhookFilter, cursor: number): Promise<WantedBacklog> {
  const wanted = (await store.listChanges(cursor, MAX_BACKLOG)).filter((change) => isWanted(webhook, change));
  const [first] = wanted;
  return { count: wanted.length, ...(first === undefined ? {} : { since: first.time }) };
}

/** A webhook for the audit log: what is no secret of it. */
export function auditedWebhook({ secrets, ...webhook }: WebhookRecord): object {
  return { ...webhook, secrets: secrets.map(({ sealed: _sealed, ...rest }) => rest) };
}

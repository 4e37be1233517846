import { RegistryError } from '../core/errors.ts';
import type { DeadDeliveryResource, WebhookRetryRequest } from '../core/resources.ts';
import { deliveryKey, KEPT_ATTEMPTS, MAX_DEAD, type DeadDelivery, type WebhookAttempt } from '../core/webhook.ts';
import type { StoredRecord } from '../storage/store.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';
import { readWebhook } from './webhook-records.ts';
import { rewrite } from './webhooks.ts';

const TEST_TYPE = 'io.sluice.webhook.test';

/** The log of a webhook, newest first. */
export async function listWebhookAttempts(context: Context, id: string): Promise<readonly WebhookAttempt[]> {
  await readWebhook(context, id);
  const records = await context.store.listRecords({ kind: 'webhook_attempt', prefix: `${id}/`, limit: KEPT_ATTEMPTS });
  return records.toReversed().map(({ value }) => value as WebhookAttempt);
}

/** What was given up, oldest first. */
export async function listDeadDeliveries(context: Context, id: string): Promise<readonly DeadDeliveryResource[]> {
  return (await readDead(context, id)).map(({ value }) => presentDead(value as DeadDelivery));
}

/**
 * Send again what was given up: once, in the order of the feed, beside what is new. Gives which. Where nothing was given up, the
 * delivery that waits for its next attempt is due at once. Throws `request_invalid` for a change that was not given up.
 */
export async function retryWebhook(
  context: Context,
  id: string,
  { sequences }: WebhookRetryRequest,
  write: WriteContext,
): Promise<readonly number[]> {
  const dead = (await readDead(context, id)).map(({ value }) => value as DeadDelivery);
  const known = new Map(dead.map((delivery) => [delivery.change.sequence, delivery]));
  const missing = sequences?.find((sequence) => !known.has(sequence));
  if (missing !== undefined) {
    throw new RegistryError('request_invalid', `change ${missing} was not given up by webhook ${id}; GET /webhooks/${id}/dead lists those that were`);
  }
  const wanted = dead.filter(({ change }) => sequences === undefined || sequences.includes(change.sequence));
  await rewrite(
    context,
    id,
    write,
    'webhook.retry',
    (before) => before,
    ({ epoch }) =>
      wanted.map((delivery) => ({
        kind: 'webhook_dead',
        key: deliveryKey(id, delivery.change.sequence),
        value: { ...delivery, resend: epoch },
      })),
  );
  return wanted.map(({ change }) => change.sequence);
}

/** Send an event of the type `io.sluice.webhook.test` once, whatever the state of the webhook; it is in no log. */
export async function testWebhook(context: Context, id: string): Promise<WebhookAttempt> {
  const { webhook } = await readWebhook(context, id);
  const messageId = `test_${Buffer.from(context.random(8)).toString('hex')}`;
  const time = context.timestamp();
  const event = {
    specversion: '1.0',
    id: messageId,
    source: '/api/v1/changes',
    type: TEST_TYPE,
    time,
    datacontenttype: 'application/json',
    data: { webhook: id },
  } as const;
  const { status, error, durationMs } = await context.outlet().send(webhook, { id: messageId, event });
  return {
    time,
    type: TEST_TYPE,
    outcome: error === undefined ? 'delivered' : 'failed',
    durationMs,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
}

async function readDead(context: Context, id: string): Promise<readonly StoredRecord[]> {
  await readWebhook(context, id);
  return context.store.listRecords({ kind: 'webhook_dead', prefix: `${id}/`, limit: MAX_DEAD });
}

function presentDead({ change: { sequence, type, name }, attempts, diedAt, error, resend }: DeadDelivery): DeadDeliveryResource {
  return { sequence, type, name, attempts, diedAt, error, resending: resend !== undefined };
}

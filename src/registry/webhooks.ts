import { RegistryError, unreachable } from '../core/errors.ts';
import type { CreatedWebhookResource, WebhookPatch, WebhookRequest, WebhookResource } from '../core/resources.ts';
import { isStrayPattern, startOf } from '../core/subject.ts';
import { KEPT_ATTEMPTS, MAX_DEAD, type WebhookProgress, type WebhookRecord, type WebhookSecret } from '../core/webhook.ts';
import type { RecordWrite } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import { expectEpoch } from './expect-epoch.ts';
import type { WriteContext } from './registry.ts';
import { untilCommitted } from './until-committed.ts';
import { auditedWebhook, presentWebhook, readWebhook } from './webhook-records.ts';

const MAX_WEBHOOKS = 100;
const ID_BYTES = 8;
// Between 24 and 64 (Standard Webhooks, "Signature scheme").
const SECRET_BYTES = 32;
const MAX_TEXT = 500;
const DEFAULT_OVERLAP_SECONDS = 86_400;

/** Make a webhook; its secret is in this answer and nowhere else. Throws `webhook_address_refused` and `request_invalid`. */
export async function createWebhook(context: Context, request: WebhookRequest, write: WriteContext): Promise<CreatedWebhookResource> {
  const { from, ...said } = request;
  checkTexts(said);
  await checkPrefix(context, said.prefix);
  context.outlet().checkUrl(said.url);
  const count = (await context.store.listRecords({ kind: 'webhook', limit: MAX_WEBHOOKS })).length;
  if (count >= MAX_WEBHOOKS) throw new RegistryError('request_invalid', `a registry has at most ${MAX_WEBHOOKS} webhooks; remove one first`);
  const id = Buffer.from(context.random(ID_BYTES)).toString('hex');
  const { secret, stored } = makeSecret(context, id);
  const [createdAt, createdBy] = [stored.createdAt, write.actor];
  const webhook: WebhookRecord = { id, ...definedOf(said), state: 'active', secrets: [stored], epoch: 1, createdAt, createdBy };
  const progress: WebhookProgress = { cursor: await beginning(context, from), attempts: 0 };
  const result = await context.store.commit({
    expect: [],
    records: [
      { kind: 'webhook', key: id, expect: 0, value: webhook },
      { kind: 'webhook_progress', key: id, expect: 0, value: progress },
    ],
    audit: () => [auditEntry(context, write, { action: 'webhook.create', name: id, after: auditedWebhook(webhook) })],
    changes: () => [],
  });
  if (result.kind === 'conflict') return unreachable('the source of randomness gave the id of another webhook');
  return { ...(await presentWebhook(context, webhook)), secret };
}

/** All of them, by id. */
export async function listWebhooks(context: Context): Promise<readonly WebhookResource[]> {
  const records = await context.store.listRecords({ kind: 'webhook', limit: MAX_WEBHOOKS });
  return Promise.all(records.map(({ value }) => presentWebhook(context, value as WebhookRecord)));
}

export async function getWebhook(context: Context, id: string): Promise<WebhookResource> {
  return presentWebhook(context, (await readWebhook(context, id)).webhook);
}

/** Change a webhook; what it did not deliver yet is due at once. */
export async function updateWebhook(context: Context, id: string, patch: WebhookPatch, write: WriteContext): Promise<WebhookResource> {
  checkTexts(patch);
  await checkPrefix(context, patch.prefix);
  if (patch.url !== undefined) context.outlet().checkUrl(patch.url);
  const webhook = await rewrite(context, id, write, 'webhook.update', (before) => applyPatch(before, patch));
  return presentWebhook(context, webhook);
}

/** A new secret. The one before is signed with as well for `overlapSeconds` more, one day by default, not at all with 0; an older one no more. */
export async function rotateWebhookSecret(
  context: Context,
  id: string,
  { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: { readonly overlapSeconds?: number },
  write: WriteContext,
): Promise<CreatedWebhookResource> {
  const { secret, stored } = makeSecret(context, id);
  const expiresAt = new Date(context.now() + overlapSeconds * 1_000).toISOString();
  const webhook = await rewrite(context, id, write, 'webhook.rotate', (before) => ({
    ...before,
    secrets: [stored, ...before.secrets.slice(0, overlapSeconds > 0 ? 1 : 0).map((old) => ({ ...old, expiresAt }))],
  }));
  return { ...(await presentWebhook(context, webhook)), secret };
}

/** Remove a webhook with its log and what was given up. An attempt that is under way ends, and is the last one. */
export async function deleteWebhook(context: Context, id: string, write: WriteContext): Promise<WebhookResource> {
  return untilCommitted(`webhook ${id}`, async () => {
    const { webhook, revision } = await readWebhook(context, id);
    expectEpoch(write, webhook.epoch);
    const resource = await presentWebhook(context, webhook);
    const result = await context.store.commit({
      expect: [],
      records: [
        { kind: 'webhook', key: id, expect: revision, value: null },
        { kind: 'webhook_progress', key: id, value: null },
        ...(await belongings(context, id)),
      ],
      audit: () => [auditEntry(context, write, { action: 'webhook.delete', name: id, before: auditedWebhook(webhook) })],
      changes: () => [],
    });
    return result.kind === 'committed' ? resource : 'conflict';
  });
}

async function belongings({ store }: Context, id: string): Promise<RecordWrite[]> {
  const kinds = ['webhook_attempt', 'webhook_dead'] as const;
  // One more of each may be written until the commit; it would be found by nobody.
  const lists = kinds.map(async (kind) => {
    const records = await store.listRecords({ kind, prefix: `${id}/`, limit: KEPT_ATTEMPTS + MAX_DEAD });
    return records.map(({ key }): RecordWrite => ({ kind, key, value: null }));
  });
  return (await Promise.all(lists)).flat();
}

/** @internal Read, change, write with the next epoch; again where somebody was faster. Throws `epoch_mismatch`. */
export async function rewrite(
  context: Context,
  id: string,
  write: WriteContext,
  action: 'webhook.update' | 'webhook.rotate' | 'webhook.retry',
  change: (before: WebhookRecord) => WebhookRecord,
  more: (after: WebhookRecord) => readonly RecordWrite[] = () => [],
): Promise<WebhookRecord> {
  return untilCommitted(`webhook ${id}`, async () => {
    const { revision, webhook: before } = await readWebhook(context, id);
    expectEpoch(write, before.epoch);
    const after = { ...change(before), epoch: before.epoch + 1 };
    const result = await context.store.commit({
      expect: [],
      records: [{ kind: 'webhook', key: id, expect: revision, value: after }, ...more(after)],
      audit: () => [auditEntry(context, write, { action, name: id, before: auditedWebhook(before), after: auditedWebhook(after) })],
      changes: () => [],
    });
    return result.kind === 'committed' ? after : 'conflict';
  });
}

async function beginning({ store }: Context, from: number | undefined): Promise<number> {
  const { first, last } = await store.readPosition();
  if (from === undefined) return last;
  if (from > last) throw new RegistryError('request_invalid', `from: the last change has sequence ${last}; found ${from}`);
  return Math.max(from, first - 1);
}

function makeSecret(context: Context, id: string): { readonly secret: string; readonly stored: WebhookSecret } {
  const bytes = context.random(SECRET_BYTES);
  return {
    secret: `whsec_${Buffer.from(bytes).toString('base64')}`,
    stored: { sealed: context.outlet().seal(id, bytes), createdAt: context.timestamp() },
  };
}

// A webhook that was stopped begins anew, so its reason goes.
function applyPatch({ stateReason, ...before }: WebhookRecord, patch: WebhookPatch): WebhookRecord {
  const cleared = Object.fromEntries(Object.entries({ ...before, ...definedOf(patch) }).filter(([, value]) => value !== null));
  return { ...(cleared as unknown as WebhookRecord), ...(patch.state === undefined && stateReason !== undefined ? { stateReason } : {}) };
}

function definedOf<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** A `*` elsewhere than in the `.*` at the end is no pattern, and such a webhook would hear of nothing. Throws `request_invalid`. */
async function checkPrefix({ store }: Context, prefix: string | null | undefined): Promise<void> {
  if (typeof prefix !== 'string' || !isStrayPattern(prefix)) return;
  if ((await store.listSubjects({ prefix: startOf(prefix) ?? prefix, limit: 1 })).length > 0 && prefix !== '.*') return;
  throw new RegistryError(
    'request_invalid',
    `prefix: expected what names begin with, such as com.shop. or com.shop.*; found ${JSON.stringify(prefix)}, and no subject begins so. Leave it out for every name`,
  );
}

function checkTexts({ description, prefix, types }: WebhookPatch): void {
  for (const [name, text] of Object.entries({ description, prefix })) {
    if (typeof text === 'string' && (text === '' || text.length > MAX_TEXT || /\p{C}/u.test(text))) {
      throw new RegistryError('request_invalid', `${name}: expected 1 to ${MAX_TEXT} characters without control characters`);
    }
  }
  if (types?.length === 0) throw new RegistryError('request_invalid', 'types: a webhook without types hears of nothing; leave it out for all types');
}

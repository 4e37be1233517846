import type { DeadDeliveryResource, WebhookResource } from '../../src/core/resources.ts';
import type { WebhookAttempt } from '../../src/core/webhook.ts';
import { counted } from './counted.ts';
import { printable } from './printable.ts';
import { facts, table } from './table.ts';

/** A line a webhook. */
export function webhooksText(webhooks: readonly WebhookResource[]): string {
  if (webhooks.length === 0) return 'no webhooks';
  const rows = webhooks.map((webhook) => [webhook.id, webhook.state, String(webhook.behind), printable(webhook.url), wantedText(webhook)]);
  return table([['ID', 'STATE', 'BEHIND', 'ADDRESS', 'WANTS'], ...rows]);
}

export function webhookText(webhook: WebhookResource): string {
  const { id, url, state, stateReason, description, position, behind, createdAt, createdBy, secrets } = webhook;
  const old = secrets.find(({ expiresAt }) => expiresAt !== undefined)?.expiresAt;
  return facts([
    ['id', id],
    ['address', printable(url)],
    ['state', stateReason === undefined ? state : `${state}: ${stateReason}`],
    ['wants', wantedText(webhook)],
    ['description', description === undefined ? undefined : printable(description)],
    ['position', `${position} (${behind} behind)`],
    ['waits', waitingText(webhook)],
    ['old secret', old === undefined ? undefined : `signed with until ${old}`],
    ['made', `${createdAt} by ${printable(createdBy)}`],
  ]);
}

const CLOCKS_DIFFER_BY_MS = 2_000;

function waitingText({ id, state, pending }: WebhookResource): string | undefined {
  if (pending === undefined) return undefined;
  const { sequence, attempts, error, nextAttemptAt } = pending;
  const isDue = Date.parse(nextAttemptAt) <= Date.now() + CLOCKS_DIFFER_BY_MS;
  const next = state === 'active' ? (isDue ? 'due now' : `next at ${nextAttemptAt}`) : `next after \`sluice webhook resume ${id}\``;
  return `change ${sequence} after ${counted(attempts, 'attempt')}: ${printable(error)}; ${next}`;
}

function wantedText({ types, prefix }: WebhookResource): string {
  const what = types === undefined ? 'every change' : types.map(shortType).join(' ');
  return prefix === undefined ? what : `${what} of ${printable(prefix)}${prefix.endsWith('*') ? '' : '…'}`;
}

export function attemptsText(attempts: readonly WebhookAttempt[]): string {
  if (attempts.length === 0) return 'no attempts yet';
  const rows = attempts.map(({ time, sequence, type, outcome, status, durationMs, error, nextAttemptAt }) => [
    time,
    String(sequence ?? '–'),
    shortType(type),
    outcome,
    String(status ?? '–'),
    `${durationMs} ms`,
    [error === undefined ? '' : printable(error), nextAttemptAt === undefined ? '' : `next at ${nextAttemptAt}`].filter(Boolean).join('; '),
  ]);
  return table([['TIME', 'CHANGE', 'TYPE', 'OUTCOME', 'STATUS', 'TOOK', 'WHY'], ...rows]);
}

export function attemptText({ outcome, status, durationMs, error }: WebhookAttempt): string {
  const answer = status === undefined ? '' : `, status ${status}`;
  return outcome === 'delivered' ? `delivered in ${durationMs} ms${answer}` : `not delivered after ${durationMs} ms: ${printable(error ?? '')}`;
}

export function deadText(deliveries: readonly DeadDeliveryResource[]): string {
  if (deliveries.length === 0) return 'nothing was given up';
  const rows = deliveries.map(({ sequence, type, name, attempts, diedAt, error, resending }) => [
    String(sequence),
    shortType(type),
    printable(name),
    String(attempts),
    diedAt,
    resending ? `sent again soon; before: ${printable(error)}` : printable(error),
  ]);
  return table([['CHANGE', 'TYPE', 'NAME', 'ATTEMPTS', 'GIVEN UP', 'WHY'], ...rows]);
}

/** What a retry comes to; a webhook that is paused or stopped sends nothing yet. */
export function retryText(sequences: readonly number[], { id, state }: Pick<WebhookResource, 'id' | 'state'>): string {
  const resume = `the webhook is ${state}, so nothing is sent before \`sluice webhook resume ${id}\``;
  if (sequences.length === 0) return `nothing was given up; ${state === 'active' ? 'what waits is tried at once' : resume}`;
  const changes = `${sequences.length === 1 ? 'change' : 'changes'} ${sequences.join(', ')}`;
  return state === 'active' ? `sent again: ${changes}` : `to be sent again: ${changes}; ${resume}`;
}

function shortType(type: string): string {
  return type.replace(/^io\.sluice\./, '');
}

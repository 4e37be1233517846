import type { DeadDeliveryResource, WebhookResource } from '../../src/core/resources.ts';
import type { WebhookAttempt } from '../../src/core/webhook.ts';
import { printable } from './printable.ts';
import { facts, table } from './table.ts';

/** A line a webhook. */
export function webhooksText(webhooks: readonly WebhookResource[]): string {
  if (webhooks.length === 0) return 'no webhooks';
  const rows = webhooks.map((webhook) => [webhook.id, webhook.state, String(webhook.behind), printable(webhook.url), wantedText(webhook)]);
  return table([['ID', 'STATE', 'BEHIND', 'ADDRESS', 'WANTS'], ...rows]);
}

export function webhookText(webhook: WebhookResource): string {
  const { id, url, state, stateReason, description, pending, position, behind, createdAt, createdBy, secrets } = webhook;
  const old = secrets.find(({ expiresAt }) => expiresAt !== undefined)?.expiresAt;
  return facts([
    ['id', id],
    ['address', printable(url)],
    ['state', stateReason === undefined ? state : `${state}: ${stateReason}`],
    ['wants', wantedText(webhook)],
    ['description', description === undefined ? undefined : printable(description)],
    ['position', `${position} (${behind} behind)`],
    [
      'waits',
      pending && `change ${pending.sequence} after ${pending.attempts} attempts: ${printable(pending.error)}; next at ${pending.nextAttemptAt}`,
    ],
    ['old secret', old === undefined ? undefined : `signed with until ${old}`],
    ['made', `${createdAt} by ${printable(createdBy)}`],
  ]);
}

function wantedText({ types, prefix }: WebhookResource): string {
  const what = types === undefined ? 'every change' : types.map(shortType).join(' ');
  return prefix === undefined ? what : `${what} of ${printable(prefix)}…`;
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

export function retryText(sequences: readonly number[]): string {
  if (sequences.length === 0) return 'nothing was given up; what waits is tried at once';
  return `sent again: ${sequences.length === 1 ? 'change' : 'changes'} ${sequences.join(', ')}`;
}

function shortType(type: string): string {
  return type.replace(/^io\.sluice\./, '');
}

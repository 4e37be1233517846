import { CHANGE_TYPES } from '../../../core/change.ts';
import { ATTEMPT_OUTCOMES, WEBHOOK_STATES } from '../../../core/webhook.ts';
import { count, listOf, positive, record, string, time } from './members.ts';
import type { Components, WebhookName } from './names.ts';

const webhookMembers = {
  required: {
    id: string,
    url: string,
    state: { type: 'string', enum: WEBHOOK_STATES },
    secrets: { type: 'array', items: record({ createdAt: time }, { expiresAt: time }), description: 'Those that are signed with, newest first.' },
    epoch: positive,
    createdAt: time,
    createdBy: string,
    position: { ...count, description: 'The last change that was delivered, given up or passed over.' },
    behind: { ...count, description: 'How many of the next 1,000 changes it wants.' },
  },
  optional: {
    types: { type: 'array', items: { type: 'string', enum: CHANGE_TYPES }, description: 'Absent: all.' },
    prefix: string,
    description: string,
    stateReason: string,
    pending: {
      ...record({ sequence: positive, attempts: positive, error: string, nextAttemptAt: time }),
      description: 'The delivery that was tried in vain and waits.',
    },
  },
} as const;

/** Webhooks and their deliveries. */
export const WEBHOOKS: Components<WebhookName> = {
  Webhook: record(webhookMembers.required, webhookMembers.optional),
  CreatedWebhook: record(
    { ...webhookMembers.required, secret: { type: 'string', pattern: '^whsec_', description: 'Nobody can read it again.' } },
    webhookMembers.optional,
  ),
  WebhookList: record({ items: listOf('Webhook') }),
  WebhookAttempt: record(
    { time, type: string, outcome: { type: 'string', enum: ATTEMPT_OUTCOMES }, durationMs: count },
    { sequence: positive, status: positive, error: string, nextAttemptAt: time },
  ),
  WebhookAttemptList: record({ items: listOf('WebhookAttempt') }),
  DeadDelivery: record({
    sequence: positive,
    type: { type: 'string', enum: CHANGE_TYPES },
    name: string,
    attempts: positive,
    diedAt: time,
    error: string,
    resending: { type: 'boolean', description: 'It was asked for again, and not tried yet.' },
  }),
  DeadDeliveryList: record({ items: listOf('DeadDelivery') }),
  WebhookRetry: record({ sequences: { type: 'array', items: positive, description: 'The changes that are sent again.' } }),
};

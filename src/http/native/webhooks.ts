import type { Registry } from '../../registry/registry.ts';
import { on } from './access.ts';
import { json, ok, read } from './answers.ts';
import { WEBHOOK, WEBHOOK_PATCH, WEBHOOK_RETRY, WEBHOOK_SECRET } from './bodies.ts';
import { defineRoute, type Route } from './route.ts';
import { writeContext } from './write-context.ts';

/** Webhooks hear of every change that their filter lets through, whoever may read it; so they are for admins of the registry. */
export function webhookRoutes(registry: Registry): Route[] {
  return [...recordRoutes(registry), ...deliveryRoutes(registry)];
}

function recordRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/webhooks',
      operationId: 'createWebhook',
      summary: 'Make a webhook; its secret is in this answer and nowhere else.',
      access: on('admin'),
      body: WEBHOOK,
      answers: [{ status: 201, description: 'The webhook with its secret.', content: json('CreatedWebhook') }],
      errors: ['webhook_address_refused'],
      handle: async ({ body, incoming }) => ({
        kind: 'json',
        status: 201,
        value: await registry.createWebhook(body, writeContext({ incoming, ifMatch: undefined })),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks',
      operationId: 'listWebhooks',
      summary: 'All webhooks without their secrets, and how far their deliveries are.',
      access: on('admin'),
      answers: [read('WebhookList', 'The webhooks, by id.')],
      handle: async () => ({ kind: 'json', value: { items: await registry.listWebhooks() } }),
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/{webhookId}',
      operationId: 'getWebhook',
      summary: 'A webhook, and how far its deliveries are.',
      access: on('admin'),
      answers: [read('Webhook', 'The webhook.')],
      errors: ['webhook_not_found'],
      handle: async ({ path }) => {
        const value = await registry.getWebhook(path('webhookId'));
        return { kind: 'json', value, epoch: value.epoch };
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/webhooks/{webhookId}',
      operationId: 'updateWebhook',
      summary: 'Change a webhook, pause it, or make it active again; what it did not deliver yet is due at once.',
      access: on('admin'),
      body: WEBHOOK_PATCH,
      answers: [ok('Webhook', 'The webhook as it is now.')],
      errors: ['webhook_not_found', 'webhook_address_refused', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, body, ifMatch, incoming }) => {
        const value = await registry.updateWebhook(path('webhookId'), body, writeContext({ incoming, ifMatch }));
        return { kind: 'json', value, epoch: value.epoch };
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/webhooks/{webhookId}',
      operationId: 'deleteWebhook',
      summary: 'Remove a webhook with its log and what was given up.',
      access: on('admin'),
      answers: [ok('Webhook', 'The webhook as it was.')],
      errors: ['webhook_not_found', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, ifMatch, incoming }) => ({
        kind: 'json',
        value: await registry.deleteWebhook(path('webhookId'), writeContext({ incoming, ifMatch })),
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/{webhookId}/secret',
      operationId: 'rotateWebhookSecret',
      summary: 'Give a webhook a new secret; the one before is signed with as well for a while.',
      access: on('admin'),
      body: WEBHOOK_SECRET,
      answers: [ok('CreatedWebhook', 'The webhook with its new secret.')],
      errors: ['webhook_not_found', 'write_conflict'],
      handle: async ({ path, body, incoming }) => ({
        kind: 'json',
        value: await registry.rotateWebhookSecret(path('webhookId'), body, writeContext({ incoming, ifMatch: undefined })),
      }),
    }),
  ];
}

function deliveryRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/webhooks/{webhookId}/test',
      operationId: 'testWebhook',
      summary: 'Send one event of the type `io.sluice.webhook.test` now, and say what became of it.',
      access: on('admin'),
      answers: [ok('WebhookAttempt', 'What became of it; a receiver that refuses is no error of the request.')],
      errors: ['webhook_not_found'],
      handle: async ({ path }) => ({ kind: 'json', value: await registry.testWebhook(path('webhookId')) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/{webhookId}/attempts',
      operationId: 'listWebhookAttempts',
      summary: 'The last 200 attempts, newest first.',
      access: on('admin'),
      answers: [read('WebhookAttemptList', 'The attempts.')],
      errors: ['webhook_not_found'],
      handle: async ({ path }) => ({ kind: 'json', value: { items: await registry.listWebhookAttempts(path('webhookId')) } }),
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/{webhookId}/dead',
      operationId: 'listDeadDeliveries',
      summary: 'The deliveries that were given up, oldest first.',
      access: on('admin'),
      answers: [read('DeadDeliveryList', 'The deliveries.')],
      errors: ['webhook_not_found'],
      handle: async ({ path }) => ({ kind: 'json', value: { items: await registry.listDeadDeliveries(path('webhookId')) } }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/{webhookId}/retry',
      operationId: 'retryWebhook',
      summary: 'Send again what was given up, once each; where nothing was, what waits for its next attempt is due at once.',
      access: on('admin'),
      body: WEBHOOK_RETRY,
      answers: [ok('WebhookRetry', 'What is sent again.')],
      errors: ['webhook_not_found', 'write_conflict'],
      handle: async ({ path, body, incoming }) => ({
        kind: 'json',
        value: { sequences: await registry.retryWebhook(path('webhookId'), body, writeContext({ incoming, ifMatch: undefined })) },
      }),
    }),
  ];
}

import type {
  CreatedWebhookResource,
  DeadDeliveryListResource,
  WebhookAttemptListResource,
  WebhookListResource,
  WebhookPatch,
  WebhookRequest,
  WebhookResource,
  WebhookRetryRequest,
  WebhookRetryResource,
} from '../core/resources.ts';
import type { WebhookAttempt } from '../core/webhook.ts';
import { ifMatch, type WriteOptions } from './if-match.ts';
import { pathOf, type Transport } from './transport.ts';

export interface WebhookClient {
  /** The only answer that has the secret of the webhook. Throws `webhook_address_refused`. */
  createWebhook(request: WebhookRequest): Promise<CreatedWebhookResource>;
  listWebhooks(): Promise<WebhookListResource>;
  getWebhook(id: string): Promise<WebhookResource>;
  updateWebhook(id: string, patch: WebhookPatch, options?: WriteOptions): Promise<WebhookResource>;
  deleteWebhook(id: string, options?: WriteOptions): Promise<WebhookResource>;
  /** The secret before is signed with as well for `overlapSeconds` more; a day by default. */
  rotateWebhookSecret(id: string, request?: { readonly overlapSeconds?: number }): Promise<CreatedWebhookResource>;
  /** Send one event of the type `io.sluice.webhook.test` now. */
  testWebhook(id: string): Promise<WebhookAttempt>;
  /** Newest first. */
  listWebhookAttempts(id: string): Promise<WebhookAttemptListResource>;
  /** What was given up, oldest first. */
  listDeadDeliveries(id: string): Promise<DeadDeliveryListResource>;
  /** Send again what was given up, or these of it; where nothing was, what waits is due at once. */
  retryWebhook(id: string, request?: WebhookRetryRequest): Promise<WebhookRetryResource>;
}

const WEBHOOK = { id: 'string', url: 'string', state: 'string', secrets: 'list' } as const;

export function webhookMethods(transport: Transport): WebhookClient {
  return {
    createWebhook: async (request) =>
      transport.sendJson({ expects: { ...WEBHOOK, secret: 'string' }, method: 'POST', path: '/webhooks', body: request }),
    listWebhooks: async () => transport.sendJson({ expects: { items: [WEBHOOK] }, method: 'GET', path: '/webhooks' }),
    getWebhook: async (id) => transport.sendJson({ expects: WEBHOOK, method: 'GET', path: pathOf`/webhooks/${id}` }),
    updateWebhook: async (id, patch, options = {}) =>
      transport.sendJson({ expects: WEBHOOK, method: 'PATCH', path: pathOf`/webhooks/${id}`, body: patch, headers: ifMatch(options) }),
    deleteWebhook: async (id, options = {}) =>
      transport.sendJson({ expects: { id: 'string' }, method: 'DELETE', path: pathOf`/webhooks/${id}`, headers: ifMatch(options) }),
    rotateWebhookSecret: async (id, request = {}) =>
      transport.sendJson({ expects: { id: 'string', secret: 'string' }, method: 'POST', path: pathOf`/webhooks/${id}/secret`, body: request }),
    testWebhook: async (id) => transport.sendJson({ expects: { outcome: 'string' }, method: 'POST', path: pathOf`/webhooks/${id}/test` }),
    listWebhookAttempts: async (id) =>
      transport.sendJson({ expects: { items: [{ outcome: 'string' }] }, method: 'GET', path: pathOf`/webhooks/${id}/attempts` }),
    listDeadDeliveries: async (id) =>
      transport.sendJson({ expects: { items: [{ sequence: 'number' }] }, method: 'GET', path: pathOf`/webhooks/${id}/dead` }),
    retryWebhook: async (id, request = {}) =>
      transport.sendJson({ expects: { sequences: 'list' }, method: 'POST', path: pathOf`/webhooks/${id}/retry`, body: request }),
  };
}

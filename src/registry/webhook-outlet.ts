import type { ChangeEventResource } from '../core/resources.ts';
import type { WebhookRecord } from '../core/webhook.ts';

/** What is sent: the CloudEvent, and the id that stays the same however often it is. */
export interface WebhookMessage {
  /** Has no full stop, since the signature parts its fields by them. */
  readonly id: string;
  readonly event: Omit<ChangeEventResource, 'type' | 'historyid'> & { readonly type: string; readonly historyid?: string };
}

/** How a request to a receiver ended. */
export interface WebhookAnswer {
  /** Absent: there was no answer. */
  readonly status?: number;
  /** Absent: it was taken. */
  readonly error?: string;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number;
  readonly durationMs: number;
}

/** How messages leave, and how secrets are kept: chosen by the composition root. */
export interface WebhookOutlet {
  /** Throws `webhook_address_refused` for a URL to which nothing is ever sent. */
  checkUrl(url: string): void;
  /** Sign and send once. Never throws for what a receiver does; `signal` ends it early. */
  send(webhook: WebhookRecord, message: WebhookMessage, signal?: AbortSignal): Promise<WebhookAnswer>;
  /** A secret as it is stored, for this webhook only. */
  seal(webhookId: string, secret: Uint8Array): string;
}

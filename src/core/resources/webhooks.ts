import type { ChangeType } from '../change.ts';
import type { WebhookAttempt, WebhookRecord, WebhookSecret } from '../webhook.ts';

export interface WebhookRequest {
  /** https, or http to the registry's own machine. */
  readonly url: string;
  /** Default: every type. */
  readonly types?: readonly ChangeType[];
  /** Only changes of names that begin with it. Default: every name. */
  readonly prefix?: string;
  readonly description?: string;
  /** Begin with what follows this change; 0: with the first that is kept. Default: with what comes from now on. */
  readonly from?: number;
}

/** What is left out stays; null takes it away. */
export interface WebhookPatch {
  readonly url?: string;
  readonly types?: readonly ChangeType[] | null;
  readonly prefix?: string | null;
  readonly description?: string | null;
  readonly state?: 'active' | 'paused';
}

/** A webhook without its secrets, and how far its deliveries are. */
export interface WebhookResource extends Omit<WebhookRecord, 'secrets'> {
  /** When each secret that is signed with was made, newest first, and until when it is. */
  readonly secrets: readonly Omit<WebhookSecret, 'sealed'>[];
  /** The last change that was delivered, given up or passed over. */
  readonly position: number;
  /** How many of the next 1,000 it wants. */
  readonly behind: number;
  /** The delivery that was tried in vain and waits; nothing is sent before the webhook is active. A time that is past: at once. */
  readonly pending?: { readonly sequence: number; readonly attempts: number; readonly error: string; readonly nextAttemptAt: string };
}

/** The only answers that have a secret: of who makes a webhook, and of who gives it a new one. */
export interface CreatedWebhookResource extends WebhookResource {
  /** `whsec_` and Base64, as Standard Webhooks writes it. */
  readonly secret: string;
}

export interface WebhookListResource {
  readonly items: readonly WebhookResource[];
}

export interface WebhookAttemptListResource {
  /** Newest first. */
  readonly items: readonly WebhookAttempt[];
}

/** A delivery that was given up. */
export interface DeadDeliveryResource {
  readonly sequence: number;
  readonly type: ChangeType;
  readonly name: string;
  readonly attempts: number;
  readonly diedAt: string;
  readonly error: string;
  /** It was asked for again, and not tried yet. */
  readonly resending: boolean;
}

export interface DeadDeliveryListResource {
  /** Oldest first. */
  readonly items: readonly DeadDeliveryResource[];
}

export interface WebhookRetryRequest {
  /** Default: all that were given up. */
  readonly sequences?: readonly number[];
}

export interface WebhookRetryResource {
  /** The changes that are sent again. */
  readonly sequences: readonly number[];
}

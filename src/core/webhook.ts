import type { ChangeRecord, ChangeType } from './change.ts';

/** `stopped`: the receiver said 410, or too many deliveries were given up; somebody must make it active again. */
export const WEBHOOK_STATES = ['active', 'paused', 'stopped'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** Which changes a webhook hears of. */
export interface WebhookFilter {
  /** Absent: every type. */
  readonly types?: readonly ChangeType[];
  /** What the name of the changed subject or prefix begins with; absent: every name. */
  readonly prefix?: string;
}

/** A secret with which deliveries are signed, as it is stored: sealed where the registry has a key for that. */
export interface WebhookSecret {
  readonly sealed: string;
  readonly createdAt: string;
  /** Signed with until then, beside the newer one. Absent: the current one. */
  readonly expiresAt?: string;
}

/** What an admin said of a webhook. */
export interface WebhookRecord extends WebhookFilter {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly url: string;
  readonly description?: string;
  readonly state: WebhookState;
  /** Why it is stopped. */
  readonly stateReason?: string;
  /** Newest first, at most two. */
  readonly secrets: readonly WebhookSecret[];
  /** Counts the writes. A new one makes a delivery that waits for its next attempt due at once. */
  readonly epoch: number;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** How far the deliveries of a webhook are. Written by whoever has the lease. */
export interface WebhookProgress {
  /** The last change that was delivered, given up or passed over. */
  readonly cursor: number;
  /** The change after the cursor that was tried in vain. */
  readonly pending?: PendingDelivery;
  /** Who delivers, and until when others keep away. */
  readonly lease?: { readonly owner: string; readonly until: number };
  /** How many attempts were made in all; numbers the log. */
  readonly attempts: number;
}

export interface PendingDelivery {
  readonly sequence: number;
  readonly attempts: number;
  /** Milliseconds since 1970; so is `nextAt`. */
  readonly firstAt: number;
  readonly nextAt: number;
  /** The epoch of the webhook that was tried. */
  readonly epoch: number;
  readonly error: string;
}

export const ATTEMPT_OUTCOMES = ['delivered', 'failed', 'gave_up', 'stopped'] as const;
/** What became of an attempt: `failed` is tried again, `gave_up` was the last one, `stopped` was answered with 410. */
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** One attempt, in the log. */
export interface WebhookAttempt {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** The change that was sent; absent in a test. */
  readonly sequence?: number;
  readonly type: string;
  readonly outcome: AttemptOutcome;
  /** Of the answer; absent where there was none. */
  readonly status?: number;
  readonly durationMs: number;
  readonly error?: string;
  readonly nextAttemptAt?: string;
}

/** A delivery that was given up; it can be asked for again. */
export interface DeadDelivery {
  readonly change: ChangeRecord;
  readonly attempts: number;
  readonly diedAt: string;
  readonly error: string;
  /** The epoch of the webhook that asked for it again; absent: nobody did. */
  readonly resend?: number;
}

/** How many attempts are kept of each webhook. */
export const KEPT_ATTEMPTS = 200;
/** How many deliveries may be given up before a webhook stops. */
export const MAX_DEAD = 1_000;

export function isWanted({ types, prefix }: WebhookFilter, { type, name }: Pick<ChangeRecord, 'type' | 'name'>): boolean {
  return (types === undefined || types.includes(type)) && (prefix === undefined || name.startsWith(prefix));
}

/** Keys in the store that sort as the numbers do. */
export function deliveryKey(webhookId: string, number: number): string {
  return `${webhookId}/${String(number).padStart(16, '0')}`;
}

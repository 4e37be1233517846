import type { JsonValue } from './json/value.ts';

/** What somebody did: `version.register`, `config.put`, `key.create` …; the noun is what was written, the verb what became of it. Of `events` and `gateway` it is what a gateway was asked for. */
export const AUDIT_ACTIONS = [
  'version.register',
  'version.import',
  'version.deprecate',
  'version.retire',
  'version.activate',
  'version.delete',
  'version.purge',
  'subject.delete',
  'subject.purge',
  'subject.update',
  'config.put',
  'config.delete',
  'mode.put',
  'mode.delete',
  'key.create',
  'key.revoke',
  'webhook.create',
  'webhook.update',
  'webhook.rotate',
  'webhook.delete',
  'webhook.retry',
  'webhook.stop',
  'events.reveal',
  'events.replay',
  'events.discard',
  'gateway.mode',
  'gateway.shadow',
  'gateway.resume',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Where a write came from. */
export interface Origin {
  /** The address of the peer. */
  readonly address?: string;
  readonly requestId?: string;
}

/** One write: who, what, when, from where, before and after. Never changed, never removed. */
export interface AuditRecord extends Origin {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly actor: string;
  readonly action: AuditAction;
  /** The subject, prefix, "" (the registry), key, webhook or gateway that was written. */
  readonly name: string;
  /** Null where there was, or is, nothing. */
  readonly before: JsonValue;
  readonly after: JsonValue;
}

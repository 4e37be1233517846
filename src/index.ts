export * from './core/change.ts';
export * from './core/cloud-event.ts';
export * from './core/compatibility.ts';
export * from './core/errors.ts';
export * from './core/gateway-resources.ts';
export * from './core/json/value.ts';
export * from './core/resources.ts';
export * from './core/schema-document.ts';
export * from './core/schema-warning.ts';
export * from './core/verdict.ts';
export * from './core/version.ts';
// What those speak of.
export type { Access, KeyRecord, Scope } from './core/api-key.ts';
export type { AuditAction, AuditRecord, Origin } from './core/audit.ts';
export type { Mode } from './core/mode.ts';
export type { NumberRange } from './core/number-ranges.ts';
export type { PatchOperation, PlacedChange } from './core/schema-change.ts';
export type { WebhookAttempt, WebhookRecord, WebhookSecret, WebhookState } from './core/webhook.ts';

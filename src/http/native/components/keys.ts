import { ACCESS } from '../../../core/api-key.ts';
import { AUDIT_ACTIONS } from '../../../core/audit.ts';
import { anything, listOf, positive, record, string, time } from './members.ts';
import type { Components, KeyName } from './names.ts';

const keyMembers = {
  required: { id: string, name: string, scopes: listOf('Scope'), createdAt: time, createdBy: string },
  optional: { expiresAt: time, revokedAt: time },
} as const;

/** Who may do what, and who did. */
export const KEYS: Components<KeyName> = {
  Scope: record({ access: { type: 'string', enum: ACCESS }, pattern: string }),
  Key: record(keyMembers.required, keyMembers.optional),
  CreatedKey: record(
    { ...keyMembers.required, key: { type: 'string', description: 'The whole key; nobody can read it again.' } },
    keyMembers.optional,
  ),
  KeyList: record({ items: listOf('Key') }),
  Whoami: record(
    { name: string, known: { type: 'boolean', description: 'False: the caller did not say who they are.' }, scopes: listOf('Scope') },
    { expiresAt: time },
  ),
  AuditEntry: record(
    { sequence: positive, time, actor: string, action: { type: 'string', enum: AUDIT_ACTIONS }, name: string, before: anything, after: anything },
    { address: string, requestId: string },
  ),
  AuditPage: record(
    { items: listOf('AuditEntry') },
    { next: { ...positive, description: 'The `after` of the next page, its `before` where newest come first; absent at the end.' } },
  ),
};

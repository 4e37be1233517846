import type { AuditAction } from '../core/audit.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { AuditDraft } from '../storage/store.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

/** What a write did: `before` and `after` are what was stored, null where there was nothing. */
export interface Deed {
  readonly action: AuditAction;
  readonly name: string;
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

/** The entry of a write in the audit log. */
export function auditEntry(context: Context, { actor, origin = {} }: WriteContext, { action, name, before, after }: Deed): AuditDraft {
  return { time: context.timestamp(), actor, action, name, ...origin, before: asJson(before), after: asJson(after) };
}

// Records are JSON but for members that are undefined.
function asJson(record: object | undefined): JsonValue {
  return record === undefined ? null : (JSON.parse(JSON.stringify(record)) as JsonValue);
}

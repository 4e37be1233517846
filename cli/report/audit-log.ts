import type { AuditRecord } from '../../src/core/audit.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** A line an entry: when, who, what, to what (of a version with its number), from where, and why where somebody said it. */
export function auditText(entries: readonly AuditRecord[]): string {
  if (entries.length === 0) return 'no entries';
  const rows = entries.map((entry) => [
    String(entry.sequence),
    entry.time,
    printable(entry.actor),
    entry.action,
    objectOf(entry),
    entry.address ?? '',
    reasonOf(entry),
  ]);
  return table([['SEQUENCE', 'TIME', 'ACTOR', 'ACTION', 'NAME', 'ADDRESS', 'REASON'], ...rows]);
}

function objectOf({ name, action, before, after }: AuditRecord): string {
  if (name === '') return '(the registry)';
  const version = action.startsWith('version.') ? (memberOf(after, 'version') ?? memberOf(before, 'version')) : undefined;
  return typeof version === 'number' ? `${printable(name)}@${version}` : printable(name);
}

/** Where a reason stands in what was stored, by what was done. */
const REASONS: { readonly [Action in AuditRecord['action']]?: readonly (readonly string[])[] } = {
  'version.register': [
    ['allowedBreaking', 'reason'],
    ['overriddenUndecided', 'reason'],
  ],
  'version.deprecate': [['stateReason']],
  'version.retire': [['stateReason']],
  'version.activate': [['stateReason']],
};

function reasonOf({ action, after }: AuditRecord): string {
  const found = (REASONS[action] ?? []).map((path) => path.reduce<JsonValue | undefined>((value, name) => memberOf(value, name), after));
  return found
    .filter((reason) => typeof reason === 'string')
    .map(printable)
    .join('; ');
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) ? value[name] : undefined;
}

import type { AuditRecord } from '../../src/core/audit.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** A line an entry: when, who, what, to what, from where. */
export function auditText(entries: readonly AuditRecord[]): string {
  if (entries.length === 0) return 'no entries';
  const rows = entries.map(({ sequence, time, actor, action, name, address }) => [
    String(sequence),
    time,
    printable(actor),
    action,
    name === '' ? '(the registry)' : printable(name),
    address ?? '',
  ]);
  return table([['SEQUENCE', 'TIME', 'ACTOR', 'ACTION', 'NAME', 'ADDRESS'], ...rows]);
}

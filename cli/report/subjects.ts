import type { SubjectResource } from '../../src/core/resources.ts';
import { table } from './table.ts';

/** A line for each subject. */
export function subjectsText(items: readonly SubjectResource[]): string {
  if (items.length === 0) return 'no subjects';
  const rows = items.map((item) => [
    item.subject,
    item.latest === null ? '-' : String(item.latest),
    item.state,
    item.level,
    item.profile,
    item.owner ?? '',
  ]);
  return table([['SUBJECT', 'LATEST', 'STATE', 'LEVEL', 'PROFILE', 'OWNER'], ...rows]);
}

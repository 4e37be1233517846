import type { Database } from 'better-sqlite3';

/**
 * @internal What `quick_check` finds wrong, in one line, or nothing. It follows every page but does not compare the indexes with
 * their tables; `of` is its argument with the parentheses: one table, or how many errors to look for.
 */
export function findDamage(database: Database, of = ''): string | undefined {
  const found = String(database.pragma(`quick_check${of}`, { simple: true }));
  return found === 'ok' ? undefined : found.replace(/^\*+ in database main \*+\s*/, '').replaceAll(/\s+/g, ' ');
}

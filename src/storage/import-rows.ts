import { RegistryError } from '../core/errors.ts';
import { rowName, rowText, type Row } from './row.ts';
import type { ImportedRows } from './store.ts';

/** How a driver takes rows, inside one transaction. */
export interface RowTarget {
  /** Whether an import has begun that is not at its end. */
  readonly isRestoring: () => boolean;
  /** Whether nothing was ever written. */
  readonly isBlank: () => boolean;
  readonly setRestoring: (isRestoring: boolean) => void;
  /** The row that has the same key; undefined without one. */
  readonly find: (row: Row) => Row | undefined;
  readonly put: (row: Row) => void;
}

/**
 * @internal Put rows where none of their key are; a row that is there must be equal. A store that was used takes none that it has
 * not, so it is never half overwritten. Everything is looked at before the first is put. The counters come last: an import is at its
 * end with them. Throws `store_differs`.
 */
export function importInto(target: RowTarget, rows: readonly Row[]): ImportedRows {
  const missing = rows.filter((row) => isMissing(target, row));
  const [first] = missing;
  if (first !== undefined && !target.isRestoring()) {
    if (!target.isBlank()) throw differs(first, 'it is not there, and a store that was used takes no other rows');
    target.setRestoring(true);
  }
  for (const row of missing) target.put(row);
  if (rows.at(-1)?.kind === 'counters' && target.isRestoring()) target.setRestoring(false);
  return { written: missing.length, skipped: rows.length - missing.length };
}

function isMissing(target: RowTarget, row: Row): boolean {
  const known = target.find(row);
  if (known === undefined) return true;
  // Counters are always there; they are taken as they come until the import is at its end.
  if (row.kind === 'counters' && rowText(known) !== rowText(row) && (target.isRestoring() || target.isBlank())) return true;
  requireEqual(known, row);
  return false;
}

function requireEqual(known: Row, row: Row): void {
  if (rowText(known) !== rowText(row)) throw differs(row, difference(known, row));
}

function difference(known: Row, row: Row): string {
  const [there, wanted] = [known, row].map(({ record }) => record as unknown as Readonly<Record<string, unknown>>) as [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  const names = [...new Set([...Object.keys(there), ...Object.keys(wanted)])].toSorted();
  const name = names.find((candidate) => JSON.stringify(there[candidate]) !== JSON.stringify(wanted[candidate])) ?? '';
  return `its ${name} is ${short(there[name])} there, and ${short(wanted[name])} in the dump`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function differs(row: Row, why: string): RegistryError {
  return new RegistryError('store_differs', `the store has something else than the dump: ${rowName(row)}: ${why}`, { data: { row: rowName(row) } });
}

/** @internal What a store answers while an import into it is not at its end. */
export function refuseRestoring(where: string): RegistryError {
  return new RegistryError(
    'store_unavailable',
    `a restore into ${where} was begun and is not at its end; run the same \`sluice restore\` again, which goes on`,
  );
}

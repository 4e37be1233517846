import { RegistryError } from '../core/errors.ts';
import { rowName, rowText, type Row } from './row.ts';
import type { ImportedRows } from './store.ts';

/** How a store is before rows are put into it, all of it read in the transaction that puts them. */
export interface ImportState {
  /** Whether an import has begun that is not at its end. */
  readonly isRestoring: boolean;
  /** Whether nothing was ever written. */
  readonly isBlank: boolean;
  /** For each row the one that has the same key; undefined without one. Counters are always there. */
  readonly known: readonly (Row | undefined)[];
}

export interface ImportPlan extends ImportedRows {
  readonly missing: readonly Row[];
  /** Whether the import goes on after these rows. */
  readonly isRestoring: boolean;
}

/**
 * @internal What is to be put of some rows: those of whose key there is none; a row that is there must be equal. A store that was used
 * takes none that it has not, so it is never half overwritten. The counters come last: an import is at its end with them. Throws
 * `store_differs`.
 */
export function planImport(rows: readonly Row[], state: ImportState): ImportPlan {
  const missing = rows.filter((row, index) => isMissing(row, state.known[index], state));
  const [first] = missing;
  if (first !== undefined && !state.isRestoring && !state.isBlank) {
    throw differs(first, 'it is not there, and a store that was used takes no other rows');
  }
  const isBegun = state.isRestoring || first !== undefined;
  const isRestoring = isBegun && rows.at(-1)?.kind !== 'counters';
  return { missing, isRestoring, written: missing.length, skipped: rows.length - missing.length };
}

function isMissing(row: Row, known: Row | undefined, { isRestoring, isBlank }: ImportState): boolean {
  if (known === undefined) return true;
  // They are taken as they come until the import is at its end.
  if (row.kind === 'counters' && rowText(known) !== rowText(row) && (isRestoring || isBlank)) return true;
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
  const [left, right] = [there[name], wanted[name]].map((value) => JSON.stringify(value) ?? 'absent') as [string, string];
  const at = firstDifference(left, right);
  return `its ${name} is ${around(left, at)} there, and ${around(right, at)} in the dump`;
}

const [MAX_SHOWN, BEFORE] = [120, 40];

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}

/** So much of a long text that the place is in it. */
function around(text: string, at: number): string {
  if (text.length <= MAX_SHOWN) return text;
  const from = at < MAX_SHOWN ? 0 : at - BEFORE;
  const to = Math.max(from + MAX_SHOWN, at + BEFORE);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

function differs(row: Row, why: string): RegistryError {
  return new RegistryError('store_differs', `the store has something else than the dump: ${rowName(row)}: ${why}`, { data: { row: rowName(row) } });
}

/** @internal What a store answers while an import into it is not at its end. */
export function refuseRestoring(where: string): RegistryError {
  return new RegistryError(
    'store_unavailable',
    `a restore into ${where} was begun and is not at its end; run the same \`sluice restore\` again, which goes on`,
    { data: { why: 'Half a store would narrow the gates that follow it.', next: 'Run the same `sluice restore` again.' } },
  );
}

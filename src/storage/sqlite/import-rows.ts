import { RegistryError } from '../../core/errors.ts';
import { planImport } from '../import-rows.ts';
import { rowName, type Row } from '../row.ts';
import type { ImportedRows } from '../store.ts';
import { KINDS, type Kind } from './row-kinds.ts';
import type { Statements } from './statements.ts';

/** @internal Whether an import has begun that is not at its end. */
export function isRestoring({ meta }: Statements): boolean {
  return meta.get('restoring') === 1;
}

/** @internal Runs inside one immediate transaction. */
export function importRows(statements: Statements, rows: readonly Row[]): ImportedRows {
  const state = { isRestoring: isRestoring(statements), isBlank: statements.isBlank.get() === 1, known: rows.map((row) => find(statements, row)) };
  const plan = planImport(rows, state);
  for (const row of plan.missing) kindOf(row).put(statements, row.record);
  if (plan.isRestoring !== state.isRestoring) statements.setMeta.run({ name: 'restoring', value: plan.isRestoring ? 1 : 0 });
  return { written: plan.written, skipped: plan.skipped };
}

function find(statements: Statements, row: Row): Row | undefined {
  const kind = kindOf(row);
  const found = kind.find(statements, row.record);
  return found === undefined ? undefined : ({ kind: row.kind, record: kind.read(found as never) } as Row);
}

// One kind's functions with its own record: what the types cannot follow through the table.
function kindOf(row: Row): Kind<Row['record']> {
  const kind = KINDS[row.kind] as unknown as Kind<Row['record']> | undefined;
  if (kind === undefined) throw new RegistryError('internal', `no such kind of row: ${rowName(row)}`);
  return kind;
}

import { RegistryError } from '../../core/errors.ts';
import { planImport, type ImportPlan } from '../import-rows.ts';
import { ROW_KINDS, rowName, type Row } from '../row.ts';
import type { ImportedRows } from '../store.ts';
import type { Applied } from './commit.ts';
import type { Session } from '../../postgres/connect.ts';
import { findRows, KINDS, putRows, type TableKind } from './row-kinds.ts';
import type { Counters } from './state.ts';

/** @internal Under the lock of the writer. Everything is looked at before the first row is sent, so others in the transaction are not concerned. */
export async function importRows(session: Session, rows: readonly Row[], counters: Counters): Promise<Applied<ImportedRows>> {
  for (const row of rows) if (!ROW_KINDS.includes(row.kind)) throw new RegistryError('internal', `no such kind of row: ${rowName(row)}`);
  const [isBlank, known] = await Promise.all([readBlank(session, counters), findKnown(session, rows, counters)]);
  const plan = planImport(rows, { isRestoring: counters.isRestoring, isBlank, known });
  return {
    result: { written: plan.written, skipped: plan.skipped },
    counters: countersAfter(plan, counters),
    written: Promise.all(tableKinds().map((kind) => putRows(session, kind, ofKind(plan.missing, kind)))),
  };
}

function tableKinds(): TableKind[] {
  return ROW_KINDS.filter((kind) => kind !== 'counters');
}

function ofKind(rows: readonly Row[], kind: Row['kind']): Row[] {
  return rows.filter((row) => row.kind === kind);
}

// What comes without a commit leaves the counters alone.
async function readBlank(session: Session, { lastSequence, lastAudit }: Counters): Promise<boolean> {
  if (lastSequence > 0 || lastAudit > 0) return false;
  const none = Object.values(KINDS).map(({ table }) => `NOT EXISTS (SELECT 1 FROM ${table})`);
  const [row] = await session.query<{ readonly is_blank: boolean }>(`SELECT ${none.join(' AND ')} AS is_blank`);
  return row?.is_blank === true;
}

async function findKnown(session: Session, rows: readonly Row[], { configsEpoch, lastSchemaId }: Counters): Promise<(Row | undefined)[]> {
  const known = new Map<Row, Row | undefined>();
  await Promise.all(
    tableKinds().map(async (kind) => {
      const asked = ofKind(rows, kind);
      if (asked.length === 0) return;
      const found = await findRows(session, kind, asked);
      for (const [place, row] of asked.entries()) known.set(row, found[place]);
    }),
  );
  return rows.map((row) => (row.kind === 'counters' ? { kind: 'counters', record: { configsEpoch, lastSchemaId } } : known.get(row)));
}

function countersAfter({ missing, isRestoring, written }: ImportPlan, counters: Counters): Counters {
  const last = { lastSequence: counters.lastSequence, lastAudit: counters.lastAudit };
  let settings = {};
  for (const row of missing) {
    if (row.kind === 'change') last.lastSequence = Math.max(last.lastSequence, row.record.sequence);
    if (row.kind === 'audit') last.lastAudit = Math.max(last.lastAudit, row.record.sequence);
    if (row.kind === 'counters') settings = { configsEpoch: row.record.configsEpoch, lastSchemaId: row.record.lastSchemaId };
  }
  return { ...counters, ...last, ...settings, isRestoring, commits: counters.commits + (written > 0 ? 1 : 0) };
}

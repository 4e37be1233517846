import { ROW_KINDS, type Row } from '../row.ts';
import type { Session } from '../../postgres/connect.ts';
import { KINDS, selectAll, type Kind, type TableKind } from './row-kinds.ts';
import { readRowCounters } from './state.ts';

const [FIRST_PAGE, MAX_PAGE, PAGE_CHARACTERS] = [20, 1_000, 2 * 1_024 * 1_024];

/**
 * @internal Everything, as it is when the first row is asked for: a transaction on this connection. A cursor for each kind gives pages of
 * so many rows as were some 2 MB of the page before. Who takes its time between two rows keeps the connection, but no lock.
 */
export async function* exportFrom(session: Session): AsyncGenerator<Row> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await session.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  for (const kind of ROW_KINDS) {
    if (kind === 'counters') yield { kind, record: await readRowCounters(session) };
    else yield* exportKind(session, kind);
  }
  await session.query('COMMIT');
}

async function* exportKind(session: Session, kind: TableKind): AsyncGenerator<Row> {
  const { read } = KINDS[kind] as Kind<Row['record']>;
  const name = `rows_${kind}`;
  await session.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${selectAll(kind)}`);
  for (let size = FIRST_PAGE; ;) {
    const page = await session.query<object>(`FETCH ${size} FROM ${name}`);
    for (const row of page) yield { kind, record: read(row as never) } as Row;
    if (page.length < size) break;
    size = nextSize(page);
  }
  await session.query(`CLOSE ${name}`);
}

function nextSize(page: readonly object[]): number {
  const characters = page.reduce((sum, row) => sum + sizeOf(row), 0);
  return Math.max(1, Math.min(MAX_PAGE, page.length * 4, Math.floor((PAGE_CHARACTERS * page.length) / characters)));
}

function sizeOf(row: object): number {
  return Object.values(row).reduce((sum: number, value: unknown) => sum + (typeof value === 'string' ? value.length : 8), 0);
}

import { expectationsOf } from '../record-write.ts';
import type { RecordKind, RecordQuery, RecordWrite, StoredRecord } from '../store.ts';
import type { Applied } from './commit.ts';
import type { Session } from '../../postgres/connect.ts';
import { storedOf, type StoredRow } from './rows.ts';
import type { Counters } from './state.ts';

/** @internal */
export async function readRecord(session: Session, kind: RecordKind, key: string): Promise<StoredRecord | undefined> {
  const rows = await session.query<StoredRow>('SELECT key, revision, value FROM records WHERE kind = $1 AND key = $2', [kind, key]);
  return rows.map(storedOf)[0];
}

/** @internal */
export async function listRecords(session: Session, { kind, prefix = '', after = '', limit }: RecordQuery): Promise<StoredRecord[]> {
  const rows = await session.query<StoredRow>(
    `SELECT key, revision, value FROM records
      WHERE kind = $1 AND key > $2 COLLATE "C" AND key >= $3 COLLATE "C" AND key ^@ $3::text ORDER BY key LIMIT $4`,
    [kind, after, prefix, limit],
  );
  return rows.map(storedOf);
}

interface Expected {
  readonly record: RecordKind;
  readonly key: string;
  readonly revision: number;
}

/** @internal */
export async function hasRevision(session: Session, { record, key, revision }: Expected): Promise<boolean> {
  const [row] = await session.query<{ readonly revision: number }>('SELECT revision FROM records WHERE kind = $1 AND key = $2', [record, key]);
  return (row?.revision ?? 0) === revision;
}

/** @internal Under the lock of the writer; false where an expectation does not hold, and nothing is sent then. */
export async function writeRecords(session: Session, writes: readonly RecordWrite[], counters: Counters): Promise<Applied<boolean>> {
  const held = await Promise.all(expectationsOf(writes).map((expected) => hasRevision(session, expected)));
  const result = !held.includes(false);
  return { result, counters, written: result ? putRecords(session, writes) : Promise.resolve() };
}

/** @internal One statement for each, sent at once and run in their order. */
export async function putRecords(session: Session, writes: readonly RecordWrite[]): Promise<void> {
  await Promise.all(
    writes.map(({ kind, key, value }) =>
      value === null
        ? session.query('DELETE FROM records WHERE kind = $1 AND key = $2', [kind, key])
        : session.query(
            `INSERT INTO records (kind, key, revision, value) VALUES ($1, $2, 1, $3)
              ON CONFLICT (kind, key) DO UPDATE SET revision = records.revision + 1, value = excluded.value`,
            [kind, key, JSON.stringify(value)],
          ),
    ),
  );
}

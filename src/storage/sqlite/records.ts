import { expectationsOf } from '../record-write.ts';
import type { RecordQuery, RecordWrite, StoredRecord } from '../store.ts';
import { recordOf, type RecordRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal */
export function listRecords(statements: Statements, { kind, prefix = '', after = '', limit }: RecordQuery): StoredRecord[] {
  const found: StoredRecord[] = [];
  for (const row of statements.recordsFrom.iterate({ kind, prefix, after }) as IterableIterator<RecordRow>) {
    if (found.length >= limit || !row.key.startsWith(prefix)) break;
    found.push(recordOf(row));
  }
  return found;
}

/** @internal */
export function hasRevision(statements: Statements, kind: string, key: string, revision: number): boolean {
  return (statements.recordRevision.get(kind, key) ?? 0) === revision;
}

/** @internal Inside a transaction; false where an expectation does not hold, before anything is written. */
export function writeRecords(statements: Statements, writes: readonly RecordWrite[]): boolean {
  if (!expectationsOf(writes).every(({ record, key, revision }) => hasRevision(statements, record, key, revision))) return false;
  putRecords(statements, writes);
  return true;
}

/** @internal */
export function putRecords(statements: Statements, writes: readonly RecordWrite[]): void {
  for (const { kind, key, value } of writes) {
    if (value === null) statements.removeRecord.run(kind, key);
    else statements.putRecord.run({ kind, key, value: JSON.stringify(value) });
  }
}

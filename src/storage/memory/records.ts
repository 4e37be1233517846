import { expectationsOf } from '../record-write.ts';
import { compareCodePoints } from '../code-points.ts';
import type { RecordKind, RecordQuery, RecordWrite, StoredRecord } from '../store.ts';
import type { Tables } from './tables.ts';

/** @internal */
export function listRecords({ records }: Tables, { kind, prefix = '', after = '', limit }: RecordQuery): StoredRecord[] {
  const wanted = [...(records.get(kind)?.values() ?? [])].filter(({ key }) => key.startsWith(prefix) && compareCodePoints(key, after) > 0);
  return wanted.toSorted((a, b) => compareCodePoints(a.key, b.key)).slice(0, limit);
}

/** @internal */
export function hasRevision({ records }: Tables, kind: RecordKind, key: string, revision: number): boolean {
  return (records.get(kind)?.get(key)?.revision ?? 0) === revision;
}

/** @internal */
export function writeRecords(tables: Tables, writes: readonly RecordWrite[]): boolean {
  if (!expectationsOf(writes).every(({ record, key, revision }) => hasRevision(tables, record, key, revision))) return false;
  putRecords(tables, writes);
  return true;
}

/** @internal */
export function putRecords({ records }: Tables, writes: readonly RecordWrite[]): void {
  for (const { kind, key, value } of writes) {
    let table = records.get(kind);
    if (table === undefined) records.set(kind, (table = new Map()));
    if (value === null) table.delete(key);
    // A copy: what the writer does with its object later is no write.
    else table.set(key, { key, revision: (table.get(key)?.revision ?? 0) + 1, value: JSON.parse(JSON.stringify(value)) as object });
  }
}

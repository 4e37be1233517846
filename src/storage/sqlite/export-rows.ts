import type { Database } from 'better-sqlite3';
import { ROW_KINDS, type Row } from '../row.ts';
import { KINDS, type Kind } from './row-kinds.ts';

/** @internal Everything, as it is when the first row is asked for: a connection of its own, in one transaction. */
export function* exportFrom(reader: Database): Generator<Row, undefined> {
  reader.exec('BEGIN');
  for (const kind of ROW_KINDS) {
    const { all, read } = KINDS[kind] as Kind<unknown>;
    for (const row of reader.prepare(all).iterate()) yield { kind, record: read(row as never) } as Row;
  }
  return undefined;
}

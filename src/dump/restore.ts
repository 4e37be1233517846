import { RegistryError } from '../core/errors.ts';
import type { Row } from '../storage/row.ts';
import type { ImportedRows, Store } from '../storage/store.ts';
import type { DumpSummary } from './dump-format.ts';
import { readDump } from './read-dump.ts';

export interface RestoreOptions {
  /** What `checkDump` says of these bytes, so that nothing of a file that is not whole is ever written. */
  readonly dump: DumpSummary;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly onRestored?: (rows: number, total: number) => void;
}

export interface Restored extends ImportedRows {
  readonly dump: DumpSummary;
}

// One commit each: so many that the disk is waited for seldom, so few that memory stays small.
const BATCH_ROWS = 2_000;
const BATCH_CHARACTERS = 8 * 1_024 * 1_024;

/**
 * Put everything of a dump into a store. What is there already and equal is skipped, so an interrupted restore goes on. Throws
 * `store_differs` for a store that holds anything else.
 */
export async function restoreDump(store: Store, { dump, bytes, onRestored }: RestoreOptions): Promise<Restored> {
  await requireNotAhead(store, dump);
  const total = Object.values(dump.rows).reduce((sum, count) => sum + count, 0);
  let [written, skipped] = [0, 0];
  for await (const batch of batches(readDump(bytes))) {
    const done = await store.importRows(batch);
    written += done.written;
    skipped += done.skipped;
    onRestored?.(written + skipped, total);
  }
  return { written, skipped, dump };
}

/** What the dump has not is looked for by what comes last: rows of the dump alone would not show it. */
async function requireNotAhead(store: Store, { position, lastAudit }: DumpSummary): Promise<void> {
  const { last } = await store.readPosition();
  const [entry] = await store.listAudit({ after: 0, newestFirst: true, limit: 1 });
  const ahead =
    last > position
      ? `it is at change ${last}, and the dump at ${position}`
      : (entry?.sequence ?? 0) > lastAudit
        ? `its audit log is at entry ${entry?.sequence ?? 0}, and that of the dump at ${lastAudit}`
        : undefined;
  if (ahead !== undefined) throw new RegistryError('store_differs', `the store holds more than the dump: ${ahead}; restore into an empty store`);
}

async function* batches(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let [batch, size]: [Row[], number] = [[], 0];
  for await (const row of rows) {
    batch.push(row);
    size += row.kind === 'schema' ? row.record.text.length : 500;
    if (batch.length < BATCH_ROWS && size < BATCH_CHARACTERS) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

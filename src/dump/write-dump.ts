import { createHash } from 'node:crypto';
import { rowText, type Row, type RowKind } from '../storage/row.ts';
import { DUMP_FORMAT, DUMP_VERSION, isLeftOut, type DumpHeader, type DumpSummary, type DumpTrailer, type Omissible } from './dump-format.ts';

export interface DumpOptions {
  readonly without?: readonly Omissible[];
  /** Called for every row that is written, with the number so far. */
  readonly onRow?: (rows: number) => void;
}

const CHUNK_CHARACTERS = 64 * 1_024;

/** The text of a dump, in pieces of some 64 KB; the last thing that comes is what it holds. */
export async function* writeDump(rows: AsyncIterable<Row>, { without = [], onRow }: DumpOptions = {}): AsyncGenerator<string, DumpSummary> {
  const hash = createHash('sha256');
  const counts: Partial<Record<RowKind, number>> = {};
  const header: DumpHeader = { kind: 'header', format: DUMP_FORMAT, version: DUMP_VERSION, without: [...without].toSorted() };
  let [written, position, lastAudit] = [0, 0, 0];
  let chunk = `${JSON.stringify(header)}\n`;
  for await (const row of rows) {
    if (isLeftOut(row, without)) continue;
    counts[row.kind] = (counts[row.kind] ?? 0) + 1;
    if (row.kind === 'change') position = row.record.sequence;
    if (row.kind === 'audit') lastAudit = row.record.sequence;
    chunk += `${rowText(row)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      hash.update(chunk);
      yield chunk;
      chunk = '';
    }
    onRow?.((written += 1));
  }
  const sha256 = hash.update(chunk).digest('hex');
  const trailer: DumpTrailer = { kind: 'trailer', rows: counts, sha256 };
  yield `${chunk}${JSON.stringify(trailer)}\n`;
  return { rows: counts, without: header.without, contentSha256: sha256, position, lastAudit };
}

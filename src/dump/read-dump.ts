import { createHash } from 'node:crypto';
import { RegistryError } from '../core/errors.ts';
import { RowFaults } from '../storage/row-faults.ts';
import { ROW_KINDS, type Row, type RowKind } from '../storage/row.ts';
import { DUMP_FORMAT, DUMP_VERSION, OMISSIBLE, type DumpHeader, type DumpSummary, type DumpTrailer } from './dump-format.ts';

const NEWLINE = 0x0a;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Read a dump to its end without keeping it. Throws `dump_invalid` for what is none, is not whole, or has rows that no store writes. */
export async function checkDump(bytes: AsyncIterable<Uint8Array>, onRow?: (rows: number) => void): Promise<DumpSummary> {
  const counts: Partial<Record<RowKind, number>> = {};
  let [read, position, lastAudit] = [0, 0, 0];
  const rows = readDump(bytes);
  const faults = new RowFaults();
  let fault: string | undefined;
  let next = await rows.next();
  for (; next.done !== true; next = await rows.next()) {
    const row = next.value;
    fault ??= faults.next(row);
    counts[row.kind] = (counts[row.kind] ?? 0) + 1;
    if (row.kind === 'change') position = consecutive(row, position);
    if (row.kind === 'audit') lastAudit = consecutive(row, lastAudit);
    onRow?.((read += 1));
  }
  fault ??= faults.end();
  const { trailer, header, sha256 } = next.value;
  for (const kind of ROW_KINDS) {
    const [found, said] = [counts[kind] ?? 0, trailer.rows[kind] ?? 0];
    if (found !== said) throw invalid(`its last line says ${said} rows of ${kind}, and there are ${found}`);
  }
  // Told last: in a damaged file it is the damage that matters.
  if (fault !== undefined) throw invalid(fault);
  return { rows: counts, without: header.without, contentSha256: sha256, position, lastAudit };
}

function consecutive({ kind, record }: Extract<Row, { readonly kind: 'audit' | 'change' }>, last: number): number {
  if (record.sequence === last + 1) return record.sequence;
  throw invalid(`${kind} ${record.sequence} follows ${last}`);
}

interface DumpEnds {
  readonly header: DumpHeader;
  readonly trailer: DumpTrailer;
  readonly sha256: string;
}

/** The rows of a dump in their order, as they are read; after the last its ends. Throws `dump_invalid`. */
export async function* readDump(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row, DumpEnds> {
  const hash = createHash('sha256');
  let header: DumpHeader | undefined;
  let trailer: DumpTrailer | undefined;
  let [number, last] = [0, 0];
  for await (const line of linesOf(bytes)) {
    number += 1;
    if (trailer !== undefined) throw invalid(`line ${number} comes after the last one`);
    const value = parseLine(line, number);
    if (header === undefined) header = readHeader(value);
    else if (value.kind === 'trailer') trailer = readTrailer(value);
    else {
      last = requireKind(value, { number, last });
      yield value as unknown as Row;
    }
    if (trailer === undefined) hash.update(line).update('\n');
  }
  if (header === undefined) throw invalid('it is empty');
  if (trailer === undefined) throw invalid(`it was cut: after ${number} lines the last one, which says what the file holds, is missing`);
  const sha256 = hash.digest('hex');
  if (trailer.sha256 !== sha256) throw invalid('it was changed: its bytes have another SHA-256 than its last line says');
  return { header, trailer, sha256 };
}

interface Line {
  readonly kind: string;
}

function parseLine(line: Uint8Array, number: number): Line {
  try {
    const value: unknown = JSON.parse(UTF8.decode(line));
    if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string') return { ...value, kind: value.kind };
  } catch (cause) {
    throw invalid(number === 1 ? 'its first line is no header of one' : `line ${number} was cut or changed: it is not JSON`, cause);
  }
  throw invalid(`line ${number} is no row`);
}

function readHeader(line: Line): DumpHeader {
  const header = line as DumpHeader;
  if (header.format !== DUMP_FORMAT) throw invalid('its first line is no header of one');
  if (header.version !== DUMP_VERSION) {
    throw new RegistryError(
      'dump_invalid',
      `the dump has version ${String(header.version)} of the format, and this sluice reads version ${DUMP_VERSION}; upgrade sluice. Nothing was restored from it`,
    );
  }
  if (!Array.isArray(header.without)) throw invalid('its first line does not say what was left out');
  return { ...header, without: OMISSIBLE.filter((kind) => header.without.includes(kind)) };
}

function readTrailer(line: Line): DumpTrailer {
  const trailer = line as DumpTrailer;
  if (typeof trailer.rows !== 'object' || trailer.rows === null) throw invalid('its last line does not say how many rows there are');
  return trailer;
}

function requireKind(line: Line, { number, last }: { readonly number: number; readonly last: number }): number {
  const place = (ROW_KINDS as readonly string[]).indexOf(line.kind);
  if (place === -1) throw invalid(`line ${number} has a row of kind ${JSON.stringify(line.kind)}, which this sluice does not know; upgrade sluice`);
  if (place < last) throw invalid(`line ${number}: a row of kind ${line.kind} comes too late`);
  if (!('record' in line) || typeof line.record !== 'object' || line.record === null) throw invalid(`line ${number} is no row`);
  return place;
}

// The longest row is an entry of the audit log or a schema as large as a request may be, 100 MiB, with every character escaped.
const MAX_LINE_BYTES = 512 * 1_024 * 1_024;
// A file that is no dump, or is packed to be huge, is not read to its end.
const MAX_HEADER_BYTES = 64 * 1_024;

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let [number, length] = [1, 0];
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      yield parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts);
      parts = [];
      [number, length] = [number + 1, 0];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (number === 1 && length > MAX_HEADER_BYTES) throw invalid('its first line is no header of one');
    if (length > MAX_LINE_BYTES) throw invalid(`line ${number} is longer than ${MAX_LINE_BYTES} bytes`);
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function invalid(why: string, cause?: unknown): RegistryError {
  return new RegistryError('dump_invalid', `the file is no whole dump: ${why}. Nothing was restored from it`, { cause });
}

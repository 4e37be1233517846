import type { Row, RowKind } from '../storage/row.ts';

/** What the first line says the file is; another number is another meaning of the lines. */
export const DUMP_FORMAT = 'sluice-dump';
export const DUMP_VERSION = 1;

/** Parts that somebody may leave out, and their rows. */
const PARTS = {
  key: (row: Row): boolean => row.kind === 'key',
  verdict: (row: Row): boolean => row.kind === 'verdict',
  webhook: (row: Row): boolean => row.kind === 'record' && row.record.kind.startsWith('webhook'),
};
export type Omissible = keyof typeof PARTS;
export const OMISSIBLE: readonly Omissible[] = Object.keys(PARTS) as Omissible[];

/** Whether a row is left out. */
export function isLeftOut(row: Row, without: readonly Omissible[]): boolean {
  return without.some((part) => PARTS[part](row));
}

/** The first line. No time and no place: two dumps of the same content have the same bytes. */
export interface DumpHeader {
  readonly kind: 'header';
  readonly format: typeof DUMP_FORMAT;
  readonly version: number;
  readonly without: readonly Omissible[];
}

/** How many rows there are of each kind that has some. */
export type RowCounts = { readonly [Kind in RowKind]?: number };

/** The last line, which a cut file has not. */
export interface DumpTrailer {
  readonly kind: 'trailer';
  readonly rows: RowCounts;
  /** SHA-256 of all bytes before this line, before compression; 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What a dump holds. */
export interface DumpSummary {
  readonly rows: RowCounts;
  readonly without: readonly Omissible[];
  /** That of the last line, so of neither the whole file nor a compressed one. */
  readonly contentSha256: string;
  /** Of the last change in it; 0 without one. */
  readonly position: number;
  /** Of the last entry of the audit log in it; 0 without one. */
  readonly lastAudit: number;
}

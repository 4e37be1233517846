import type { KeyRecord } from '../core/api-key.ts';
import type { AuditRecord } from '../core/audit.ts';
import type { ChangeRecord } from '../core/change.ts';
import type { Verdict } from '../core/verdict.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../core/version.ts';
import type { ConfigRecord, ModeRecord, RecordKind, StoredRecord, VerdictKey } from './store.ts';

/** What a search finds a subject by; those of a subject that was never indexed are no row. */
export interface FieldsRecord {
  readonly subject: string;
  readonly paths: readonly string[];
}

export type VerdictRecord = VerdictKey & { readonly verdict: Verdict };

/** What is kept beside the domain, as it is: also how far each webhook is, so that a copy neither repeats nor skips. */
export type KeptRecord = StoredRecord & { readonly kind: RecordKind };

/** What follows from no other row: the epoch of all settings, and the last id that the registry gave. */
export interface CountersRecord {
  readonly configsEpoch: number;
  readonly lastSchemaId: number;
}

/** The records of each kind of row. A new table is one line here, one in `ROW_KEYS`, and one in each driver's table of kinds. */
export interface RowRecords {
  readonly change: ChangeRecord;
  readonly audit: AuditRecord;
  readonly schema: SchemaRecord;
  readonly subject: SubjectRecord;
  readonly fields: FieldsRecord;
  readonly version: VersionRecord;
  readonly config: ConfigRecord;
  readonly mode: ModeRecord;
  readonly key: KeyRecord;
  readonly record: KeptRecord;
  readonly verdict: VerdictRecord;
  readonly counters: CountersRecord;
}

export type RowKind = keyof RowRecords;

/** Everything that a store keeps, as data that every driver reads and writes. */
export type Row = { readonly [Kind in RowKind]: { readonly kind: Kind; readonly record: RowRecords[Kind] } }[RowKind];

type KeyOf<Kind extends RowKind> = readonly (keyof RowRecords[Kind] & string)[];

/**
 * The members that tell the rows of a kind apart, which is also their order: numbers by size, texts by code points. The kinds stand
 * in the order in which they are written: the feed and the audit log first, since they tell at once that a store has another history;
 * what others point to before them; the counters last, which say that everything is there.
 */
export const ROW_KEYS: { readonly [Kind in RowKind]: KeyOf<Kind> } = {
  change: ['sequence'],
  audit: ['sequence'],
  schema: ['id'],
  subject: ['subject'],
  fields: ['subject'],
  version: ['subject', 'version'],
  config: ['name'],
  mode: ['name'],
  key: ['id'],
  record: ['kind', 'key'],
  verdict: ['writer', 'reader', 'question', 'profile', 'formats', 'engine'],
  counters: [],
};

export const ROW_KINDS: readonly RowKind[] = Object.keys(ROW_KEYS) as RowKind[];

/** A row as one line of text without its end: the same for equal rows of any driver. Members of the record are sorted, those within keep their order. */
export function rowText({ kind, record }: Row): string {
  const members = Object.entries(record).filter(([, value]) => value !== undefined);
  const sorted = members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{"kind":"${kind}","record":{${sorted.join(',')}}}`;
}

/** What messages call a row: `version "com.shop.order.placed" 3`. */
export function rowName({ kind, record }: Row): string {
  const members = record as unknown as Readonly<Record<string, unknown>>;
  return [kind, ...ROW_KEYS[kind].map((name) => JSON.stringify(members[name]))].join(' ');
}

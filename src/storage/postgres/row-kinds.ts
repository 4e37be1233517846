import type { Verdict } from '../../core/verdict.ts';
import { ROW_KEYS, type Row, type RowKind, type RowRecords } from '../row.ts';
import type { ConfigRecord, ModeRecord, RecordKind, VerdictKey } from '../store.ts';
import type { Parameter, Session } from '../../postgres/connect.ts';
import { putAudit, putChanges, putFields, putKept, putKeys, putSchemas, putSettings, putSubjects, putVersions } from './puts.ts';
import {
  auditOf,
  changeOf,
  keyOf,
  schemaOf,
  SCHEMA_COLUMNS,
  storedOf,
  subjectOf,
  versionOf,
  type ChangeRow,
  type RecordRow,
  type EscapedSchemaRow,
  type StoredRow,
} from './rows.ts';
import { writeVerdicts } from './write-verdicts.ts';

/** @internal How the records of a kind lie in the tables; the columns of its key are called as the members of the record are. */
export interface Kind<Record> {
  readonly table: string;
  /** As `read` takes them. */
  readonly columns: string;
  /** Which rows of the table are meant. Default: all. */
  readonly where?: string;
  readonly read: (row: never) => Record;
  readonly put: (session: Session, records: readonly Record[]) => Promise<unknown>;
}

/** @internal All but the counters, which the writer has in his hand. */
export type TableKind = Exclude<RowKind, 'counters'>;

const RECORD = 'record';

/** @internal */
export const KINDS: { readonly [Name in TableKind]: Kind<RowRecords[Name]> } = {
  change: { table: 'changes', columns: 'sequence, history_id, type, name, time, data', read: (row: ChangeRow) => changeOf(row), put: putChanges },
  audit: { table: 'audit', columns: RECORD, read: auditOf, put: putAudit },
  schema: { table: 'schemas', columns: SCHEMA_COLUMNS, read: (row: EscapedSchemaRow) => schemaOf(row), put: putSchemas },
  subject: { table: 'subjects', columns: RECORD, read: subjectOf, put: putSubjects },
  fields: {
    table: 'search_texts',
    columns: 'subject, paths',
    where: 'paths IS NOT NULL',
    read: ({ subject, paths }: { readonly subject: string; readonly paths: string }) => ({ subject, paths: JSON.parse(paths) as string[] }),
    put: putFields,
  },
  version: { table: 'versions', columns: RECORD, read: versionOf, put: putVersions },
  config: {
    table: 'configs',
    columns: RECORD,
    read: ({ record }: RecordRow) => JSON.parse(record) as ConfigRecord,
    put: (session, records) => putSettings(session, 'configs', records),
  },
  mode: {
    table: 'modes',
    columns: RECORD,
    read: ({ record }: RecordRow) => JSON.parse(record) as ModeRecord,
    put: (session, records) => putSettings(session, 'modes', records),
  },
  key: { table: 'api_keys', columns: RECORD, read: keyOf, put: putKeys },
  record: {
    table: 'records',
    columns: 'kind, key, revision, value',
    read: ({ kind, ...row }: KeptRow) => ({ kind, ...storedOf(row) }),
    put: putKept,
  },
  verdict: {
    table: 'verdicts',
    columns: `${ROW_KEYS.verdict.join(', ')}, verdict`,
    read: ({ verdict, ...key }: VerdictRow) => ({ ...key, verdict: JSON.parse(verdict) as Verdict }),
    put: (session, records) =>
      writeVerdicts(
        session,
        records.map(({ verdict, ...key }) => ({ key, verdict })),
      ),
  },
};

interface KeptRow extends StoredRow {
  readonly kind: RecordKind;
}

interface VerdictRow extends VerdictKey {
  readonly verdict: string;
}

/** @internal Selects all of a kind, in their order. */
export function selectAll(kind: TableKind): string {
  const { table, columns, where = 'true' } = KINDS[kind] as Kind<unknown>;
  return `SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${ROW_KEYS[kind].join(', ')}`;
}

/** @internal Of each record the one that is there under its key, or undefined; in their order. */
export async function findRows(session: Session, kind: TableKind, rows: readonly Row[]): Promise<readonly (Row | undefined)[]> {
  const { table, columns, where = 'true', read } = KINDS[kind] as Kind<Row['record']>;
  const names = ROW_KEYS[kind] as readonly string[];
  const keys = rows.map(({ record }) => keyIn(record, names));
  const lists = names.map((_, index) => keys.map((key) => key[index] ?? null));
  const sql = `SELECT ${columns
    .split(', ')
    .map((column) => `t.${column}`)
    .join(', ')}
    FROM ${table} t JOIN unnest(${lists.map((list, index) => `$${index + 1}::${typeOf(list)}[]`).join(', ')}) AS asked (${names.join(', ')})
      ON ${names.map((name) => `t.${name} = asked.${name}`).join(' AND ')} WHERE ${where}`;
  const found = (await session.query<object>(sql, lists as readonly Parameter[])).map((row) => read(row as never));
  const byKey = new Map(found.map((record) => [JSON.stringify(keyIn(record, names)), record]));
  return keys.map((key) => {
    const record = byKey.get(JSON.stringify(key));
    return record === undefined ? undefined : ({ kind, record } as Row);
  });
}

function keyIn(record: Row['record'], names: readonly string[]): readonly (number | string)[] {
  const members = record as unknown as Readonly<Record<string, number | string>>;
  return names.map((name) => members[name] ?? '');
}

function typeOf(list: readonly unknown[]): string {
  return typeof list[0] === 'number' ? 'bigint' : 'text';
}

/** @internal Puts rows of one kind that are not there. */
export async function putRows(session: Session, kind: TableKind, rows: readonly Row[]): Promise<void> {
  const { put } = KINDS[kind] as unknown as Kind<Row['record']>;
  await put(
    session,
    rows.map(({ record }) => record),
  );
}

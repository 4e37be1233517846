import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { Verdict } from '../../core/verdict.ts';
import { planImport } from '../import-rows.ts';
import { ROW_KINDS, rowName, type Row, type RowKind, type RowRecords } from '../row.ts';
import { FIELD_SEPARATOR, fieldTexts, textsOf } from '../search.ts';
import type { ImportedRows, RecordKind, VerdictKey } from '../store.ts';
import {
  auditOf,
  changeOf,
  configOf,
  keyOf,
  modeOf,
  recordOf,
  schemaOf,
  subjectOf,
  versionOf,
  type ChangeRow,
  type RecordRow,
  type SchemaRow,
} from './rows.ts';
import type { Statements } from './statements.ts';

/** How the records of a kind lie in the tables. */
interface Kind<Record> {
  /** Selects all of them in their order, as `read` takes them. */
  readonly all: string;
  readonly read: (row: never) => Record;
  readonly find: (statements: Statements, record: Record) => unknown;
  readonly put: (statements: Statements, record: Record) => void;
}

const KINDS: { readonly [Name in RowKind]: Kind<RowRecords[Name]> } = {
  change: {
    all: 'SELECT sequence, history_id AS historyId, type, name, time, data FROM changes ORDER BY sequence',
    read: (row: ChangeRow) => changeOf(row),
    find: (statements, { sequence }) => statements.changeAt.get(sequence),
    put(statements, record) {
      statements.putChange.run({ ...record, data: JSON.stringify(record.data) });
      statements.raiseMetaTo.run({ name: 'last_sequence', value: record.sequence });
    },
  },
  audit: {
    all: 'SELECT record FROM audit ORDER BY sequence',
    read: fromRecord(auditOf),
    find: (statements, { sequence }) => column(statements.auditAt.get(sequence)),
    put(statements, record) {
      const { sequence, actor, name } = record;
      statements.putAudit.run({ sequence, actor, name, record: JSON.stringify(record) });
      statements.raiseMetaTo.run({ name: 'last_audit', value: sequence });
    },
  },
  schema: {
    all: 'SELECT * FROM schemas ORDER BY id',
    read: (row: SchemaRow) => schemaOf(row),
    find: (statements, { id }) => statements.schema.get(id),
    put(statements, { dialect = '', metadata, ruleSet, ...rest }) {
      statements.putSchema.run({ ...rest, dialect, metadata: verbatim(metadata), ruleSet: verbatim(ruleSet) });
    },
  },
  subject: {
    all: 'SELECT record FROM subjects ORDER BY subject',
    read: fromRecord(subjectOf),
    find: (statements, { subject }) => column(statements.subject.get(subject)),
    put(statements, record) {
      const { subject, epoch } = record;
      statements.putSubject.run({ subject, epoch, record: JSON.stringify(record) });
      statements.putTexts.run({ subject, texts: textsOf(record) });
    },
  },
  fields: {
    all: "SELECT subject, paths FROM search_texts WHERE paths <> '' ORDER BY subject",
    read: ({ subject, paths }: { readonly subject: string; readonly paths: string }) => ({ subject, paths: JSON.parse(paths) as string[] }),
    find(statements, { subject }) {
      const paths = statements.paths.get(subject) as string | undefined;
      return paths === undefined || paths === '' ? undefined : { subject, paths };
    },
    put: (statements, { subject, paths }) =>
      void statements.putFields.run({ subject, paths: JSON.stringify(paths), fields: fieldTexts(paths).join(FIELD_SEPARATOR) }),
  },
  version: {
    all: 'SELECT record FROM versions ORDER BY subject, version',
    read: fromRecord(versionOf),
    find: (statements, { subject, version }) => column(statements.version.get(subject, version)),
    put(statements, record) {
      const { subject, version, schemaId, fingerprint, state, deletedAt = null } = record;
      statements.putVersion.run({ subject, version, schemaId, fingerprint, state, deletedAt, record: JSON.stringify(record) });
      for (const to of record.references) statements.putReference.run({ toSubject: to.subject, toVersion: to.version, subject, version });
    },
  },
  config: {
    all: 'SELECT record FROM configs ORDER BY name',
    read: fromRecord(configOf),
    find: (statements, { name }) => column(statements.configAt.get(name)),
    put: (statements, record) => void statements.putConfig.run(record.name, JSON.stringify(record)),
  },
  mode: {
    all: 'SELECT record FROM modes ORDER BY name',
    read: fromRecord(modeOf),
    find: (statements, { name }) => column(statements.modeAt.get(name)),
    put: (statements, record) => void statements.putMode.run(record.name, JSON.stringify(record)),
  },
  key: {
    all: 'SELECT record FROM api_keys ORDER BY id',
    read: fromRecord(keyOf),
    find: (statements, { id }) => column(statements.key.get(id)),
    put: (statements, record) => void statements.putKey.run(record.id, JSON.stringify(record)),
  },
  record: {
    all: 'SELECT kind, key, revision, value FROM records ORDER BY kind, key',
    read: ({ kind, ...row }: KeptRow) => ({ kind, ...recordOf(row) }),
    find(statements, { kind, key }) {
      const row = statements.record.get(kind, key) as RecordRow | undefined;
      return row === undefined ? undefined : { kind, ...row };
    },
    put: (statements, { value, ...rest }) => void statements.putRecordAs.run({ ...rest, value: JSON.stringify(value) }),
  },
  verdict: {
    all: `SELECT writer, reader, question, profile, formats, engine, verdict FROM verdicts
      ORDER BY writer, reader, question, profile, formats, engine`,
    read: ({ verdict, ...key }: VerdictRow) => ({ ...key, verdict: JSON.parse(verdict) as Verdict }),
    find(statements, { verdict: _verdict, ...key }) {
      const verdict = statements.verdict.get(key) as string | undefined;
      return verdict === undefined ? undefined : { ...key, verdict };
    },
    put: (statements, { verdict, ...key }) => void statements.putVerdict.run({ ...key, kind: verdict.kind, verdict: JSON.stringify(verdict) }),
  },
  counters: {
    all: `SELECT (SELECT value FROM meta WHERE name = 'configs_epoch') AS configsEpoch,
      (SELECT value FROM meta WHERE name = 'last_schema_id') AS lastSchemaId`,
    read: (row: RowRecords['counters']) => row,
    find: ({ meta }) => ({ configsEpoch: Number(meta.get('configs_epoch')), lastSchemaId: Number(meta.get('last_schema_id')) }),
    put(statements, { configsEpoch, lastSchemaId }) {
      statements.setMeta.run({ name: 'configs_epoch', value: configsEpoch });
      statements.setMeta.run({ name: 'last_schema_id', value: lastSchemaId });
    },
  },
};

interface KeptRow extends RecordRow {
  readonly kind: RecordKind;
}

interface VerdictRow extends VerdictKey {
  readonly verdict: string;
}

function fromRecord<Record>(read: (record: string) => Record): (row: { readonly record: string }) => Record {
  return ({ record }) => read(record);
}

// What a statement of one column gives, as a row.
function column(record: unknown): { readonly record: unknown } | undefined {
  return record === undefined ? undefined : { record };
}

function verbatim(value: JsonObject | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** @internal Everything, as it is when the first row is asked for: a connection of its own, in one transaction. */
export function* exportFrom(reader: Database): Generator<Row, undefined> {
  reader.exec('BEGIN');
  for (const kind of ROW_KINDS) {
    const { all, read } = KINDS[kind] as Kind<unknown>;
    for (const row of reader.prepare(all).iterate()) yield { kind, record: read(row as never) } as Row;
  }
  return undefined;
}

/** @internal Runs inside one immediate transaction. */
export function importRows(statements: Statements, rows: readonly Row[]): ImportedRows {
  const state = { isRestoring: isRestoring(statements), isBlank: statements.isBlank.get() === 1, known: rows.map((row) => find(statements, row)) };
  const plan = planImport(rows, state);
  for (const row of plan.missing) kindOf(row).put(statements, row.record);
  if (plan.isRestoring !== state.isRestoring) statements.setMeta.run({ name: 'restoring', value: plan.isRestoring ? 1 : 0 });
  return { written: plan.written, skipped: plan.skipped };
}

function find(statements: Statements, row: Row): Row | undefined {
  const kind = kindOf(row);
  const found = kind.find(statements, row.record);
  return found === undefined ? undefined : ({ kind: row.kind, record: kind.read(found as never) } as Row);
}

/** @internal Whether an import has begun that is not at its end. */
export function isRestoring({ meta }: Statements): boolean {
  return meta.get('restoring') === 1;
}

// One kind's functions with its own record: what the types cannot follow through the table.
function kindOf(row: Row): Kind<Row['record']> {
  const kind = KINDS[row.kind] as unknown as Kind<Row['record']> | undefined;
  if (kind === undefined) throw new RegistryError('internal', `no such kind of row: ${rowName(row)}`);
  return kind;
}

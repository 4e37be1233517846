import type { Verdict } from '../../core/verdict.ts';
import type { RowKind, RowRecords } from '../row.ts';
import { schemaOf, type SchemaRow } from '../schema-row.ts';
import type { RecordKind, VerdictKey } from '../store.ts';
import { putAudit, putChange, putConfig, putFields, putKey, putMode, putSchema, putSubject, putVerdict, putVersion } from './puts.ts';
import { auditOf, changeOf, configOf, keyOf, modeOf, recordOf, subjectOf, versionOf, type ChangeRow, type RecordRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal How the records of a kind lie in the tables. */
export interface Kind<Record> {
  /** Selects all of them in their order, as `read` takes them. */
  readonly all: string;
  readonly read: (row: never) => Record;
  readonly find: (statements: Statements, record: Record) => unknown;
  readonly put: (statements: Statements, record: Record) => void;
}

/** @internal */
export const KINDS: { readonly [Name in RowKind]: Kind<RowRecords[Name]> } = {
  change: {
    all: 'SELECT sequence, history_id AS historyId, type, name, time, data FROM changes ORDER BY sequence',
    read: (row: ChangeRow) => changeOf(row),
    find: (statements, { sequence }) => statements.changeAt.get(sequence),
    put(statements, record) {
      putChange(statements, record);
      statements.raiseMetaTo.run({ name: 'last_sequence', value: record.sequence });
    },
  },
  audit: {
    all: 'SELECT record FROM audit ORDER BY sequence',
    read: fromRecord(auditOf),
    find: (statements, { sequence }) => column(statements.auditAt.get(sequence)),
    put(statements, record) {
      putAudit(statements, record);
      statements.raiseMetaTo.run({ name: 'last_audit', value: record.sequence });
    },
  },
  schema: {
    all: 'SELECT * FROM schemas ORDER BY id',
    read: (row: SchemaRow) => schemaOf(row),
    find: (statements, { id }) => statements.schema.get(id),
    put: putSchema,
  },
  subject: {
    all: 'SELECT record FROM subjects ORDER BY subject',
    read: fromRecord(subjectOf),
    find: (statements, { subject }) => column(statements.subject.get(subject)),
    put: putSubject,
  },
  fields: {
    all: "SELECT subject, paths FROM search_texts WHERE paths <> '' ORDER BY subject",
    read: ({ subject, paths }: { readonly subject: string; readonly paths: string }) => ({ subject, paths: JSON.parse(paths) as string[] }),
    find(statements, { subject }) {
      const paths = statements.paths.get(subject) as string | undefined;
      return paths === undefined || paths === '' ? undefined : { subject, paths };
    },
    put: putFields,
  },
  version: {
    all: 'SELECT record FROM versions ORDER BY subject, version',
    read: fromRecord(versionOf),
    find: (statements, { subject, version }) => column(statements.version.get(subject, version)),
    put: putVersion,
  },
  config: {
    all: 'SELECT record FROM configs ORDER BY name',
    read: fromRecord(configOf),
    find: (statements, { name }) => column(statements.configAt.get(name)),
    put: putConfig,
  },
  mode: {
    all: 'SELECT record FROM modes ORDER BY name',
    read: fromRecord(modeOf),
    find: (statements, { name }) => column(statements.modeAt.get(name)),
    put: putMode,
  },
  key: {
    all: 'SELECT record FROM api_keys ORDER BY id',
    read: fromRecord(keyOf),
    find: (statements, { id }) => column(statements.key.get(id)),
    put: putKey,
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
    put: (statements, { verdict, ...key }) => putVerdict(statements, { key, verdict }),
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

import type { KeyRecord } from '../../core/api-key.ts';
import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../../core/version.ts';
import type { FieldsRecord, KeptRecord } from '../row.ts';
import { jsonOrNull } from '../schema-row.ts';
import { FIELD_SEPARATOR, fieldTexts, textsOf } from '../search.ts';
import type { Session } from '../../postgres/connect.ts';
import { insert, type Columns } from './insert.ts';

// Each puts any number of records, and sends all its statements at once; PostgreSQL runs them in this order.

const SUBJECTS: Columns<SubjectRecord> = {
  subject: ['text', ({ subject }) => subject],
  epoch: ['bigint', ({ epoch }) => epoch],
  record: ['text', (record) => JSON.stringify(record)],
};
const TEXTS: Columns<SubjectRecord> = {
  subject: ['text', ({ subject }) => subject],
  texts: ['text', (record) => textsOf(record)],
};

/** @internal With what a search finds them by. */
export async function putSubjects(session: Session, records: readonly SubjectRecord[]): Promise<void> {
  await Promise.all([
    insert(session, 'subjects', SUBJECTS, records, 'ON CONFLICT (subject) DO UPDATE SET epoch = excluded.epoch, record = excluded.record'),
    insert(
      session,
      'search_texts',
      TEXTS,
      records,
      'ON CONFLICT (subject) DO UPDATE SET texts = excluded.texts WHERE search_texts.texts <> excluded.texts',
    ),
  ]);
}

const SCHEMAS: Columns<SchemaRecord> = {
  id: ['bigint', ({ id }) => id],
  identity: ['text', ({ identity }) => identity],
  guid: ['text', ({ guid }) => guid],
  fingerprint: ['text', ({ fingerprint }) => fingerprint],
  format: ['text', ({ format }) => format],
  dialect: ['text', ({ dialect = '' }) => dialect],
  text: ['text', ({ text }) => (isEscaped(text) ? JSON.stringify(text) : text)],
  is_escaped: ['boolean', ({ text }) => isEscaped(text)],
  metadata: ['text', ({ metadata }) => jsonOrNull(metadata)],
  rule_set: ['text', ({ ruleSet }) => jsonOrNull(ruleSet)],
};

function isEscaped(text: string): boolean {
  return text.includes('\0');
}

/** @internal Those whose id is free. */
export async function putSchemas(session: Session, records: readonly SchemaRecord[]): Promise<void> {
  await insert(session, 'schemas', SCHEMAS, records);
}

const VERSIONS: Columns<VersionRecord> = {
  subject: ['text', ({ subject }) => subject],
  version: ['integer', ({ version }) => version],
  schema_id: ['bigint', ({ schemaId }) => schemaId],
  fingerprint: ['text', ({ fingerprint }) => fingerprint],
  state: ['text', ({ state }) => state],
  deleted_at: ['text', ({ deletedAt }) => deletedAt ?? null],
  record: ['text', (record) => JSON.stringify(record)],
};

interface Reference {
  readonly from: VersionRecord;
  readonly to: VersionRecord['references'][number];
}

const REFERENCES: Columns<Reference> = {
  to_subject: ['text', ({ to }) => to.subject],
  to_version: ['integer', ({ to }) => to.version],
  subject: ['text', ({ from }) => from.subject],
  version: ['integer', ({ from }) => from.version],
};

/** @internal With what they refer to. Of two with one number the last counts. */
export async function putVersions(session: Session, all: readonly VersionRecord[]): Promise<void> {
  const records = [...new Map(all.map((version) => [JSON.stringify([version.subject, version.version]), version])).values()];
  const references = records.flatMap((from) => from.references.map((to) => ({ from, to })));
  await Promise.all([
    insert(
      session,
      'versions',
      VERSIONS,
      records,
      'ON CONFLICT (subject, version) DO UPDATE SET state = excluded.state, deleted_at = excluded.deleted_at, record = excluded.record',
    ),
    insert(session, 'version_references', REFERENCES, references, 'ON CONFLICT DO NOTHING'),
  ]);
}

interface Named {
  readonly name: string;
}

const SETTINGS: Columns<Named> = { name: ['text', ({ name }) => name], record: ['text', (record) => JSON.stringify(record)] };

/** @internal */
export async function putSettings(session: Session, table: 'configs' | 'modes', records: readonly Named[]): Promise<void> {
  await insert(session, table, SETTINGS, records, 'ON CONFLICT (name) DO UPDATE SET record = excluded.record');
}

const KEYS: Columns<KeyRecord> = { id: ['text', ({ id }) => id], record: ['text', (record) => JSON.stringify(record)] };

/** @internal */
export async function putKeys(session: Session, records: readonly KeyRecord[]): Promise<void> {
  await insert(session, 'api_keys', KEYS, records, 'ON CONFLICT (id) DO UPDATE SET record = excluded.record');
}

const KEPT: Columns<KeptRecord> = {
  kind: ['text', ({ kind }) => kind],
  key: ['text', ({ key }) => key],
  revision: ['bigint', ({ revision }) => revision],
  value: ['text', ({ value }) => JSON.stringify(value)],
};

/** @internal With the revisions that they have; those that are not there. */
export async function putKept(session: Session, records: readonly KeptRecord[]): Promise<void> {
  await insert(session, 'records', KEPT, records);
}

/** @internal Of subjects that are there. */
export async function putFields(session: Session, records: readonly FieldsRecord[]): Promise<void> {
  if (records.length === 0) return;
  // Each ends in the separator, so that the end of a path is found.
  const fieldsOf = ({ paths }: FieldsRecord): string =>
    fieldTexts(paths)
      .map((text) => `${text}${FIELD_SEPARATOR}`)
      .join('');
  await session.query(
    `UPDATE search_texts t SET fields = asked.fields, paths = asked.paths
      FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (subject, fields, paths)
      WHERE t.subject = asked.subject AND t.paths IS DISTINCT FROM asked.paths`,
    [records.map(({ subject }) => subject), records.map(fieldsOf), records.map(({ paths }) => JSON.stringify(paths))],
  );
}

const CHANGES: Columns<ChangeRecord> = {
  sequence: ['bigint', ({ sequence }) => sequence],
  history_id: ['text', ({ historyId }) => historyId],
  type: ['text', ({ type }) => type],
  name: ['text', ({ name }) => name],
  time: ['text', ({ time }) => time],
  data: ['text', ({ data }) => JSON.stringify(data)],
};

/** @internal */
export async function putChanges(session: Session, records: readonly ChangeRecord[]): Promise<void> {
  await insert(session, 'changes', CHANGES, records);
}

const AUDIT: Columns<AuditRecord> = {
  sequence: ['bigint', ({ sequence }) => sequence],
  actor: ['text', ({ actor }) => actor],
  name: ['text', ({ name }) => name],
  action: ['text', ({ action }) => action],
  record: ['text', (record) => JSON.stringify(record)],
};

/** @internal */
export async function putAudit(session: Session, records: readonly AuditRecord[]): Promise<void> {
  await insert(session, 'audit', AUDIT, records);
}

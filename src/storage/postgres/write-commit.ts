import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { VersionRecord } from '../../core/version.ts';
import { FIELD_SEPARATOR, fieldTexts, textsOf } from '../search.ts';
import type { Commit } from '../store.ts';
import type { Session } from './connect.ts';
import type { PlannedSchema } from './plan-schema.ts';
import { writeVerdicts } from './write-verdicts.ts';

/** @internal What a commit puts, with all that was given to it. */
export interface Planned {
  readonly schema: PlannedSchema | undefined;
  readonly versions: readonly VersionRecord[];
  readonly changes: readonly ChangeRecord[];
  readonly audit: readonly AuditRecord[];
}

/** @internal Sends everything at once; PostgreSQL runs it in this order, which is that of the foreign keys. */
export async function writeCommit(session: Session, commit: Commit, { schema, versions, changes, audit }: Planned): Promise<void> {
  await Promise.all([
    writeSubject(session, commit),
    writeSchema(session, schema),
    writeVersions(session, versions),
    purge(session, commit),
    writeSettings(session, commit),
    writeVerdicts(session, commit.verdicts ?? []),
    writeKey(session, commit),
    writeFields(session, commit),
    writeChanges(session, changes),
    writeAudit(session, audit),
  ]);
}

async function writeSubject(session: Session, { subject: record }: Commit): Promise<void> {
  if (record === undefined) return;
  const { subject, epoch } = record;
  await session.query(
    `WITH put AS (INSERT INTO subjects (subject, epoch, record) VALUES ($1, $2, $3)
        ON CONFLICT (subject) DO UPDATE SET epoch = excluded.epoch, record = excluded.record)
      INSERT INTO search_texts (subject, texts) VALUES ($1, $4)
        ON CONFLICT (subject) DO UPDATE SET texts = excluded.texts WHERE search_texts.texts <> excluded.texts`,
    [subject, epoch, JSON.stringify(record), textsOf(record)],
  );
}

async function writeSchema(session: Session, schema: PlannedSchema | undefined): Promise<void> {
  if (schema?.isNew !== true) return;
  const { id, identity, guid, fingerprint, format, dialect = '', text, metadata, ruleSet } = schema;
  const isEscaped = text.includes('\0');
  const verbatim = (value: JsonObject | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
  await session.query(
    `INSERT INTO schemas (id, identity, guid, fingerprint, format, dialect, text, is_escaped, metadata, rule_set)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, identity, guid, fingerprint, format, dialect, isEscaped ? JSON.stringify(text) : text, isEscaped, verbatim(metadata), verbatim(ruleSet)],
  );
}

// One row for each version; of two with one number the last counts.
async function writeVersions(session: Session, all: readonly VersionRecord[]): Promise<void> {
  if (all.length === 0) return;
  const versions = [...new Map(all.map((version) => [JSON.stringify([version.subject, version.version]), version])).values()];
  const references = versions.flatMap(({ subject, version, references: to }) => to.map((each) => ({ subject, version, to: each })));
  await Promise.all([
    session.query(
      `INSERT INTO versions (subject, version, schema_id, fingerprint, state, deleted_at, record)
        SELECT * FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
        ON CONFLICT (subject, version) DO UPDATE SET state = excluded.state, deleted_at = excluded.deleted_at, record = excluded.record`,
      [
        versions.map(({ subject }) => subject),
        versions.map(({ version }) => version),
        versions.map(({ schemaId }) => schemaId),
        versions.map(({ fingerprint }) => fingerprint),
        versions.map(({ state }) => state),
        versions.map(({ deletedAt }) => deletedAt ?? null),
        versions.map((version) => JSON.stringify(version)),
      ],
    ),
    references.length === 0
      ? undefined
      : session.query(
          `INSERT INTO version_references (to_subject, to_version, subject, version)
            SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[]) ON CONFLICT DO NOTHING`,
          [
            references.map(({ to }) => to.subject),
            references.map(({ to }) => to.version),
            references.map(({ subject }) => subject),
            references.map(({ version }) => version),
          ],
        ),
  ]);
}

async function purge(session: Session, { purge: purged = [] }: Commit): Promise<void> {
  if (purged.length === 0) return;
  const names = [purged.map(({ subject }) => subject), purged.map(({ version }) => version)];
  const where = '(subject, version) IN (SELECT * FROM unnest($1::text[], $2::integer[]))';
  await Promise.all([
    session.query(`DELETE FROM version_references WHERE ${where}`, names),
    session.query(`DELETE FROM versions WHERE ${where}`, names),
  ]);
}

async function writeSettings(session: Session, { config, removeConfig, mode, removeMode }: Commit): Promise<void> {
  const put = (table: 'configs' | 'modes', record: { readonly name: string }): Promise<unknown> =>
    session.query(`INSERT INTO ${table} (name, record) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET record = excluded.record`, [
      record.name,
      JSON.stringify(record),
    ]);
  await Promise.all([
    config === undefined ? undefined : put('configs', config),
    removeConfig === undefined ? undefined : session.query('DELETE FROM configs WHERE name = $1', [removeConfig]),
    mode === undefined ? undefined : put('modes', mode),
    removeMode === undefined ? undefined : session.query('DELETE FROM modes WHERE name = $1', [removeMode]),
  ]);
}

async function writeKey(session: Session, { key }: Commit): Promise<void> {
  if (key === undefined) return;
  await session.query('INSERT INTO api_keys (id, record) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET record = excluded.record', [
    key.id,
    JSON.stringify(key),
  ]);
}

async function writeFields(session: Session, { fields }: Commit): Promise<void> {
  if (fields === undefined) return;
  const { subject, paths } = fields;
  // Each ends in the separator, so that the end of a path is found.
  const texts = fieldTexts(paths).map((text) => `${text}${FIELD_SEPARATOR}`);
  await session.query('UPDATE search_texts SET fields = $2, paths = $3 WHERE subject = $1 AND paths IS DISTINCT FROM $3', [
    subject,
    texts.join(''),
    JSON.stringify(paths),
  ]);
}

async function writeChanges(session: Session, changes: readonly ChangeRecord[]): Promise<void> {
  if (changes.length === 0) return;
  await session.query(
    `INSERT INTO changes (sequence, history_id, type, name, time, data)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    [
      changes.map(({ sequence }) => sequence),
      changes.map(({ historyId }) => historyId),
      changes.map(({ type }) => type),
      changes.map(({ name }) => name),
      changes.map(({ time }) => time),
      changes.map(({ data }) => JSON.stringify(data)),
    ],
  );
}

async function writeAudit(session: Session, audit: readonly AuditRecord[]): Promise<void> {
  if (audit.length === 0) return;
  await session.query(
    `INSERT INTO audit (sequence, actor, name, action, record) SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])`,
    [
      audit.map(({ sequence }) => sequence),
      audit.map(({ actor }) => actor),
      audit.map(({ name }) => name),
      audit.map(({ action }) => action),
      audit.map((record) => JSON.stringify(record)),
    ],
  );
}

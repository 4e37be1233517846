import type { AuditRecord } from '../../core/audit.ts';
import type { ChangeRecord } from '../../core/change.ts';
import type { SchemaRecord, VersionRecord } from '../../core/version.ts';
import type { AuditQuery, Configs, StoreSizes } from '../store.ts';
import type { Parameter, Session } from '../../postgres/connect.ts';
import { auditOf, changeOf, schemaOf, SCHEMA_COLUMNS, versionOf, type ChangeRow, type RecordRow, type EscapedSchemaRow } from './rows.ts';

// Each is one statement, and therefore of one moment.

/** @internal By id, those whose column has this value. */
export async function listSchemas(session: Session, column: 'fingerprint' | 'guid', value: string): Promise<SchemaRecord[]> {
  const rows = await session.query<EscapedSchemaRow>(`SELECT ${SCHEMA_COLUMNS} FROM schemas WHERE ${column} = $1 ORDER BY id`, [value]);
  return rows.map(schemaOf);
}

/** @internal Of each id its schema, or undefined; in their order. */
export async function readSchemas(session: Session, ids: readonly number[]): Promise<(SchemaRecord | undefined)[]> {
  const rows = await session.query<EscapedSchemaRow>(`SELECT ${SCHEMA_COLUMNS} FROM schemas WHERE id = ANY ($1)`, [ids]);
  const found = new Map(rows.map((row) => [row.id, schemaOf(row)]));
  return ids.map((id) => found.get(id));
}

/** @internal */
export async function readSubjectEpoch(session: Session, subject: string): Promise<number> {
  const [row] = await session.query<{ readonly epoch: number }>('SELECT epoch FROM subjects WHERE subject = $1', [subject]);
  return row?.epoch ?? 0;
}

/** @internal */
export async function readLastSchemaId(session: Session): Promise<number> {
  const [row] = await session.query<{ readonly id: number }>('SELECT coalesce(max(id), 0) AS id FROM schemas WHERE id <= 2147483647');
  return row?.id ?? 0;
}

/** @internal */
export async function listUnindexed(session: Session, limit: number): Promise<string[]> {
  const rows = await session.query<{ readonly subject: string }>('SELECT subject FROM search_texts WHERE paths IS NULL ORDER BY subject LIMIT $1', [
    limit,
  ]);
  return rows.map(({ subject }) => subject);
}

/** @internal */
export async function listUses(session: Session, schemaId: number): Promise<VersionRecord[]> {
  return (await session.query<RecordRow>('SELECT record FROM versions WHERE schema_id = $1 ORDER BY subject, version', [schemaId])).map(versionOf);
}

/** @internal */
export async function listReferrers(session: Session, subject: string, version: number): Promise<VersionRecord[]> {
  const rows = await session.query<RecordRow>(
    `SELECT v.record FROM version_references r JOIN versions v ON v.subject = r.subject AND v.version = r.version
      WHERE r.to_subject = $1 AND r.to_version = $2 ORDER BY v.subject, v.version`,
    [subject, version],
  );
  return rows.map(versionOf);
}

interface ConfigsRow {
  readonly epoch: number;
  readonly configs: string | null;
  readonly modes: string | null;
}

/** @internal Reads the settings anew only after one was written, by whomever: nearly every request asks for them. */
export function createConfigsReader(): (session: Session) => Promise<Configs> {
  let last: Configs | undefined;
  return async (session) => {
    const known = last;
    const [row] = await session.query<ConfigsRow>(
      `SELECT configs_epoch AS epoch,
        CASE WHEN configs_epoch <> $1 THEN (SELECT string_agg(record, ',' ORDER BY name) FROM configs) END AS configs,
        CASE WHEN configs_epoch <> $1 THEN (SELECT string_agg(record, ',' ORDER BY name) FROM modes) END AS modes
        FROM registry_state`,
      [known?.epoch ?? -1],
    );
    const { epoch = 0, configs = null, modes = null } = row ?? {};
    if (known?.epoch === epoch) return known;
    const listed = { epoch, records: listOf(configs) as Configs['records'], modes: listOf(modes) as Configs['modes'] };
    // Of two that read at once the older one may end last.
    if (last === undefined || last.epoch < epoch) last = listed;
    return listed;
  };
}

function listOf(records: string | null): unknown {
  return JSON.parse(`[${records ?? ''}]`);
}

/** @internal */
export async function listAudit(session: Session, query: AuditQuery): Promise<AuditRecord[]> {
  const { after, before = Number.MAX_SAFE_INTEGER, limit, newestFirst = false, actor, name, action } = query;
  const asked = Object.entries({ actor, name, action }).filter((entry): entry is [string, never] => entry[1] !== undefined);
  const conditions = asked.map(([column], index) => ` AND ${column} = $${index + 4}`).join('');
  const parameters: readonly Parameter[] = [after, before, limit, ...asked.map(([, value]) => value)];
  const order = newestFirst ? 'DESC' : 'ASC';
  const sql = `SELECT record FROM audit WHERE sequence > $1 AND sequence < $2${conditions} ORDER BY sequence ${order} LIMIT $3`;
  return (await session.query<RecordRow>(sql, parameters)).map(auditOf);
}

/** @internal */
export async function listChanges(session: Session, after: number, limit: number): Promise<ChangeRecord[]> {
  const rows = await session.query<ChangeRow>(
    'SELECT sequence, history_id, type, name, time, data FROM changes WHERE sequence > $1 ORDER BY sequence LIMIT $2',
    [after, limit],
  );
  return rows.map(changeOf);
}

/** @internal */
export async function readPosition(session: Session): Promise<{ readonly first: number; readonly last: number }> {
  const [row] = await session.query<{ readonly first: number; readonly last: number }>(
    'SELECT coalesce((SELECT min(sequence) FROM changes), 1) AS first, last_sequence AS last FROM registry_state',
  );
  return row ?? { first: 1, last: 0 };
}

/** @internal */
export async function readSizes(session: Session): Promise<StoreSizes> {
  const [row] = await session.query<StoreSizes>(
    `SELECT (SELECT count(*) FROM subjects) AS subjects, (SELECT count(*) FROM versions) AS versions,
      (SELECT count(*) FROM schemas) AS schemas, (SELECT count(*) FROM changes) AS changes`,
  );
  return row ?? { subjects: 0, versions: 0, schemas: 0, changes: 0 };
}

import { isLive } from '../../core/version.ts';
import type { Configs, ProvedPair, SnapshotQuery, StoreSnapshot, SubjectHistory } from '../store.ts';
import type { Session } from './connect.ts';
import { listHistories, readHistory } from './histories.ts';
import { schemaOf, SCHEMA_COLUMNS, type SchemaRow } from './rows.ts';

interface PositionRow {
  readonly position: number;
  readonly history_id: string | null;
}

/** @internal Runs inside one transaction that sees one moment. A handful of statements, whatever is in the store. */
export async function readSnapshot(
  session: Session,
  query: SnapshotQuery,
  readConfigs: (session: Session) => Promise<Configs>,
): Promise<StoreSnapshot> {
  const [configs, histories, [at]] = await Promise.all([
    readConfigs(session),
    snapshotHistories(session, query),
    session.query<PositionRow>(
      'SELECT s.last_sequence AS position, c.history_id FROM registry_state s LEFT JOIN changes c ON c.sequence = s.last_sequence',
    ),
  ]);
  const subjects = histories.filter(({ versions }) => versions.some(isLive));
  const names = subjects.map(({ subject }) => subject.subject);
  const [schemas, proved] = await Promise.all([session.query<SchemaRow>(NEEDED_SCHEMAS, [names]), session.query<ProvedPair>(PROVED_PAIRS, [names])]);
  return { position: at?.position ?? 0, historyId: at?.history_id ?? undefined, configs, subjects, schemas: schemas.map(schemaOf), proved };
}

async function snapshotHistories(session: Session, { prefix = '', subject }: SnapshotQuery): Promise<SubjectHistory[]> {
  if (subject === undefined) return listHistories(session, { limit: Number.MAX_SAFE_INTEGER, prefix });
  const history = subject.startsWith(prefix) ? await readHistory(session, subject) : undefined;
  return history === undefined ? [] : [history];
}

const NEEDED_SCHEMAS = `WITH RECURSIVE needed (subject, version) AS (
    SELECT v.subject, v.version FROM unnest($1::text[]) AS asked (name) JOIN versions v ON v.subject = asked.name
      WHERE v.state <> 'retired' AND v.deleted_at IS NULL
    UNION
    SELECT r.to_subject, r.to_version FROM needed n JOIN version_references r ON r.subject = n.subject AND r.version = n.version
  )
  SELECT ${SCHEMA_COLUMNS} FROM schemas
    WHERE id IN (SELECT v.schema_id FROM needed n JOIN versions v ON v.subject = n.subject AND v.version = n.version) ORDER BY id`;

const PROVED_PAIRS = `SELECT w.subject AS subject, w.version AS "writerVersion", r.version AS "readerVersion",
    p.question AS question, p.profile AS profile, p.formats AS formats, p.engine AS engine
  FROM unnest($1::text[]) AS asked (name)
  JOIN versions w ON w.subject = asked.name AND w.state <> 'retired' AND w.deleted_at IS NULL
  JOIN verdicts p ON p.writer = w.fingerprint AND p.kind = 'contained'
  JOIN versions r ON r.subject = w.subject AND r.fingerprint = p.reader AND r.version <> w.version
    AND r.state <> 'retired' AND r.deleted_at IS NULL
  ORDER BY w.subject, w.version, r.version, p.question, p.profile, p.formats, p.engine`;

import { isLive, type VersionRecord } from '../../core/version.ts';
import { provedPairs, type Containing } from '../proved-pairs.ts';
import type { Configs, SnapshotQuery, StoreSnapshot, SubjectHistory } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { listHistories, readHistory } from './histories.ts';

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
  const contained = await readContained(
    session,
    subjects.flatMap(({ versions }) => versions),
  );
  const proved = subjects.flatMap(({ versions }) => provedPairs(versions, (fingerprint) => contained.get(fingerprint) ?? []));
  return { position: at?.position ?? 0, historyId: at?.history_id ?? undefined, configs, subjects, proved };
}

async function snapshotHistories(session: Session, { prefix = '', subject }: SnapshotQuery): Promise<SubjectHistory[]> {
  if (subject === undefined) {
    const listed = await listHistories(session, { limit: Number.MAX_SAFE_INTEGER, prefix });
    return listed.map(({ lastChange: _lastChange, ...history }) => history);
  }
  const history = subject.startsWith(prefix) ? await readHistory(session, subject) : undefined;
  return history === undefined ? [] : [history];
}

interface ContainedRow extends Containing {
  readonly writer: string;
}

async function readContained(session: Session, versions: readonly VersionRecord[]): Promise<ReadonlyMap<string, readonly Containing[]>> {
  const fingerprints = [...new Set(versions.map(({ fingerprint }) => fingerprint))];
  const rows = await session.query<ContainedRow>(
    `SELECT v.writer, v.reader, v.question, v.profile, v.formats, v.engine FROM unnest($1::text[]) AS asked (writer)
      JOIN verdicts v ON v.writer = asked.writer AND v.kind = 'contained'`,
    [fingerprints],
  );
  const byWriter = new Map<string, Containing[]>();
  for (const { writer, ...containing } of rows) {
    const known = byWriter.get(writer);
    if (known === undefined) byWriter.set(writer, [containing]);
    else known.push(containing);
  }
  return byWriter;
}

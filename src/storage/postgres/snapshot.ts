import { isLive, type VersionRecord } from '../../core/version.ts';
import { provedPairs, type Containing } from '../proved-pairs.ts';
import type { Configs, KeepSubject, SnapshotQuery, StoreSnapshot, SubjectHistory } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import { historyPages, readHistory } from './histories.ts';
import type { RequireWhole, RestoringRow } from './state.ts';

interface PositionRow extends RestoringRow {
  readonly position: number;
  readonly history_id: string | null;
}

// A page is in memory twice, as it came and as records, with all its proofs.
const PAGE = 50;

/** @internal What a snapshot is read with. */
export interface SnapshotReader<Kept> {
  readonly readConfigs: (session: Session) => Promise<Configs>;
  readonly requireWhole: RequireWhole;
  readonly keep: KeepSubject<Kept>;
}

/** @internal Runs inside one transaction that sees one moment. Two statements for a page of subjects. */
export async function readSnapshot<Kept>(
  session: Session,
  query: SnapshotQuery,
  { readConfigs, requireWhole, keep }: SnapshotReader<Kept>,
): Promise<StoreSnapshot<Kept>> {
  const pages = snapshotPages(session, query, requireWhole);
  const [configs, [at], first] = await Promise.all([
    readConfigs(session),
    session.query<PositionRow>(
      'SELECT s.last_sequence AS position, s.restoring, c.history_id FROM registry_state s LEFT JOIN changes c ON c.sequence = s.last_sequence',
    ),
    pages.next(),
  ]);
  requireWhole({ isRestoring: at?.restoring === true });
  const subjects: Kept[] = [];
  for (let page = first; page.done !== true; page = await pages.next()) {
    const histories = page.value.filter(({ versions }) => versions.some(isLive));
    const contained = await readContained(
      session,
      histories.flatMap(({ versions }) => versions),
    );
    for (const history of histories) {
      const proved = provedPairs(history.versions, (fingerprint) => contained.get(fingerprint) ?? []);
      subjects.push(keep({ subject: history.subject, versions: history.versions, proved }, configs));
    }
  }
  return { position: at?.position ?? 0, historyId: at?.history_id ?? undefined, subjects };
}

async function* snapshotPages(
  session: Session,
  { prefix = '', subject }: SnapshotQuery,
  requireWhole: RequireWhole,
): AsyncGenerator<readonly SubjectHistory[], undefined> {
  if (subject === undefined) return yield* historyPages(session, { limit: Number.MAX_SAFE_INTEGER, prefix }, PAGE);
  const history = subject.startsWith(prefix) ? await readHistory(session, subject, requireWhole) : undefined;
  if (history !== undefined) yield [history];
  return undefined;
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

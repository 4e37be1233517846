import { isLive } from '../../core/version.ts';
import { provedPairs } from '../proved-pairs.ts';
import type { KeepSubject, ProvedPair, SnapshotQuery, StoreSnapshot, SubjectHistory, VerdictKey } from '../store.ts';
import { listHistories } from './histories.ts';
import { readConfigs } from './reads.ts';
import type { Tables } from './tables.ts';

/** @internal */
export function readSnapshot<Kept>(tables: Tables, { prefix = '', subject }: SnapshotQuery, keep: KeepSubject<Kept>): StoreSnapshot<Kept> {
  const asked = listHistories(tables, { limit: Number.MAX_SAFE_INTEGER, prefix });
  const subjects = asked.filter((history) => (subject === undefined || history.subject.subject === subject) && history.versions.some(isLive));
  const contained = containedByWriter(tables);
  const configs = readConfigs(tables);
  const prove = (versions: SubjectHistory['versions']): ProvedPair[] => provedPairs(versions, (fingerprint) => contained.get(fingerprint) ?? []);
  return {
    position: tables.changes.length,
    historyId: tables.changes.at(-1)?.historyId,
    subjects: subjects.map((found) => keep({ subject: found.subject, versions: found.versions, proved: prove(found.versions) }, configs)),
  };
}

function containedByWriter({ verdicts }: Tables): ReadonlyMap<string, readonly VerdictKey[]> {
  const byWriter = new Map<string, VerdictKey[]>();
  for (const { key, verdict } of verdicts.values()) {
    if (verdict.kind !== 'contained') continue;
    const known = byWriter.get(key.writer);
    if (known === undefined) byWriter.set(key.writer, [key]);
    else known.push(key);
  }
  return byWriter;
}

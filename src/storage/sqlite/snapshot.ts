import { isLive, type SubjectRecord } from '../../core/version.ts';
import { provedPairs, type Containing } from '../proved-pairs.ts';
import type { KeepSubject, SnapshotQuery, StoreSnapshot } from '../store.ts';
import { listHeads, readVersions } from './histories.ts';
import { lastSequence, readConfigs } from './reads.ts';
import { subjectOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal Runs inside one transaction, so that everything is of one moment. */
export function readSnapshot<Kept>(statements: Statements, query: SnapshotQuery, keep: KeepSubject<Kept>): StoreSnapshot<Kept> {
  const position = lastSequence(statements);
  const configs = readConfigs(statements);
  const subjects: Kept[] = [];
  for (const subject of snapshotSubjects(statements, query)) {
    const versions = readVersions(statements, subject.subject);
    if (!versions.some(isLive)) continue;
    const proved = provedPairs(versions, (fingerprint) => statements.containedIn.all(fingerprint) as Containing[]);
    subjects.push(keep({ subject, versions, proved }, configs));
  }
  return { position, historyId: statements.historyId.get(position) as string | undefined, subjects };
}

function snapshotSubjects(statements: Statements, { prefix = '', subject: name }: SnapshotQuery): SubjectRecord[] {
  if (name === undefined) return listHeads(statements, { limit: Number.MAX_SAFE_INTEGER, prefix }).map(({ subject }) => subject);
  const record = name.startsWith(prefix) ? (statements.subject.get(name) as string | undefined) : undefined;
  return record === undefined ? [] : [subjectOf(record)];
}

import type { AuditRecord } from '../../core/audit.ts';
import { isLive } from '../../core/version.ts';
import { provedPairs } from '../proved-pairs.ts';
import { compareCodePoints, matchesQuery } from '../search.ts';
import type {
  AuditQuery,
  ChangePlace,
  Configs,
  KeepSubject,
  ListedSubject,
  ProvedPair,
  SnapshotQuery,
  StoreSnapshot,
  SubjectHistory,
  SubjectQuery,
  VerdictKey,
} from '../store.ts';
import { lastChangeOf, type Tables } from './tables.ts';

/** @internal */
export function readHistory({ subjects, versions }: Tables, name: string): SubjectHistory | undefined {
  const subject = subjects.get(name);
  return subject === undefined ? undefined : { subject, versions: versions.get(name) ?? [] };
}

/** @internal */
export function readConfigs({ configs, modes, configsEpoch }: Tables): Configs {
  return { epoch: configsEpoch, records: byName(configs), modes: byName(modes) };
}

function byName<T extends { readonly name: string }>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()].toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/** @internal */
export function listHistories(tables: Tables, query: SubjectQuery): ListedSubject[] {
  const { subjects, versions, fields } = tables;
  const matching = [...subjects.values()].filter((subject) => matchesQuery(subject, fields.get(subject.subject) ?? [], query));
  const listed = matching.map((subject) => ({ subject, versions: versions.get(subject.subject) ?? [], lastChange: lastChangeOf(tables, subject) }));
  return inOrder(listed, query).slice(0, query.limit);
}

function inOrder(listed: readonly ListedSubject[], { order = 'name', after = '', afterChange }: SubjectQuery): ListedSubject[] {
  if (order === 'name') {
    const rest = listed.filter(({ subject }) => compareCodePoints(subject.subject, after) > 0);
    return rest.toSorted((a, b) => compareCodePoints(a.subject.subject, b.subject.subject));
  }
  const rest = listed.filter((item) => afterChange === undefined || compareChanges(placeOf(item), afterChange) > 0);
  return rest.toSorted((a, b) => compareChanges(placeOf(a), placeOf(b)));
}

function placeOf({ subject: { subject }, lastChange: { sequence } }: ListedSubject): ChangePlace {
  return { subject, sequence };
}

function compareChanges(a: ChangePlace, b: ChangePlace): number {
  return b.sequence - a.sequence || compareCodePoints(b.subject, a.subject);
}

/** @internal */
export function listAudit({ audit }: Tables, query: AuditQuery): AuditRecord[] {
  const { after, before = Infinity, newestFirst = false, limit, actor, name, action } = query;
  const is = <T>(wanted: T | undefined, found: T): boolean => wanted === undefined || wanted === found;
  const asked = audit.filter(
    (record) => record.sequence > after && record.sequence < before && is(actor, record.actor) && is(name, record.name) && is(action, record.action),
  );
  return (newestFirst ? asked.toReversed() : asked).slice(0, limit);
}

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

import type { AuditRecord } from '../../core/audit.ts';
import { isLive, type SubjectRecord, type VersionRecord } from '../../core/version.ts';
import { provedPairs, type Containing } from '../proved-pairs.ts';
import { fieldEnd, matchesQuery } from '../search.ts';
import type {
  AuditQuery,
  Configs,
  KeepSubject,
  LastChange,
  ListedSubject,
  SnapshotQuery,
  StoreSnapshot,
  SubjectHistory,
  SubjectQuery,
} from '../store.ts';
import { auditOf, configOf, modeOf, subjectOf, versionOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal */
export function readHistory(statements: Statements, subject: string): SubjectHistory | undefined {
  const record = statements.subject.get(subject) as string | undefined;
  return record === undefined ? undefined : { subject: subjectOf(record), versions: readVersions(statements, subject) };
}

function readVersions(statements: Statements, subject: string): VersionRecord[] {
  return (statements.versions.all(subject) as string[]).map(versionOf);
}

function readConfigs(statements: Statements): Configs {
  return {
    epoch: Number(statements.meta.get('configs_epoch')),
    records: (statements.configs.all() as string[]).map(configOf),
    modes: (statements.modes.all() as string[]).map(modeOf),
  };
}

/** @internal Reads the settings anew only after one was written, by whomever: nearly every request asks for them. */
export function createConfigsReader(): (statements: Statements) => Configs {
  let last: Configs | undefined;
  return (statements) => {
    const epoch = Number(statements.meta.get('configs_epoch'));
    if (last?.epoch !== epoch) last = readConfigs(statements);
    return last;
  };
}

/** @internal */
export function readPosition(statements: Statements): { readonly first: number; readonly last: number } {
  return { first: Number(statements.firstChange.get() ?? 1), last: lastSequence(statements) };
}

function lastSequence(statements: Statements): number {
  return Number(statements.meta.get('last_sequence'));
}

/** @internal */
export function listAudit(statements: Statements, query: AuditQuery): AuditRecord[] {
  const { after, before = Number.MAX_SAFE_INTEGER, limit, newestFirst = false, actor = null, name = null, action = null } = query;
  const who = actor === null ? (name === null ? 'audit' : 'auditOfName') : name === null ? 'auditOfActor' : 'auditOfBoth';
  const statement = statements[newestFirst ? (`${who}Down` as const) : who];
  return (statement.all({ after, before, limit, actor, name, action }) as string[]).map(auditOf);
}

interface ListedRow extends LastChange {
  readonly record: string;
}

/**
 * @internal Walks the subjects in the order asked for and stops at the limit; in that of their names it walks those of the prefix. A text
 * or a field of three characters and more is looked up in the index of all their parts of three; a shorter one is compared with every
 * subject.
 */
export function listHistories(statements: Statements, query: SubjectQuery): ListedSubject[] {
  return findSubjects(statements, query).map((listed) => ({ ...listed, versions: readVersions(statements, listed.subject.subject) }));
}

function findSubjects(statements: Statements, query: SubjectQuery): Omit<ListedSubject, 'versions'>[] {
  const { prefix = '', limit, order = 'name' } = query;
  const matching: Omit<ListedSubject, 'versions'>[] = [];
  if (limit <= 0) return [];
  for (const { record, sequence, time } of walk(statements, query)) {
    const subject = subjectOf(record);
    const paths = query.field === undefined ? [] : pathsOf(statements, subject.subject);
    if (matchesQuery(subject, paths, query)) matching.push({ subject, lastChange: { sequence, time } });
    if (matching.length >= limit || (order === 'name' && !subject.subject.startsWith(prefix))) break;
  }
  return matching;
}

function walk(statements: Statements, query: SubjectQuery): IterableIterator<ListedRow> {
  const match = indexQuery(query);
  const { after = '', prefix = '' } = query;
  const found = match === undefined ? { prefix } : { prefix, match };
  if (query.order === 'changed') {
    const { sequence, subject } = query.afterChange ?? { sequence: Number.MAX_SAFE_INTEGER, subject: '' };
    const statement = match === undefined ? statements.subjectsByChange : statements.subjectsByChangeMatching;
    return statement.iterate({ sequence, after: subject, ...found }) as IterableIterator<ListedRow>;
  }
  const statement = match === undefined ? statements.subjectsByName : statements.subjectsByNameMatching;
  return statement.iterate({ after, ...found }) as IterableIterator<ListedRow>;
}

function pathsOf(statements: Statements, subject: string): string[] {
  // Empty: not written yet.
  return JSON.parse((statements.paths.get(subject) as string | undefined) || '[]') as string[];
}

/** A query of FTS5 that finds at least what `matchesQuery` does; undefined where the index is of no use. */
function indexQuery({ search, field, owner, label }: SubjectQuery): string | undefined {
  const parts = [
    ...(search === undefined ? [] : [phrase('texts', search.toLowerCase())]),
    ...[owner, label?.name, label?.value].map((text) => (text === undefined ? undefined : phrase('texts', text.toLowerCase()))),
    ...(field === undefined ? [] : [phrase('fields', fieldEnd(field))]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

// FTS5 ends a query at NUL, and its trigrams are of code points.
function phrase(column: string, text: string): string | undefined {
  if ([...text].length < 3 || /[\0\p{Cs}]/u.test(text)) return undefined;
  return `${column} : "${text.replaceAll('"', '""')}"`;
}

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
  if (name === undefined) return findSubjects(statements, { limit: Number.MAX_SAFE_INTEGER, prefix }).map(({ subject }) => subject);
  const record = name.startsWith(prefix) ? (statements.subject.get(name) as string | undefined) : undefined;
  return record === undefined ? [] : [subjectOf(record)];
}

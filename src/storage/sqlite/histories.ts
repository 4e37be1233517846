import type { VersionRecord } from '../../core/version.ts';
import { fieldEnd, matchesQuery } from '../search.ts';
import type { LastChange, ListedSubject, SubjectHead, SubjectHistory, SubjectQuery } from '../store.ts';
import { subjectOf, versionOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal */
export function readHistory(statements: Statements, subject: string): SubjectHistory | undefined {
  const record = statements.subject.get(subject) as string | undefined;
  return record === undefined ? undefined : { subject: subjectOf(record), versions: readVersions(statements, subject) };
}

/** @internal Oldest first. */
export function readVersions(statements: Statements, subject: string): VersionRecord[] {
  return (statements.versions.all(subject) as string[]).map(versionOf);
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
  return listHeads(statements, query).map((listed) => ({ ...listed, versions: readVersions(statements, listed.subject.subject) }));
}

/** @internal The same without their versions. */
export function listHeads(statements: Statements, query: SubjectQuery): SubjectHead[] {
  const { prefix = '', limit, order = 'name' } = query;
  const matching: SubjectHead[] = [];
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

import { compareCodePoints } from '../code-points.ts';
import { matchesQuery } from '../search.ts';
import type { ChangePlace, ListedSubject, SubjectHead, SubjectHistory, SubjectQuery } from '../store.ts';
import { lastChangeOf, type Tables } from './tables.ts';

/** @internal */
export function readHistory({ subjects, versions }: Tables, name: string): SubjectHistory | undefined {
  const subject = subjects.get(name);
  return subject === undefined ? undefined : { subject, versions: versions.get(name) ?? [] };
}

/** @internal */
export function listHistories(tables: Tables, query: SubjectQuery): ListedSubject[] {
  return listHeads(tables, query).map((head) => ({ ...head, versions: tables.versions.get(head.subject.subject) ?? [] }));
}

/** @internal The same without their versions. */
export function listHeads(tables: Tables, query: SubjectQuery): SubjectHead[] {
  const { subjects, fields } = tables;
  const matching = [...subjects.values()].filter((subject) => matchesQuery(subject, fields.get(subject.subject) ?? [], query));
  const heads = matching.map((subject) => ({ subject, lastChange: lastChangeOf(tables, subject) }));
  return inOrder(heads, query).slice(0, query.limit);
}

function inOrder(listed: readonly SubjectHead[], { order = 'name', after = '', afterChange }: SubjectQuery): SubjectHead[] {
  if (order === 'name') {
    const rest = listed.filter(({ subject }) => compareCodePoints(subject.subject, after) > 0);
    return rest.toSorted((a, b) => compareCodePoints(a.subject.subject, b.subject.subject));
  }
  const rest = listed.filter((item) => afterChange === undefined || compareChanges(placeOf(item), afterChange) > 0);
  return rest.toSorted((a, b) => compareChanges(placeOf(a), placeOf(b)));
}

function placeOf({ subject: { subject }, lastChange: { sequence } }: SubjectHead): ChangePlace {
  return { subject, sequence };
}

function compareChanges(a: ChangePlace, b: ChangePlace): number {
  return b.sequence - a.sequence || compareCodePoints(b.subject, a.subject);
}

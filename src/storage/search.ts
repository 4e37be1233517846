import type { SubjectRecord } from '../core/version.ts';
import type { SubjectQuery } from './store.ts';

/** @internal Whether a subject is asked for, but for its place in the order; the same in every driver. */
export function matchesQuery({ subject, owner, description, labels }: SubjectRecord, query: SubjectQuery): boolean {
  if (query.prefix !== undefined && !subject.startsWith(query.prefix)) return false;
  if (query.owner !== undefined && owner !== query.owner) return false;
  if (query.search === undefined) return true;
  const wanted = query.search.toLowerCase();
  const texts = [subject, owner, description, ...Object.entries(labels).flat()];
  return texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}

/** @internal The order of subjects: by code points, which is how UTF-8 bytes compare in a database. */
export function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

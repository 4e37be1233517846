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

/** @internal The order of names: by code points, which is how UTF-8 bytes compare in a database. */
export function compareCodePoints(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let index = 0;
  while (index < end && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  if (index === end) return a.length - b.length;
  return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
}

// Where two texts first differ, surrogates (planes 1 to 16) come after all other code units.
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

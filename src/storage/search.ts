import type { SubjectRecord } from '../core/version.ts';
import type { SubjectQuery } from './store.ts';

/** @internal Whether a subject is asked for, but for its place in the order; the same in every driver. */
export function matchesQuery(record: SubjectRecord, paths: readonly string[], query: SubjectQuery): boolean {
  if (query.prefix !== undefined && !record.subject.startsWith(query.prefix)) return false;
  if (query.owner !== undefined && record.owner !== query.owner) return false;
  if (query.label !== undefined && !hasLabel(record, query.label)) return false;
  if (query.search !== undefined && !textsOf(record).includes(query.search.toLowerCase())) return false;
  if (query.field === undefined) return true;
  const end = fieldEnd(query.field);
  return fieldTexts(paths).some((path) => path.endsWith(end));
}

function hasLabel({ labels }: SubjectRecord, { name, value }: NonNullable<SubjectQuery['label']>): boolean {
  return Object.hasOwn(labels, name) && labels[name] === value;
}

// Between the texts, so that a search does not find the end of one with the beginning of the next.
const SEPARATOR = '\u0000';

/** @internal What a search looks through, in lower case. */
export function textsOf({ subject, owner, description, labels }: SubjectRecord): string {
  const texts = [subject, owner, description, ...Object.entries(labels).flat()];
  return texts
    .filter((text) => text !== undefined)
    .join(SEPARATOR)
    .toLowerCase();
}

/** @internal Between paths. */
export const FIELD_SEPARATOR: string = SEPARATOR;

/** @internal Paths as a search for a field looks through them: in lower case, each begun by `/`, so that whole names are found. */
export function fieldTexts(paths: readonly string[]): string[] {
  return paths.map(fieldText);
}

// People write `lines.quantity`; taking a dot for a slash on both sides finds a name that has one as well.
function fieldText(path: string): string {
  return `/${path.toLowerCase().replaceAll('.', '/')}`;
}

/** @internal What a path ends in that is asked for. */
export function fieldEnd(field: string): string {
  return fieldText(field);
}

import { RegistryError } from '../core/errors.ts';
import type { CountResource, SubjectPageResource } from '../core/resources.ts';
import type { Configs, ListedSubject, SubjectHistory, SubjectQuery } from '../storage/store.ts';
import type { Context } from './context.ts';
import { readPageLimit } from './page-limit.ts';
import { presentListed, presentSubject } from './present.ts';
import type { ListQuery } from './registry.ts';

/** Subjects that have a version left, by name or by their last change, a page at a time. */
export async function listSubjects(context: Context, query: ListQuery): Promise<SubjectPageResource> {
  const limit = readPageLimit(query.limit);
  const configs = await context.store.readConfigs();
  const count = query.count === true ? { count: await countMatches(context, configs, query) } : {};
  const items: ListedSubject[] = [];
  let after = query.cursor === undefined ? {} : readCursor(query, query.cursor);
  for (;;) {
    const batch = await context.store.listSubjects({ ...storeQuery(query), ...after, limit: limit + 1 });
    for (const listed of batch) {
      if (!isListed(listed, configs, query)) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) {
        return { items: items.map((item) => presentListed(item, configs)), cursor: writeCursor(query, last), ...count };
      }
      items.push(listed);
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length <= limit) return { items: items.map((item) => presentListed(item, configs)), ...count };
    after = placeOf(query, last);
  }
}

/** Who searches among more than that narrows the search. */
const MAX_COUNTED = 1_000;
const MAX_LOOKED_AT = 5_000;
const COUNT_PAGE = 500;

/** Over all pages. Looks at 5,000 subjects at most, and ends with the thousandth match. */
async function countMatches(context: Context, configs: Configs, query: ListQuery): Promise<CountResource> {
  let matches = 0;
  let after = {};
  for (let seen = 0; seen < MAX_LOOKED_AT; seen += COUNT_PAGE) {
    const batch = await context.store.listSubjects({ ...storeQuery(query), ...after, limit: COUNT_PAGE });
    matches += batch.filter((listed) => isListed(listed, configs, query)).length;
    const last = batch.at(-1);
    if (last === undefined || batch.length < COUNT_PAGE) return matches > MAX_COUNTED ? LARGE : { matches, isExact: true };
    if (matches > MAX_COUNTED) return LARGE;
    after = placeOf(query, last);
  }
  return { matches, isExact: false };
}

const LARGE: CountResource = { matches: MAX_COUNTED, isExact: false };

type After = Pick<SubjectQuery, 'after' | 'afterChange'>;

function placeOf({ order }: ListQuery, { subject: { subject }, lastChange: { sequence } }: ListedSubject): After {
  return order === 'changed' ? { afterChange: { subject, sequence } } : { after: subject };
}

function writeCursor({ order }: ListQuery, { subject: { subject }, lastChange: { sequence } }: ListedSubject): string {
  return order === 'changed' ? `${sequence} ${subject}` : subject;
}

function readCursor({ order }: ListQuery, cursor: string): After {
  if (order !== 'changed') return { after: cursor };
  const [, sequence, subject] = /^(0|[1-9]\d{0,15}) (.+)$/s.exec(cursor) ?? [];
  if (sequence === undefined || subject === undefined)
    throw new RegistryError(
      'request_invalid',
      'query parameter cursor: expected the cursor of an earlier answer in order of changes; found another one',
    );
  return { afterChange: { sequence: Number(sequence), subject } };
}

function storeQuery({ prefix, search, owner, label, field, order }: ListQuery): Omit<SubjectQuery, 'limit' | 'after'> {
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(search === undefined ? {} : { search }),
    ...(owner === undefined ? {} : { owner }),
    ...(label === undefined ? {} : { label }),
    ...(field === undefined ? {} : { field: field.replace(/^[./]+/, '') }),
    ...(order === undefined ? {} : { order }),
  };
}

function isListed(history: SubjectHistory, configs: Configs, { state, isVisible }: ListQuery): boolean {
  if (isVisible?.(history.subject.subject) === false) return false;
  if (history.versions.every((version) => version.deletedAt !== undefined)) return false;
  return state === undefined || presentSubject(history, configs).state === state;
}

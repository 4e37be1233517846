import { RegistryError } from '../core/errors.ts';
import type { CountResource, SubjectPageResource } from '../core/resources.ts';
import type { SubjectHead, SubjectQuery } from '../storage/store.ts';
import type { Context } from './context.ts';
import { readPageLimit } from './page-limit.ts';
import { presentListed } from './present.ts';
import type { ListQuery } from './registry.ts';
import type { SummarizedSubject } from './summaries.ts';

/** Subjects that have a version left, by name or by their last change, a page at a time. */
export async function listSubjects(context: Context, query: ListQuery): Promise<SubjectPageResource> {
  const limit = readPageLimit(query.limit);
  const configs = await context.store.readConfigs();
  const count = query.count === true ? { count: await countMatches(context, query) } : {};
  const items: SummarizedSubject[] = [];
  let [place, size]: [After, number] = [query.cursor === undefined ? {} : readCursor(query, query.cursor), limit + 1];
  for (;;) {
    const page = await readPage(context, { ...storeQuery(query), ...place, limit: size });
    for (const one of page) {
      if (!isListed(one, query)) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) {
        return { items: items.map((item) => presentListed(item, configs)), cursor: writeCursor(query, last), ...count };
      }
      items.push(one);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < size) return { items: items.map((item) => presentListed(item, configs)), ...count };
    // Where few are listed, more are looked at.
    [place, size] = [placeOf(query, last), Math.max(limit + 1, PAGE)];
  }
}

async function readPage({ store, summaries }: Context, query: SubjectQuery): Promise<readonly SummarizedSubject[]> {
  return summaries.of(await store.listSubjectHeads(query), () => store.listSubjects(query));
}

/** Who searches among more than that narrows the search. */
const MAX_COUNTED = 1_000;
const MAX_LOOKED_AT = 5_000;
const PAGE = 500;

/** Over all pages. Looks at 5,000 subjects at most, and ends with the thousandth match. */
async function countMatches(context: Context, query: ListQuery): Promise<CountResource> {
  let matches = 0;
  let after: After = {};
  for (let seen = 0; seen < MAX_LOOKED_AT; seen += PAGE) {
    const page = await readPage(context, { ...storeQuery(query), ...after, limit: PAGE });
    matches += page.filter((one) => isListed(one, query)).length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return matches > MAX_COUNTED ? LARGE : { matches, isExact: true };
    if (matches > MAX_COUNTED) return LARGE;
    after = placeOf(query, last);
  }
  return { matches, isExact: false };
}

const LARGE: CountResource = { matches: MAX_COUNTED, isExact: false };

type After = Pick<SubjectQuery, 'after' | 'afterChange'>;

function placeOf({ order }: ListQuery, { subject: { subject }, lastChange: { sequence } }: SubjectHead): After {
  return order === 'changed' ? { afterChange: { subject, sequence } } : { after: subject };
}

function writeCursor({ order }: ListQuery, { subject: { subject }, lastChange: { sequence } }: SubjectHead): string {
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

function isListed({ subject, summary }: SummarizedSubject, { state, isVisible }: ListQuery): boolean {
  return summary !== undefined && (state === undefined || summary.state === state) && isVisible?.(subject.subject) !== false;
}

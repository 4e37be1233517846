import { RegistryError } from '../core/errors.ts';
import type { Page, SubjectResource } from '../core/resources.ts';
import type { Configs, SubjectHistory } from '../storage/store.ts';
import type { Context } from './context.ts';
import { presentSubject } from './present.ts';
import type { ListQuery } from './registry.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/** Subjects that have a version left, by name, a page at a time. */
export async function listSubjects(context: Context, query: ListQuery): Promise<Page<SubjectResource>> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RegistryError('request_invalid', `limit: expected a whole number from 1 to ${MAX_LIMIT}; found ${limit}`);
  }
  const configs = await context.store.readConfigs();
  const items: SubjectResource[] = [];
  let after = query.cursor;
  for (;;) {
    const batch = await context.store.listSubjects(storeQuery(query, after, limit + 1));
    for (const history of batch) {
      if (!isListed(history, configs, query)) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) return { items, cursor: last.subject };
      items.push(presentSubject(history, configs));
    }
    if (batch.length <= limit) return { items };
    after = batch.at(-1)?.subject.subject;
  }
}

function storeQuery(
  { prefix, search, owner, label, field }: ListQuery,
  after: string | undefined,
  limit: number,
): Parameters<Context['store']['listSubjects']>[0] {
  return {
    limit,
    ...(prefix === undefined ? {} : { prefix }),
    ...(search === undefined ? {} : { search }),
    ...(owner === undefined ? {} : { owner }),
    ...(label === undefined ? {} : { label }),
    ...(field === undefined ? {} : { field: field.replace(/^[./]+/, '') }),
    ...(after === undefined ? {} : { after }),
  };
}

function isListed(history: SubjectHistory, configs: Configs, { state, isVisible }: ListQuery): boolean {
  if (isVisible?.(history.subject.subject) === false) return false;
  if (history.versions.every((version) => version.deletedAt !== undefined)) return false;
  return state === undefined || presentSubject(history, configs).state === state;
}

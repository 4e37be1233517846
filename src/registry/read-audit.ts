import type { AuditRecord } from '../core/audit.ts';
import type { AuditQuery } from '../storage/store.ts';
import type { Context } from './context.ts';

export interface AuditRequest extends AuditQuery {
  /** Begin with the first entry of this time or later, ISO 8601 in UTC, as the clock of the registry said. */
  readonly since?: string;
}

/**
 * Who did what. For `since` the first entry is looked for by halves, since sequences have no gaps and times grow with them: where
 * the clock was once set back, it begins at one of the places where the time passes.
 */
export async function readAudit(context: Context, { since, ...query }: AuditRequest): Promise<readonly AuditRecord[]> {
  if (since === undefined) return context.store.listAudit(query);
  const before = await findFirst(context, since);
  return context.store.listAudit({ ...query, after: Math.max(query.after, before - 1) });
}

/** The sequence of the first entry that is not before the time; the one that comes next where all are. */
async function findFirst({ store }: Context, since: string): Promise<number> {
  const [newest] = await store.listAudit({ after: 0, limit: 1, newestFirst: true });
  let [low, high] = [1, (newest?.sequence ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await store.listAudit({ after: middle - 1, limit: 1 });
    if (entry === undefined || entry.time >= since) high = middle;
    else low = middle + 1;
  }
  return low;
}

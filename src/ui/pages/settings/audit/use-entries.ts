import type { AuditRecord } from '../../../../core/audit.ts';
import { registry } from '../../../app/session.ts';
import { usePages, type Pages } from '../../../data/use-pages.ts';
import type { AuditFilter } from './filter.ts';

/** Entries that are read at once. */
export const AT_ONCE = 100;

/** The log from its newest entry on. A cursor is the sequence before which the next page begins. */
export function useEntries(filter: AuditFilter): Pages<AuditRecord> {
  return usePages(`audit ${JSON.stringify(filter)}`, async ({ cursor }) => {
    const before = cursor === undefined ? {} : { before: Number(cursor) };
    const { items, next } = await registry().listAudit({ ...filter, ...before, order: 'newest', limit: AT_ONCE });
    return { items, ...(next === undefined ? {} : { cursor: String(next) }) };
  });
}

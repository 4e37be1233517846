import type { AuditOptions } from '../../../../client/options.ts';
import { AUDIT_ACTIONS } from '../../../../core/audit.ts';
import { parseTime } from '../../../../core/timestamp.ts';

export type AuditFilter = Pick<AuditOptions, 'actor' | 'name' | 'action' | 'since'>;

/** What stands in the name field for the registry itself, whose name is empty. */
export const REGISTRY = '(registry)';

/** What the address says; what makes no sense there filters nothing. `since` is a day, which begins at 0:00 UTC, or a time with its zone. */
export function readFilter(query: URLSearchParams): AuditFilter {
  const text = (member: string): string | undefined => query.get(member) ?? undefined;
  const [actor, name, since] = [text('actor'), text('name'), parseTime(text('since') ?? '')];
  const action = AUDIT_ACTIONS.find((known) => known === text('action'));
  return {
    ...(actor === undefined ? {} : { actor }),
    ...(name === undefined ? {} : { name: name === REGISTRY ? '' : name }),
    ...(action === undefined ? {} : { action }),
    ...(since === undefined ? {} : { since }),
  };
}

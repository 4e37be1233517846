import type { JSX } from 'preact';
import { AUDIT_ACTIONS } from '../../../../core/audit.ts';
import { setQuery } from '../../../app/router.ts';
import { Field } from '../../../kit/field.tsx';
import { REGISTRY } from './filter.ts';

/** What is shown of the log. The address says it, so it can be sent to somebody. */
export function AuditFilters({ query }: { readonly query: URLSearchParams }): JSX.Element {
  const value = (member: string): string => query.get(member) ?? '';
  return (
    <form class="audit-filters" role="search" aria-label="Audit log" onSubmit={(event) => event.preventDefault()}>
      <Field label="Who">
        {(ties) => (
          <input
            {...ties}
            spellcheck={false}
            placeholder="key:ci:0123…"
            value={value('actor')}
            onChange={({ currentTarget }) => setQuery({ actor: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="What was written">
        {(ties) => (
          <input
            {...ties}
            spellcheck={false}
            placeholder={`com.shop.order.placed, or ${REGISTRY}`}
            value={value('name')}
            onChange={({ currentTarget }) => setQuery({ name: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="How">
        {(ties) => (
          <select {...ties} value={value('action')} onChange={({ currentTarget }) => setQuery({ action: currentTarget.value })}>
            <option value="">any action</option>
            {AUDIT_ACTIONS.map((action) => (
              <option key={action}>{action}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Since (UTC)">
        {(ties) => (
          <input
            {...ties}
            type="date"
            value={value('since').slice(0, 10)}
            onChange={({ currentTarget }) => setQuery({ since: currentTarget.value })}
          />
        )}
      </Field>
      {['actor', 'name', 'action', 'since'].some((member) => value(member) !== '') && (
        <button type="button" class="button" onClick={() => setQuery({ actor: '', name: '', action: '', since: '' })}>
          Show all
        </button>
      )}
    </form>
  );
}

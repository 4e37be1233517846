import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AuditRecord } from '../../../../core/audit.ts';
import { nameOf } from '../../../app/describe-caller.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { setQuery } from '../../../app/router.ts';
import { JsonCode } from '../../../kit/json-code.tsx';
import { Name } from '../../../kit/name.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { ScopeLabel } from '../tree/scope-label.tsx';
import { placeOfEntry } from './place-of-entry.ts';

export function EntryTable({ entries }: { readonly entries: readonly AuditRecord[] }): JSX.Element {
  return (
    <Table label="Audit log" caption="Audit log, newest first" columns={['When', 'Who', 'What', 'Of', 'Details']}>
      {entries.map((entry) => (
        <Row key={entry.sequence} entry={entry} />
      ))}
    </Table>
  );
}

function Row({ entry }: { readonly entry: AuditRecord }): JSX.Element {
  const place = placeOfEntry(entry);
  return (
    <tr>
      <td>
        <Time at={entry.time} />
      </td>
      <td>
        <button
          type="button"
          class="link"
          title={visibleName(entry.actor)}
          aria-label={`Only ${visibleName(nameOf(entry.actor))}`}
          onClick={() => setQuery({ actor: entry.actor })}
        >
          <Name text={nameOf(entry.actor)} />
        </button>
      </td>
      <td>
        <code>{entry.action}</code>
      </td>
      <td>
        {place === undefined ? (
          <ScopeLabel name={entry.name} />
        ) : (
          <Link to={href(place)}>
            <ScopeLabel name={entry.name} />
          </Link>
        )}
      </td>
      <td>
        <Details entry={entry} />
      </td>
    </tr>
  );
}

/** Drawn when it is opened: what was there may be large. */
function Details({ entry: { sequence, action, before, after, address, requestId } }: { readonly entry: AuditRecord }): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary aria-label={`Entry ${sequence}, ${action}`}>{sequence}</summary>
      {isOpen && (
        <div class="stack entry">
          <p class="small soft">
            {address !== undefined && `from ${address}`} {requestId !== undefined && `request ${visibleName(requestId)}`}
          </p>
          {before === null ? <p class="small">There was nothing before.</p> : <Part title="Before" value={before} />}
          {after === null ? <p class="small">There is nothing any more.</p> : <Part title="After" value={after} />}
        </div>
      )}
    </details>
  );
}

function Part({ title, value }: { readonly title: string; readonly value: AuditRecord['after'] }): JSX.Element {
  return (
    <div>
      <span class="small soft">{title}</span>
      <JsonCode value={value} label={title} />
    </div>
  );
}

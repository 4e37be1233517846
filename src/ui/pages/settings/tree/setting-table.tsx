import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { setQuery } from '../../../app/router.ts';
import { ScopeLabel } from './scope-label.tsx';
import type { SettingRow } from './setting-tree.ts';
import { Table } from '../../../kit/table.tsx';

/** Rows that are drawn at once; the rest on demand. */
const PAGE = 200;

/** Names of a list in which one looks for one. */
const LONG = 12;

interface SettingTableProps {
  readonly caption: string;
  readonly rows: readonly SettingRow[];
  /** What names are looked for with. */
  readonly find: string;
  readonly columns: readonly string[];
  readonly cells: (row: SettingRow) => ComponentChildren;
}

/** Names below each other, as they cover each other, with what is set for each. */
export function SettingTable({ caption, rows, find, columns, cells }: SettingTableProps): JSX.Element {
  const [shown, setShown] = useState(PAGE);
  const found = find === '' ? rows : rows.filter(({ name, kind }) => kind === 'registry' || name.toLowerCase().includes(find.toLowerCase()));
  return (
    <div class="stack">
      {(rows.length > LONG || find !== '') && (
        <input
          class="input name-input"
          type="search"
          aria-label="Find a name"
          placeholder="Find a name"
          value={find}
          onInput={({ currentTarget }) => setQuery({ find: currentTarget.value })}
        />
      )}
      <Table label={caption} caption={caption} columns={['Name', ...columns]} isCards>
        {found.slice(0, shown).map((row) => (
          <tr key={row.name} role="row">
            <th scope="row" role="rowheader" class={`depth depth-${Math.min(row.depth, 6)}`}>
              <ScopeLabel name={row.name} />
            </th>
            {cells(row)}
          </tr>
        ))}
      </Table>
      {found.length > shown && (
        <div class="row">
          <button type="button" class="button" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, found.length - shown)} more
          </button>
          <span class="small soft">
            {shown} of {found.length} names
          </span>
        </div>
      )}
      {found.length === 1 && find !== '' && <p class="soft small">No name has this in it.</p>}
    </div>
  );
}

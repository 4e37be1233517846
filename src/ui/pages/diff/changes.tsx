import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonValue } from '../../../core/json/value.ts';
import type { PlacedChange } from '../../../core/schema-change.ts';
import { Badge, type BadgeTone } from '../../kit/badge.tsx';
import { Name } from '../../kit/name.tsx';
import { ShortJson } from '../../kit/short-json.tsx';
import { Table } from '../../kit/table.tsx';
import { visibleProse } from '../../kit/visible-text.ts';

interface ChangesProps {
  readonly changes: readonly PlacedChange[];
  /** How many there are beyond these. */
  readonly more: number;
  readonly before: string;
  readonly after: string;
}

/** Changes that are listed before the rest is asked for. */
const FIRST = 50;

/** Characters of a value that are shown: the whole is in the documents below. */
const MAX_VALUE = 160;

const TONES: Readonly<Record<PlacedChange['kind'], BadgeTone>> = { added: 'good', removed: 'bad', changed: 'unsure' };

/** What is different, one by one, by structure. */
export function Changes({ changes, more, before, after }: ChangesProps): JSX.Element {
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? changes : changes.slice(0, FIRST);
  const count = changes.length + more;
  return (
    <section class="stack">
      <h2>
        {count.toLocaleString('en')} {count === 1 ? 'change' : 'changes'}
      </h2>
      <div class="panel">
        <Table
          label="Changes"
          caption={`What is different in ${after}, compared with ${before}`}
          columns={['Change', 'What', 'Before', 'After']}
          class="changes"
        >
          {shown.map((change, at) => (
            <ChangeRow key={at} change={change} />
          ))}
        </Table>
      </div>
      {changes.length > shown.length && (
        <div class="row">
          <button type="button" class="button" onClick={() => setIsAll(true)}>
            Show {changes.length.toLocaleString('en')}
          </button>
        </div>
      )}
      {isAll && more > 0 && <p class="soft small">{more.toLocaleString('en')} more are in the schemas below.</p>}
    </section>
  );
}

function ChangeRow({ change }: { readonly change: PlacedChange }): JSX.Element {
  const { kind, thing, name, pointer, before, after } = change;
  return (
    <tr>
      <td>
        <Badge tone={TONES[kind]}>{kind}</Badge>
      </td>
      <td>
        {name === '' || name === thing ? thing : `${thing} `}
        {name !== '' && name !== thing && (
          <strong>
            <Name text={name} />
          </strong>
        )}
        <br />
        <code class="soft">{pointer === '' ? 'the whole schema' : visibleProse(pointer)}</code>
      </td>
      <td>
        <Value value={before} />
      </td>
      <td>
        <Value value={after} />
      </td>
    </tr>
  );
}

function Value({ value }: { readonly value: JsonValue | undefined }): JSX.Element {
  return value === undefined ? <span class="soft">–</span> : <ShortJson value={value} most={MAX_VALUE} />;
}

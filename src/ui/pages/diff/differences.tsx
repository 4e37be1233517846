import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonValue } from '../../../core/json/value.ts';
import { Badge, type BadgeTone } from '../../kit/badge.tsx';
import { visible } from '../../kit/visible.ts';
import type { Difference } from './align.ts';

interface DifferencesProps {
  readonly differences: readonly Difference[];
  readonly before: string;
  readonly after: string;
}

/** Differences that are listed before the rest is asked for. */
const FIRST = 50;

/** Characters of a value that are shown: the whole is in the documents below. */
const MAX_VALUE = 160;

const TONES: Readonly<Record<Difference['kind'], BadgeTone>> = { added: 'good', removed: 'bad', changed: 'unsure' };

/** What is different, one by one, by structure. */
export function Differences({ differences, before, after }: DifferencesProps): JSX.Element {
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? differences : differences.slice(0, FIRST);
  return (
    <section class="stack">
      <h2>
        {differences.length.toLocaleString('en')} {differences.length === 1 ? 'difference' : 'differences'}
      </h2>
      <div class="panel table-scroll" tabIndex={0} role="region" aria-label="Differences">
        <table class="table differences">
          <caption class="hidden-text">
            What is different in {after}, compared with {before}
          </caption>
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">Place</th>
              <th scope="col">Before → after</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((difference) => (
              <tr key={`${difference.kind} ${difference.pointer}`}>
                <td>
                  <Badge tone={TONES[difference.kind]}>{difference.kind}</Badge>
                </td>
                <td>
                  <code>{difference.pointer === '' ? 'the whole schema' : visible(difference.pointer)}</code>
                </td>
                <td>
                  <Values difference={difference} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {differences.length > shown.length && (
        <div class="row">
          <button type="button" class="button" onClick={() => setIsAll(true)}>
            Show all {differences.length.toLocaleString('en')}
          </button>
        </div>
      )}
    </section>
  );
}

function Values({ difference: { before, after } }: { readonly difference: Difference }): JSX.Element {
  return (
    <>
      {before !== undefined && <code>{shorten(before)}</code>}
      {before !== undefined && after !== undefined && ' → '}
      {after !== undefined && <code>{shorten(after)}</code>}
    </>
  );
}

function shorten(value: JsonValue): string {
  const text = visible(JSON.stringify(value));
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

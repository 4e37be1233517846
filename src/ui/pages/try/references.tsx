import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Reference } from '../../../core/version.ts';
import { readNumber } from '../../app/read-number.ts';
import { Field } from '../../kit/field.tsx';
import { Name } from '../../kit/name.tsx';

interface ReferencesProps {
  readonly references: readonly Reference[];
  readonly onChange: (references: readonly Reference[]) => void;
}

const NONE = { name: '', subject: '', version: '' };

/** What `$ref`s that leave the document resolve to. */
export function References({ references, onChange }: ReferencesProps): JSX.Element {
  const [next, setNext] = useState(NONE);
  const isWhole = next.name !== '' && next.subject !== '' && readNumber(next.version) !== undefined;
  const add = (event: Event): void => {
    event.preventDefault();
    if (!isWhole) return;
    onChange([...references.filter(({ name }) => name !== next.name), { name: next.name, subject: next.subject, version: Number(next.version) }]);
    setNext(NONE);
  };
  return (
    <details class="small">
      <summary>References to other subjects: {references.length === 0 ? 'none' : references.length}</summary>
      <div class="stack">
        <ul class="findings">
          {references.map((reference) => (
            <li key={reference.name} class="row">
              <code>
                <Name text={reference.name} />
              </code>
              <span>
                is <Name text={`${reference.subject}@${reference.version}`} />
              </span>
              <button type="button" class="button" onClick={() => onChange(references.filter((other) => other !== reference))}>
                Take out{' '}
                <span class="hidden-text">
                  <Name text={reference.name} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        <form class="reference" onSubmit={add}>
          <Field label="As $ref writes it">
            {(ties) => <input {...ties} value={next.name} onInput={({ currentTarget }) => setNext({ ...next, name: currentTarget.value })} />}
          </Field>
          <Field label="Subject">
            {(ties) => <input {...ties} value={next.subject} onInput={({ currentTarget }) => setNext({ ...next, subject: currentTarget.value })} />}
          </Field>
          <Field label="Version">
            {(ties) => (
              <input
                {...ties}
                inputMode="numeric"
                value={next.version}
                onInput={({ currentTarget }) => setNext({ ...next, version: currentTarget.value })}
              />
            )}
          </Field>
          <button class="button" disabled={!isWhole}>
            Add
          </button>
        </form>
      </div>
    </details>
  );
}

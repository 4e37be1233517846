import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { readDraft } from '../../../data/draft.ts';
import { Field } from '../../../kit/field.tsx';
import type { Bench } from './deed.ts';
import { readSchema } from './read-schema.ts';

interface BenchChoiceProps {
  readonly subject: string | undefined;
  readonly onChange: (bench: Bench | undefined) => void;
}

/** By the live versions, by one, or by a candidate: the one that is being written under “Try it”, to begin with. */
export function BenchChoice({ subject, onChange }: BenchChoiceProps): JSX.Element {
  const draft = subject === undefined ? undefined : readDraft(subject)?.schema;
  const [kind, setKind] = useState<Bench['kind']>('live');
  const [fault, setFault] = useState<string>();
  const [schema, setSchema] = useState(draft ?? '');
  const choose = (next: Bench['kind']): void => {
    setKind(next);
    setFault(undefined);
    if (next === 'schema') write(schema);
    else onChange(next === 'live' ? { kind: 'live' } : undefined);
  };
  const write = (text: string): void => {
    setSchema(text);
    const { value, fault: found } = readSchema(text);
    setFault(found);
    onChange(value === undefined ? undefined : { kind: 'schema', schema: value });
  };
  return (
    <>
      <p>Nothing is changed: it says how many would pass, and why the others would not.</p>
      <Field label="Against">
        {(ties) => (
          <select {...ties} value={kind} onChange={({ currentTarget }) => choose(currentTarget.value as Bench['kind'])}>
            <option value="live">the live versions, as the gate judges now</option>
            <option value="version">one version</option>
            <option value="schema">a candidate that is not published</option>
          </select>
        )}
      </Field>
      {kind === 'version' && (
        <Field label="Version" hint="The number of a version of the subject, live or not.">
          {(ties) => (
            <input
              {...ties}
              type="number"
              min="1"
              step="1"
              required
              onInput={({ currentTarget: { valueAsNumber } }) =>
                onChange(Number.isSafeInteger(valueAsNumber) ? { kind: 'version', version: valueAsNumber } : undefined)
              }
            />
          )}
        </Field>
      )}
      {kind === 'schema' && (
        <Field
          label="Schema"
          hint={draft === undefined ? 'JSON Schema, as it would be registered.' : 'What was written under “Try it”.'}
          fault={schema === '' ? undefined : fault}
        >
          {(ties) => (
            <textarea
              {...ties}
              class="input"
              rows={10}
              spellcheck={false}
              required
              value={schema}
              onInput={({ currentTarget }) => write(currentTarget.value)}
            />
          )}
        </Field>
      )}
    </>
  );
}

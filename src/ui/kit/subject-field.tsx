import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { registry } from '../app/session.ts';
import { useAnswer } from '../data/use-answer.ts';
import { Field } from './field.tsx';

interface SubjectFieldProps {
  readonly label: string;
  readonly value: string;
  /** When a subject was chosen, or its name written and left. */
  readonly onChoose: (subject: string) => void;
  readonly hint?: string;
}

/** Subjects that are proposed. */
const PROPOSED = 20;

/** The name of a subject, with proposals while one writes. Any name may be written, also one that is not there yet. */
export function SubjectField({ label, value, onChoose, hint }: SubjectFieldProps): JSX.Element {
  const list = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const proposals = useAnswer(`proposed ${text}`, async () => {
    const { items } = await registry().listSubjects({ ...(text === '' ? {} : { search: text }), limit: PROPOSED });
    return items.map(({ subject }) => subject);
  });
  const write = (next: string): void => {
    setText(next);
    // A proposal that was taken is chosen at once.
    if (proposals.value?.includes(next) === true) onChoose(next);
  };
  return (
    <Field label={label} hint={hint}>
      {(ties) => (
        <>
          <input
            {...ties}
            list={list}
            value={text}
            autocomplete="off"
            spellcheck={false}
            placeholder="com.shop.order.placed"
            onInput={({ currentTarget }) => write(currentTarget.value)}
            onChange={({ currentTarget }) => currentTarget.value !== value && onChoose(currentTarget.value.trim())}
          />
          <datalist id={list}>
            {proposals.value?.map((subject) => (
              <option key={subject} value={subject} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

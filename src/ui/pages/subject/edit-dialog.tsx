import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { Decision } from '../../kit/decision.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { joinLabels, splitLabels, type LabelRow } from './label-rows.ts';

interface EditDialogProps {
  readonly detail: SubjectDetailResource;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Owner, description and labels: what is said to people, and no part of the contract. */
export function EditDialog({ detail, onClose, onDone }: EditDialogProps): JSX.Element {
  // As it was when the form was filled in: what others write meanwhile shows behind it, and is not to be overwritten by it.
  const [begun] = useState(detail);
  const { rows: first, hidden } = splitLabels(begun.labels);
  const [owner, setOwner] = useState(begun.owner ?? '');
  const [description, setDescription] = useState(begun.description ?? '');
  const [rows, setRows] = useState<readonly LabelRow[]>(first);
  const joined = joinLabels(rows, hidden);
  const save = async (): Promise<void> => {
    const patch = { owner: orNull(owner), description: orNull(description), labels: joined.labels };
    await registry().updateSubject(begun.subject, patch, { ifMatch: begun.epoch });
    onDone('Saved');
  };
  return (
    <Dialog title="What people should know" onClose={onClose}>
      <Decision verb="Save" isReady={joined.fault === undefined} onDecide={save} onCancel={onClose}>
        <Field label="Owner" hint="A team or a person, as the search filter has it.">
          {(ties) => <input {...ties} value={owner} onInput={({ currentTarget }) => setOwner(currentTarget.value)} />}
        </Field>
        <Field label="Description">
          {(ties) => (
            <textarea {...ties} class="input prose-input" value={description} onInput={({ currentTarget }) => setDescription(currentTarget.value)} />
          )}
        </Field>
        <Labels rows={rows} setRows={setRows} />
        {joined.fault !== undefined && (
          <p class="fault small" role="alert">
            {joined.fault}
          </p>
        )}
      </Decision>
    </Dialog>
  );
}

function Labels({ rows, setRows }: { readonly rows: readonly LabelRow[]; readonly setRows: (rows: readonly LabelRow[]) => void }): JSX.Element {
  const set = (at: number, change: Partial<LabelRow>): void => setRows(rows.map((row, place) => (place === at ? { ...row, ...change } : row)));
  return (
    <fieldset class="labels">
      <legend>Labels</legend>
      {rows.map(({ name, value }, at) => (
        <div key={at} class="label-row">
          <input
            class="input"
            aria-label={`Name of label ${at + 1}`}
            placeholder="name"
            value={name}
            onInput={({ currentTarget }) => set(at, { name: currentTarget.value })}
          />
          <input
            class="input"
            aria-label={`Value of label ${at + 1}`}
            placeholder="value"
            value={value}
            onInput={({ currentTarget }) => set(at, { value: currentTarget.value })}
          />
          <button type="button" class="button" aria-label={`Remove label ${at + 1}`} onClick={() => setRows(rows.filter((_, place) => place !== at))}>
            Remove
          </button>
        </div>
      ))}
      <div>
        <button type="button" class="button" onClick={() => setRows([...rows, { name: '', value: '' }])}>
          Add a label
        </button>
      </div>
    </fieldset>
  );
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text;
}

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CHANGE_TYPES, type ChangeType } from '../../../../core/change.ts';
import { RegistryError } from '../../../../core/errors.ts';
import type { WebhookResource } from '../../../../core/resources.ts';
import { Field } from '../../../kit/field.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { shortType } from './webhook-words.ts';

export interface WebhookDraft {
  readonly url: string;
  readonly prefix: string;
  readonly description: string;
  /** All of them: every type, those that come later included. */
  readonly types: readonly ChangeType[];
}

export function draftOf({ url, prefix = '', description = '', types = CHANGE_TYPES }: Partial<WebhookResource>): WebhookDraft {
  return { url: url ?? '', prefix, description, types };
}

interface WebhookFormProps {
  readonly begin: WebhookDraft;
  readonly verb: string;
  readonly send: (draft: WebhookDraft) => Promise<void>;
  readonly children?: ComponentChildren;
}

/** Where to send what. What the registry says of the address stands at the address. */
export function WebhookForm({ begin, verb, send, children }: WebhookFormProps): JSX.Element {
  const [draft, setDraft] = useState(begin);
  const [problem, setProblem] = useState<unknown>();
  const [isSent, setIsSent] = useState(false);
  const change = (part: Partial<WebhookDraft>): void => setDraft({ ...draft, ...part });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setIsSent(true);
    setProblem(undefined);
    await send(draft).catch(setProblem);
    setIsSent(false);
  };
  const addressFault = problem instanceof RegistryError && problem.code === 'webhook_address_refused' ? problem : undefined;
  return (
    <form class="panel stack" onSubmit={(event) => void submit(event)}>
      <Field
        label="Address"
        fault={addressFault?.message}
        hint="https, or http to the registry's own machine. It gets a signed POST with each change."
      >
        {(ties) => (
          <input
            {...ties}
            required
            spellcheck={false}
            autocomplete="off"
            inputMode="url"
            placeholder="https://example.com/hooks/sluice"
            value={draft.url}
            onInput={({ currentTarget }) => change({ url: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Only names that begin with" hint="com.shop. or com.shop.*, which mean the same; empty for every name.">
        {(ties) => (
          <input
            {...ties}
            spellcheck={false}
            autocomplete="off"
            value={draft.prefix}
            onInput={({ currentTarget }) => change({ prefix: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Description">
        {(ties) => (
          <input
            {...ties}
            autocomplete="off"
            maxLength={500}
            value={draft.description}
            onInput={({ currentTarget }) => change({ description: currentTarget.value })}
          />
        )}
      </Field>
      <TypeChoice types={draft.types} onChange={(types) => change({ types })} />
      {children}
      {problem !== undefined && addressFault === undefined && <Problem problem={problem} />}
      <div class="row">
        <button class="button primary" disabled={isSent || draft.types.length === 0}>
          {verb}
        </button>
      </div>
    </form>
  );
}

interface TypeChoiceProps {
  readonly types: readonly ChangeType[];
  readonly onChange: (types: readonly ChangeType[]) => void;
}

function TypeChoice({ types, onChange }: TypeChoiceProps): JSX.Element {
  const isAll = types.length === CHANGE_TYPES.length;
  const toggle = (type: ChangeType): void => onChange(CHANGE_TYPES.filter((each) => types.includes(each) !== (each === type)));
  return (
    <fieldset class="choices">
      <legend>Hears of</legend>
      <label>
        <input type="checkbox" checked={isAll} onChange={() => onChange(isAll ? [] : CHANGE_TYPES)} />
        <strong>Every change</strong>
      </label>
      <div class="type-grid">
        {CHANGE_TYPES.map((type) => (
          <label key={type}>
            <input type="checkbox" checked={types.includes(type)} onChange={() => toggle(type)} />
            {shortType(type)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

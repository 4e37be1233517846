import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Compatibility } from '../../../../core/compatibility.ts';
import type { ConfigResource } from '../../../../core/resources.ts';
import { Field } from '../../../kit/field.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { scopeText } from '../tree/scope-label.tsx';
import { FIELDS, type SettingRow } from '../tree/setting-tree.ts';
import { ConfigOutcome } from './config-outcome.tsx';
import { differing, draftOf, type Draft } from './draft.ts';
import { useConfigWrite } from './use-config-write.ts';
import { WORDS } from './words.ts';

interface ConfigFormProps {
  readonly config: ConfigResource;
  /** What would be in force if nothing was set for the name itself. */
  readonly inherited: SettingRow;
  readonly mayChange: boolean;
  readonly onWritten: () => void;
}

/** The four fields of a name, each set or inherited. What is about to be written is tried first. */
export function ConfigForm({ config, inherited, mayChange, onWritten }: ConfigFormProps): JSX.Element {
  const set = draftOf(config);
  // Undefined: whatever is set, also when somebody else changes it.
  const [edited, setEdited] = useState<Draft>();
  const draft = edited ?? set;
  const writing = useConfigWrite(config.name, onWritten);
  const { state } = writing;
  const isBusy = state.kind === 'trying' || state.kind === 'writing';
  const changed = differing(draft, set);
  const change = (field: keyof Compatibility, value: string): void => {
    setEdited({ ...draft, [field]: value });
    writing.clear();
  };
  return (
    <div class="stack">
      <form
        class="panel stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy && changed.length > 0) writing.attempt({ kind: 'put', draft }, config.epoch);
        }}
      >
        <div class="fields">
          {FIELDS.map((field) => (
            <FieldChoice
              key={field}
              field={field}
              value={draft[field]}
              inherited={whatIsInherited(config, inherited, field)}
              isFixed={!mayChange || isBusy}
              onChoose={change}
            />
          ))}
        </div>
        {mayChange ? (
          <div class="row">
            <button class="button primary" disabled={isBusy || changed.length === 0}>
              Try against the live versions
            </button>
            {config.own.length > 0 && (
              <button type="button" class="button danger" disabled={isBusy} onClick={() => writing.attempt({ kind: 'delete' }, config.epoch)}>
                Remove what is set here
              </button>
            )}
            <span class="small soft">
              {changed.length === 0 ? 'Nothing is changed yet.' : 'Nothing is written before you have seen what it would say.'}
            </span>
          </div>
        ) : (
          <Notice title="You may look, not change">
            <p>To change it needs a key with admin on {config.name === '' ? 'the registry' : 'this name'}.</p>
          </Notice>
        )}
      </form>
      <ConfigOutcome
        config={config}
        writing={writing}
        differs={changed}
        onWrite={writing.write}
        onTheirs={() => {
          setEdited(undefined);
          writing.clear();
        }}
        onMine={() => writing.attempt({ kind: 'put', draft }, config.epoch)}
        onDone={() => setEdited(undefined)}
      />
    </div>
  );
}

/** "FULL, from com.shop.*". */
function whatIsInherited(config: ConfigResource, inherited: SettingRow, field: keyof Compatibility): string {
  // The registry knows better where nothing is set at all: a subject that came by Confluent's API has other defaults.
  if (!config.own.includes(field) && config.sources[field] === null) return `${config[field]}, the default`;
  const { value, from } = inherited.inForce[field];
  return `${value}, ${from === null ? 'the default' : `from ${scopeText(from)}`}`;
}

interface FieldChoiceProps {
  readonly field: keyof Compatibility;
  readonly value: string;
  readonly inherited: string;
  readonly isFixed: boolean;
  readonly onChoose: (field: keyof Compatibility, value: string) => void;
}

function FieldChoice({ field, value, inherited, isFixed, onChoose }: FieldChoiceProps): JSX.Element {
  const { label, values, means } = WORDS[field];
  const inForce = value === '' ? (inherited.split(',')[0] ?? '') : value;
  return (
    <Field label={label} hint={means[inForce]}>
      {(ties) => (
        <select {...ties} value={value} disabled={isFixed} onChange={({ currentTarget }) => onChoose(field, currentTarget.value)}>
          <option value="">inherit ({inherited})</option>
          {values.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

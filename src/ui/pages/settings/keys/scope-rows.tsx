import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { ACCESS, type Access, type Scope } from '../../../../core/api-key.ts';
import { explainScope, faultOf } from './key-words.ts';

interface ScopeRowsProps {
  readonly scopes: readonly Scope[];
  readonly onChange: (scopes: readonly Scope[]) => void;
}

/** The scopes of a key, a row each, with what each of them allows. */
export function ScopeRows({ scopes, onChange }: ScopeRowsProps): JSX.Element {
  const rows = useRef<HTMLFieldSetElement>(null);
  const change = (at: number, part: Partial<Scope>): void => onChange(scopes.map((scope, index) => (index === at ? { ...scope, ...part } : scope)));
  const remove = (at: number): void => {
    onChange(scopes.filter((_, index) => index !== at));
    rows.current?.querySelector<HTMLElement>('select')?.focus();
  };
  return (
    <fieldset class="choices" ref={rows}>
      <legend>What it may do</legend>
      {scopes.map((scope, at) => (
        // Rows have no identity but their place.
        <ScopeRow
          key={at}
          number={at + 1}
          scope={scope}
          onChange={(part) => change(at, part)}
          onRemove={scopes.length > 1 ? () => remove(at) : undefined}
        />
      ))}
      <div>
        <button type="button" class="button" onClick={() => onChange([...scopes, { access: 'read', pattern: '*' }])}>
          Add a scope
        </button>
      </div>
    </fieldset>
  );
}

interface ScopeRowProps {
  readonly number: number;
  readonly scope: Scope;
  readonly onChange: (part: Partial<Scope>) => void;
  readonly onRemove: (() => void) | undefined;
}

function ScopeRow({ number, scope, onChange, onRemove }: ScopeRowProps): JSX.Element {
  const fault = faultOf(scope.pattern);
  return (
    <div class="scope-row">
      <div class="row">
        <select
          class="input"
          aria-label={`Access ${number}`}
          value={scope.access}
          onChange={({ currentTarget }) => onChange({ access: currentTarget.value as Access })}
        >
          {ACCESS.map((access) => (
            <option key={access}>{access}</option>
          ))}
        </select>
        <span class="soft">on</span>
        <input
          class="input name-input"
          aria-label={`Pattern ${number}`}
          aria-invalid={fault !== undefined}
          aria-describedby={`scope-${number}`}
          required
          spellcheck={false}
          autocapitalize="off"
          value={scope.pattern}
          onInput={({ currentTarget }) => onChange({ pattern: currentTarget.value })}
        />
        {onRemove !== undefined && (
          <button type="button" class="button" aria-label={`Remove scope ${number}`} onClick={onRemove}>
            Remove
          </button>
        )}
      </div>
      <p id={`scope-${number}`} class={`small ${fault === undefined ? 'soft' : 'fault'}`}>
        <bdi>{fault ?? `It ${explainScope(scope)}.`}</bdi>
      </p>
    </div>
  );
}

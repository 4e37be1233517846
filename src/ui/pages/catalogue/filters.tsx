import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { STATES } from '../../../core/version.ts';
import { setQuery } from '../../app/router.ts';
import { Field } from '../../kit/field.tsx';
import { useMedia } from '../../kit/use-media.ts';
import { FILTERS } from './catalogue-query.ts';

const TEXTS = [
  { name: 'owner', label: 'Owner', placeholder: 'checkout' },
  { name: 'label', label: 'Label', placeholder: 'tier=gold' },
  { name: 'field', label: 'Field', placeholder: 'lines.quantity' },
  { name: 'prefix', label: 'Prefix', placeholder: 'com.shop.' },
] as const;

/** What to look for. All of it is in the address. */
export function Filters({ address }: { readonly address: URLSearchParams }): JSX.Element {
  const box = useRef<HTMLInputElement>(null);
  useSlash(box);
  return (
    <form role="search" aria-label="Subjects" class="stack filters" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={box}
        class="input search"
        type="search"
        aria-label="Search by name, owner, description or label"
        placeholder="Search by name, owner, label …  or  owner:checkout field:orderId"
        title="Press / to search"
        value={address.get('q') ?? ''}
        onInput={({ currentTarget }) => setQuery({ q: currentTarget.value })}
      />
      <NarrowBy address={address} />
    </form>
  );
}

function NarrowBy({ address }: { readonly address: URLSearchParams }): JSX.Element {
  const isWide = useMedia('(min-width: 48rem)');
  const set = FILTERS.filter((name) => (address.get(name) ?? '') !== '');
  // Open where something is set at first; then it is the reader's, who may take out the last letter of the last filter.
  const [isOpen] = useState(set.length > 0);
  const fields = (
    <div class="filter-row">
      {TEXTS.map(({ name, label, placeholder }) => (
        <Field key={name} label={label}>
          {(ties) => (
            <input
              {...ties}
              placeholder={placeholder}
              value={address.get(name) ?? ''}
              onInput={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
            />
          )}
        </Field>
      ))}
      <Field label="State">
        {(ties) => (
          <select {...ties} value={address.get('state') ?? ''} onChange={({ currentTarget }) => setQuery({ state: currentTarget.value })}>
            <option value="">Any</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {state}
              </option>
            ))}
          </select>
        )}
      </Field>
      {set.length > 0 && (
        <button type="button" class="button" onClick={() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}>
          Clear filters
        </button>
      )}
    </div>
  );
  if (isWide) return fields;
  return (
    <details open={isOpen}>
      <summary>{set.length === 0 ? 'Filters' : `Filters (${set.length})`}</summary>
      {fields}
    </details>
  );
}

/** `/` goes to the box, as in most places that have one; not while something is typed elsewhere. */
function useSlash(box: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

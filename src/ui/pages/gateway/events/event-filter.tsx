import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { JsonObject } from '../../../../core/json/value.ts';
import { setQuery } from '../../../app/router.ts';
import { Field, type ControlTies } from '../../../kit/field.tsx';
import { numberOf, textOf } from '../members.ts';
import { FILTERS, STUCK, type Choice } from './event-choice.ts';

const LABELS: Readonly<Record<(typeof FILTERS)[number], string>> = {
  type: 'Type',
  route: 'Route',
  target: 'Target',
  code: 'Reason',
  key: 'Order key',
};

interface EventFilterProps {
  readonly choice: Choice;
  readonly counts: readonly JsonObject[];
}

/** States with how many there are, and what narrows them; types, routes and targets are offered as they are there. */
export function EventFilter({ choice: { state, filters }, counts }: EventFilterProps): JSX.Element {
  const countOf = (wanted: string): number =>
    counts.filter((count) => textOf(count, 'state') === wanted).reduce((sum, count) => sum + (numberOf(count, 'count') ?? 0), 0);
  return (
    <div class="stack">
      <div class="row" role="group" aria-label="State">
        {[undefined, ...STUCK].map((one) => (
          <button key={one ?? ''} type="button" class="button" aria-pressed={state === one} onClick={() => setQuery({ state: one })}>
            {one ?? 'all'} <strong>{one === undefined ? STUCK.reduce((sum, each) => sum + countOf(each), 0) : countOf(one)}</strong>
          </button>
        ))}
      </div>
      <form class="event-filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
        {FILTERS.map((name) => (
          <Field key={name} label={LABELS[name]}>
            {(ties) => (
              <>
                <FilterInput {...ties} value={filters[name] ?? ''} list={`${ties.id}-list`} onChoose={(value) => setQuery({ [name]: value })} />
                <datalist id={`${ties.id}-list`}>
                  {[...new Set(counts.flatMap((count) => textOf(count, name) ?? []))].map((value) => (
                    <option key={value} value={value} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
        ))}
      </form>
    </div>
  );
}

interface FilterInputProps extends ControlTies {
  readonly value: string;
  readonly list: string;
  readonly onChoose: (value: string) => void;
}

/** What is being typed is not held by the state, so it stays while other things of the page come anew; a new address goes before it. */
function FilterInput({ value, onChoose, ...rest }: FilterInputProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current !== null) input.current.value = value;
  }, [value]);
  return <input {...rest} ref={input} onChange={({ currentTarget }) => onChoose(currentTarget.value.trim())} />;
}

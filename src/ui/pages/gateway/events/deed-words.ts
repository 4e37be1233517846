import type { GatewayLine } from '../../../../core/gateway-resources.ts';
import type { Deed } from './deed.ts';

export const DEED_NAMES: Readonly<Record<Deed['kind'], string>> = { rejudge: 'Re-judge', replay: 'Replay', discard: 'Discard' };

/** What became of an entry that was to be replayed. */
const OUTCOMES: Readonly<Record<string, string>> = {
  replayed: 'wait for delivery',
  moved_on: 'stay as they are: their order key has moved on',
  parked: 'are parked: their order key has moved on',
  still_invalid: 'stay held: they are not valid',
  unreadable: 'cannot be read',
  gone: 'were gone already',
};

/** A summary as sentences. */
export function summaryWords({ kind, judged, wouldPass, wouldFail, counts, discarded, cursor }: GatewayLine): readonly string[] {
  if (kind !== 'summary') return [];
  const more = cursor === undefined ? [] : ['There is more than one request does: do it again for the rest.'];
  if (typeof discarded === 'number') return [`${count(discarded)} discarded.`, ...more];
  if (typeof judged === 'number') return [`${numberText(wouldPass)} of ${count(judged)} would pass, ${numberText(wouldFail)} would not.`, ...more];
  const outcomes = Object.entries(Object(counts) as Readonly<Record<string, number>>);
  if (outcomes.length === 0) return ['Nothing matched any more.'];
  return [...outcomes.map(([outcome, many]) => `${many.toLocaleString('en')} ${OUTCOMES[outcome] ?? outcome}.`), ...more];
}

export function outcomeWords(outcome: string): string {
  return OUTCOMES[outcome] ?? outcome;
}

function count(events: number): string {
  return `${events.toLocaleString('en')} event${events === 1 ? '' : 's'}`;
}

function numberText(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en') : '?';
}

import { wordsOf } from '../../../containment/index.ts';
import type { JsonObject } from '../../../core/json/value.ts';
import type { Random } from '../../../core/seeded-random.ts';
import { formatText, WORDS } from '../format-texts.ts';

/** A text that the keywords of all `facets` probably take. */
export function makeText(facets: readonly JsonObject[], random: Random): string {
  const min = Math.max(0, ...numbersOf(facets, 'minLength'));
  const max = Math.min(Infinity, ...numbersOf(facets, 'maxLength'));
  const format = facets.map(({ format: named }) => named).find((named) => typeof named === 'string');
  const pattern = facets.map(({ pattern: source }) => source).find((source) => typeof source === 'string');
  const text = pattern === undefined ? formatText(format ?? '', random) : (random.pick(wordsOf(pattern, 8)) ?? '');
  if (pattern !== undefined || (text !== undefined && fits(text, min, max))) return text ?? '';
  return sized(words(random), min, max);
}

function fits(text: string, min: number, max: number): boolean {
  const { length } = [...text];
  return length >= min && length <= max;
}

/** A schema may ask for texts that are longer than a text can be. */
const MAX_LENGTH = 2 ** 24;

function sized(text: string, min: number, max: number): string {
  const long = text.length < min ? text.padEnd(Math.min(min, MAX_LENGTH), 'abcdefghij') : text;
  return long.length > max ? long.slice(0, max) : long;
}

function words(random: Random): string {
  return Array.from({ length: random.whole(1, 2) }, () => random.pick(WORDS) ?? '').join(' ');
}

/** A number that the bounds of all `facets` take where they leave one; whole unless `isWhole` is false. */
export function makeNumber(facets: readonly JsonObject[], random: Random, { isWhole }: { readonly isWhole: boolean }): number {
  const step = numbersOf(facets, 'multipleOf').reduce((least, factor) => Math.max(least, factor), isWhole ? 1 : 0);
  const unit = step === 0 ? 0.01 : step;
  const low = Math.max(...numbersOf(facets, 'minimum'), ...numbersOf(facets, 'exclusiveMinimum').map((bound) => bound + unit));
  const high = Math.min(...numbersOf(facets, 'maximum'), ...numbersOf(facets, 'exclusiveMaximum').map((bound) => bound - unit));
  const from = Number.isFinite(low) ? low : Math.min(0, Number.isFinite(high) ? high - 100 * unit : 0);
  const to = Number.isFinite(high) ? high : from + 1_000 * unit;
  const [first, last] = [Math.ceil(from / unit), Math.floor(to / unit)];
  // Where doubles are further apart than the unit there is nothing to count.
  if (first > last || !Number.isFinite(first)) return finite(from);
  const index = random.whole(first, Math.min(last, first + 1_000_000));
  // A division for what is less than one, since 3 × 0.1 is no 0.3.
  return finite(unit >= 1 ? index * unit : index / Math.round(1 / unit));
}

/** JSON has no other numbers. */
function finite(number: number): number {
  return Number.isNaN(number) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, number));
}

function numbersOf(facets: readonly JsonObject[], keyword: string): number[] {
  return facets.flatMap((facet) => (typeof facet[keyword] === 'number' ? [facet[keyword]] : []));
}

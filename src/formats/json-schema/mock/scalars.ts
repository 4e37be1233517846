import { wordsOf } from '../../../containment/index.ts';
import type { JsonObject } from '../../../core/json/value.ts';
import type { Random } from '../../../core/seeded-random.ts';

const WORDS = 'amber birch cedar delta ember fable grove harbor indigo juniper kelp lumen maple north orbit pebble quartz river slate tundra'.split(
  ' ',
);

/** A text that the keywords of all `facets` probably take. */
export function makeText(facets: readonly JsonObject[], random: Random): string {
  const min = Math.max(0, ...numbersOf(facets, 'minLength'));
  const max = Math.min(Infinity, ...numbersOf(facets, 'maxLength'));
  const format = facets.map(({ format: named }) => named).find((named) => typeof named === 'string');
  const pattern = facets.map(({ pattern: source }) => source).find((source) => typeof source === 'string');
  const text = pattern === undefined ? formatted(format ?? '', random) : (random.pick(wordsOf(pattern, 8)) ?? '');
  if (pattern !== undefined || (text !== undefined && fits(text, min, max))) return text ?? '';
  return sized(words(random), min, max);
}

function fits(text: string, min: number, max: number): boolean {
  const { length } = [...text];
  return length >= min && length <= max;
}

function sized(text: string, min: number, max: number): string {
  const long = text.length < min ? text.padEnd(min, 'abcdefghij') : text;
  return long.length > max ? long.slice(0, max) : long;
}

function words(random: Random): string {
  return Array.from({ length: random.whole(1, 2) }, () => random.pick(WORDS) ?? '').join(' ');
}

function formatted(format: string, random: Random): string | undefined {
  return (Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined)?.(random);
}

const word = (random: Random): string => random.pick(WORDS) ?? '';
const date = (random: Random): string => new Date(Date.UTC(2020, 0, 1) + random.whole(0, 3_650) * 86_400_000).toISOString().slice(0, 10);
const time = (random: Random): string => new Date(random.whole(0, 86_399) * 1_000).toISOString().slice(11, 19);
const hex = (random: Random, length: number): string => Array.from({ length }, () => random.whole(0, 15).toString(16)).join('');
const hostname = (random: Random): string => `${word(random)}.example`;

const FORMATS: Readonly<Record<string, (random: Random) => string>> = {
  date,
  time: (random) => `${time(random)}Z`,
  'date-time': (random) => `${date(random)}T${time(random)}Z`,
  duration: (random) => `PT${random.whole(1, 59)}M`,
  email: (random) => `${word(random)}@${hostname(random)}`,
  'idn-email': (random) => `${word(random)}@${hostname(random)}`,
  hostname,
  'idn-hostname': hostname,
  ipv4: (random) => `192.0.2.${random.whole(1, 254)}`,
  ipv6: (random) => `2001:db8::${hex(random, 3)}`,
  uri: (random) => `https://${hostname(random)}/${word(random)}`,
  iri: (random) => `https://${hostname(random)}/${word(random)}`,
  'uri-reference': (random) => `/${word(random)}/${word(random)}`,
  'iri-reference': (random) => `/${word(random)}/${word(random)}`,
  'uri-template': (random) => `/${word(random)}/{id}`,
  uuid: (random) => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  'json-pointer': (random) => `/${word(random)}`,
  'relative-json-pointer': (random) => `${random.whole(0, 3)}/${word(random)}`,
  regex: (random) => `^${word(random)}$`,
};

/** A number that the bounds of all `facets` take where they leave one; whole unless `isWhole` is false. */
export function makeNumber(facets: readonly JsonObject[], random: Random, { isWhole }: { readonly isWhole: boolean }): number {
  const step = numbersOf(facets, 'multipleOf').reduce((least, factor) => Math.max(least, factor), isWhole ? 1 : 0);
  const unit = step === 0 ? 0.01 : step;
  const low = Math.max(...numbersOf(facets, 'minimum'), ...numbersOf(facets, 'exclusiveMinimum').map((bound) => bound + unit));
  const high = Math.min(...numbersOf(facets, 'maximum'), ...numbersOf(facets, 'exclusiveMaximum').map((bound) => bound - unit));
  const from = Number.isFinite(low) ? low : Math.min(0, Number.isFinite(high) ? high - 100 * unit : 0);
  const to = Number.isFinite(high) ? high : from + 1_000 * unit;
  const [first, last] = [Math.ceil(from / unit), Math.floor(to / unit)];
  if (first > last) return from;
  // A division, since 3 × 0.1 is no 0.3.
  const index = random.whole(first, Math.min(last, first + 1_000_000));
  return Number.isInteger(unit) ? index * unit : index / Math.round(1 / unit);
}

function numbersOf(facets: readonly JsonObject[], keyword: string): number[] {
  return facets.flatMap((facet) => (typeof facet[keyword] === 'number' ? [facet[keyword]] : []));
}

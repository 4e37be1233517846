import { isMultiple } from '../form/multiple.ts';
import { highest, lowest, type Shape } from '../form/shape.ts';
import { codePointLength } from '../language/code-points.ts';

/** One plausible text per format, so that witnesses read like events; the second is there for `uniqueItems` and `not`. */
const FORMAT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  date: ['2024-01-31', '2024-02-01'],
  time: ['12:00:00Z', '13:00:00Z'],
  'date-time': ['2024-01-31T12:00:00Z', '2024-02-01T12:00:00Z'],
  duration: ['P1D', 'PT1H'],
  email: ['a@example.com', 'b@example.com'],
  hostname: ['example.com', 'example.org'],
  ipv4: ['192.0.2.1', '192.0.2.2'],
  ipv6: ['2001:db8::1', '2001:db8::2'],
  uri: ['https://example.com/', 'https://example.org/'],
  'uri-reference': ['/a', '/b'],
  iri: ['https://example.com/', 'https://example.org/'],
  'iri-reference': ['/a', '/b'],
  'uri-template': ['/{a}', '/{b}'],
  uuid: ['00000000-0000-4000-8000-000000000000', '00000000-0000-4000-8000-000000000001'],
  'json-pointer': ['/a', '/b'],
  'relative-json-pointer': ['0', '1/a'],
  regex: ['a', 'b'],
};

const PLAIN_TEXTS = [
  '',
  'a',
  'b',
  'A',
  '0',
  '1',
  ' ',
  '-',
  'aa',
  'ab',
  'abc',
  'a b',
  'é',
  '漢',
  '😀',
  '\n',
  'https://example.com/',
  'a@example.com',
  '2024-01-31T12:00:00Z',
  '!',
  'true',
];
const PLAIN_NUMBERS = [0, 1, -1, 2, 3, 10, 100, -100, 1000, 1_000_000, 0.5, 1.5, -0.5, 0.25];
const MAX_TEXT = 20_000;

/** Texts that may be in `shape`, to be checked: formats, words of its patterns, plain ones stretched to its length. */
export function textCandidates({ patterns, formats, length, nots }: Shape, wordsOf: (source: string) => readonly string[]): string[] {
  const refused = nots.flatMap((term) => (term.kind === 'pattern' ? wordsOf(term.source) : []));
  const words = patterns.flatMap((source) => wordsOf(source));
  const base = [...formats.flatMap((name) => FORMAT_TEXTS[name] ?? []), ...words, ...PLAIN_TEXTS, ...refused];
  const min = Math.min(length.min, MAX_TEXT);
  const max = Math.min(length.max, MAX_TEXT);
  const stretched = base.flatMap((text) => [stretch(text, min, max), ...(length.max < MAX_TEXT ? [stretch(text, max, max)] : [])]);
  const fitting = [...new Set([...base, ...stretched])].filter((text) => codePointLength(text) >= length.min && codePointLength(text) <= length.max);
  // A plain text that says nothing is the last choice, not the first.
  return length.min === 0 && patterns.length === 0 && formats.length === 0 ? ['a', ...fitting.filter((text) => text !== 'a')] : fitting;
}

function stretch(text: string, min: number, max: number): string {
  const characters = [...text];
  if (characters.length > max) return characters.slice(0, max).join('');
  const last = characters.at(-1) ?? 'a';
  return characters.length >= min ? text : text + last.repeat(min - characters.length);
}

/** Numbers that may be in `shape`, to be checked: its bounds and their neighbours, multiples near them, plain ones. */
export function numberCandidates({ min, max, divisors }: Shape): number[] {
  const [low, high] = [min?.value, max?.value];
  const near = [low, high].flatMap((bound) => (bound === undefined ? [] : [bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5, bound * 2]));
  const middle = low !== undefined && high !== undefined ? [(low + high) / 2, low + (high - low) / 4] : [];
  const whole = [lowest(min), highest(max)].filter(Number.isFinite);
  const base = [...PLAIN_NUMBERS, ...whole, ...near, ...middle];
  const multiples = divisors.flatMap((divisor) => base.flatMap((number) => multiplesNear(number, divisor)));
  const coarse = divisors.length > 1 ? [divisors.reduce((a, b) => a * b, 1)] : [];
  return [...new Set([...(divisors.length > 0 ? [...coarse, ...multiples] : []), ...base])].filter(
    (number) => Number.isFinite(number) && fits(number, divisors),
  );
}

function multiplesNear(number: number, divisor: number): number[] {
  const times = Math.round(number / divisor);
  return [times - 1, times, times + 1].map((factor) => factor * divisor).filter(Number.isFinite);
}

function fits(number: number, divisors: readonly number[]): boolean {
  return divisors.every((divisor) => isMultiple(number, divisor));
}

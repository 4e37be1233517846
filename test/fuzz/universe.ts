import fc from 'fast-check';
import { Decimal } from '../../src/core/json/decimal.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import { instances } from '../containment/laws-generator.ts';

const NUMBERS = [
  0, -0, 1, 2, 3, 4, -1, 0.5, 1.5, 2.5, 0.1, 0.3, 0.30000000000000004, 0.7, 1e21, 1e-7, 9007199254740992, 1e5, 1e20, 100, 5e-324,
  1.7976931348623157e308,
];
const EXACT = ['0.1000000000000000055', '9007199254740993', '1.0000000000000000001', '1e400', '1.0', '1e0', '-0.0', '1e-400'].map((text) =>
  Decimal.parse(text),
);
const TEXTS = [
  '',
  'a',
  'b',
  'c',
  'ab',
  'ba',
  'aa',
  'abab',
  'A',
  'é',
  '😀',
  '😀😀',
  'a😀',
  '\ud800',
  '\udc00a',
  '\u2028',
  '\n',
  'a\n',
  '\r\n',
  '1',
  '_',
  'a b',
  'xab',
  '٣',
  '0',
];
const FORMATTED = [
  '2024-02-29',
  '2023-02-29',
  '12:00:00Z',
  '2024-02-29T12:00:00Z',
  '2d0f6a1e-1d7c-4ab4-9d5b-0a3c1a7e2f11',
  '1.2.3.4',
  '::1',
  'a@b',
  'a.b',
  'http://a',
  '/a/b',
  '(',
  'YQ==',
];

const SCALARS: readonly ExactValue[] = [null, true, false, ...NUMBERS, ...EXACT, ...TEXTS, ...FORMATTED];
const FEW: readonly JsonValue[] = [null, true, 0, 1, 2, 'a', 'b', [], {}, { a: 1 }];
const FEWER: readonly JsonValue[] = [0, 1, 'a', {}, [1]];

const pairsOf = <T>(values: readonly T[]): T[][] => values.flatMap((one) => values.map((other) => [one, other]));

function objectsOver(names: readonly string[], values: readonly JsonValue[]): JsonValue[] {
  return names.reduce<JsonValue[]>(
    (objects, name) => objects.flatMap((object) => [object, ...values.map((value) => ({ ...(object as object), [name]: value }))]),
    [{}],
  );
}

/** Small values, the same for all. */
const COMMON: readonly ExactValue[] = [
  ...SCALARS,
  ...SCALARS.map((value) => [value] as ExactValue),
  ...pairsOf(FEW),
  ...pairsOf(FEWER).flatMap((pair) => FEWER.map((last) => [...pair, last])),
  ...objectsOver(['a', 'b'], FEW),
  ...objectsOver(['a', 'b', 'c'], FEWER.slice(0, 3)),
  ...objectsOver(['ab', 'x', 'a'], [0, 'a']),
  ...TEXTS.map((name) => ({ [name]: 1 })),
  ...pairsOf(TEXTS.slice(0, 14)).map(([a, b]) => ({ [a as string]: 'a', [b as string]: 1 })),
];

const MAX_POOL = 400;

/**
 * Values by which proofs are tried: small ones, random ones, and those by which others were refuted, which are the hardest to
 * come by.
 */
export class Universe {
  readonly #pool: JsonValue[] = [];
  #random: readonly JsonValue[] = [];

  /** Draw other random values. */
  renew(seed: number): void {
    this.#random = fc.sample(instances, { seed, numRuns: 150 });
  }

  learn(witness: JsonValue): void {
    if (this.#pool.length < MAX_POOL) this.#pool.push(witness);
    else this.#pool[Math.abs(hashOf(JSON.stringify(witness))) % MAX_POOL] = witness;
  }

  values(): readonly ExactValue[] {
    return [...COMMON, ...this.#random, ...this.#pool];
  }
}

function hashOf(text: string): number {
  let hash = 7;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) | 0;
  return hash;
}

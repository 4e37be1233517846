import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideContainment } from '../../src/containment/index.ts';
import { matchDistinct } from '../../src/containment/solve/distinct.ts';
import type { JsonValue } from '../../src/core/json/value.ts';

const match = (places: readonly (readonly string[])[]): readonly string[] | undefined =>
  matchDistinct(places, { textOf: (text) => text, spend: () => {} });

test.each<readonly [string, readonly (readonly string[])[], readonly string[] | undefined]>([
  ['no place at all', [], []],
  ['one each', [['a'], ['b']], ['a', 'b']],
  ['who has no choice goes first', [['a', 'b'], ['a']], ['b', 'a']],
  ['a chain of exchanges', [['a', 'b'], ['a', 'c'], ['a']], ['b', 'c', 'a']],
  ['two for one', [['a'], ['a']], undefined],
  [
    'three for two',
    [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ],
    undefined,
  ],
  ['a place without candidates', [['a'], []], undefined],
])('%s', (_, places, expected) => expect(match(places)).toEqual(expected));

function isPossible([first, ...others]: readonly (readonly string[])[], taken: ReadonlySet<string> = new Set()): boolean {
  return first === undefined || first.some((text) => !taken.has(text) && isPossible(others, new Set([...taken, text])));
}

test('a matching is found exactly where there is one', () => {
  const places = fc.array(fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { maxLength: 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(places, (lists) => {
      const found = match(lists);
      expect(found !== undefined).toBe(isPossible(lists));
      expect(new Set(found).size).toBe(found?.length ?? 0);
      expect((found ?? []).every((text, place) => lists[place]?.includes(text))).toBe(true);
    }),
  );
});

test('places that share their candidates are matched in near linear time', () => {
  const shared = Array.from({ length: 2_000 }, (_, index) => String(index));
  let steps = 0;
  const places = shared.map(() => shared);
  expect(matchDistinct(places, { textOf: (text) => text, spend: (count) => (steps += count) })).toHaveLength(2_000);
  expect(steps).toBeLessThan(10_000);
});

const LETTERS = [...'abcdefghijkl'];
const EACH_LETTER: JsonValue = LETTERS.map((letter) => ({ contains: { const: letter } }));
const OTHERS: JsonValue = [{ contains: { type: 'string' } }, { contains: { type: 'integer' } }, { contains: { minLength: 2 } }];
/** Booleans, and arrays of three different ones of its own kind. */
const threes = (...more: JsonValue[]): { readonly [keyword: string]: JsonValue } => ({
  items: { $ref: '#/$defs/own' },
  minItems: 3,
  $defs: { own: { anyOf: [{ type: 'boolean' }, { type: 'array', uniqueItems: true, minItems: 3, items: { $ref: '#/$defs/own' } }, ...more] } },
});

/** What arrays without duplicates hold, and whether there are such arrays. */
const ARRAYS: readonly (readonly [string, { readonly [keyword: string]: JsonValue }, boolean])[] = [
  ['thousands of booleans', { items: { type: 'boolean' }, minItems: 5_000 }, false],
  ['more of twelve letters than there are, each of them asked for', { contains: { enum: LETTERS }, minContains: 13, allOf: EACH_LETTER }, false],
  ['all of twelve letters, each of them asked for', { contains: { enum: LETTERS }, minContains: 12, allOf: EACH_LETTER }, true],
  ['more of twelve letters than there are, beside other values', { contains: { enum: LETTERS }, minContains: 13, allOf: OTHERS }, false],
  ['all of twelve letters, beside other values', { contains: { enum: LETTERS }, minContains: 12, allOf: OTHERS }, true],
  ['each of twelve letters in eleven items, which may be numbers', { allOf: EACH_LETTER, maxItems: 11 }, false],
  ['a thirteenth value that only the first item may be', { prefixItems: [true], items: { enum: LETTERS }, minItems: 13 }, true],
  ['a fourteenth value where the first item may be any', { prefixItems: [true], items: { enum: LETTERS }, minItems: 14 }, false],
  ['three of what is a boolean or three of the same kind', threes(), false],
  ['three of what is a boolean, null or three of the same kind', threes({ type: 'null' }), true],
  ['three of what is a boolean or an array of the same kind, of three or at most one', threes({ maxItems: 1, items: { $ref: '#/$defs/own' } }), true],
];

test.each(ARRAYS)('%s', (_, keywords, exists) => {
  const dialect = 'draft-2020-12';
  const { kind } = decideContainment({ schema: { type: 'array', uniqueItems: true, ...keywords }, dialect }, { schema: false, dialect });
  expect(kind).toBe(exists ? 'not_contained' : 'contained');
});

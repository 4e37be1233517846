import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchDistinct } from '../../src/containment/solve/distinct.ts';

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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addNumbers, hasNumber, type NumberRange } from '../../src/core/number-ranges.ts';

const ROWS: readonly (readonly [ranges: readonly NumberRange[], numbers: readonly number[], joined: readonly NumberRange[]])[] = [
  [[], [], []],
  [[], [3, 1, 2], [[1, 3]]],
  [
    [[1, 2]],
    [4],
    [
      [1, 2],
      [4, 4],
    ],
  ],
  [
    [
      [1, 2],
      [4, 5],
    ],
    [3],
    [[1, 5]],
  ],
  [[[1, 5]], [2, 2, 5], [[1, 5]]],
];
for (const [ranges, numbers, joined] of ROWS) {
  test(`${JSON.stringify(ranges)} and ${JSON.stringify(numbers)} are ${JSON.stringify(joined)}`, () =>
    expect(addNumbers(ranges, numbers)).toEqual(joined));
}

test('ranges hold the numbers that were added and no others, and are apart', () => {
  const number = fc.integer({ min: 1, max: 30 });
  fc.assert(
    fc.property(fc.array(fc.array(number)), (batches) => {
      const ranges = batches.reduce<readonly NumberRange[]>(addNumbers, []);
      const wanted = new Set(batches.flat());
      for (let each = 0; each <= 31; each += 1) expect(hasNumber(ranges, each)).toBe(wanted.has(each));
      expect(ranges.slice(1).every(([first], index) => first > (ranges[index]?.[1] ?? 0) + 1)).toBe(true);
    }),
  );
});

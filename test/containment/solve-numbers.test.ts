import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMultiple } from '../../src/containment/form/multiple.ts';
import { NUMBER, TYPE } from '../../src/containment/form/term.ts';
import { numbersOf, type NumberGoal } from '../../src/containment/solve/numbers.ts';

interface Found {
  readonly numbers: readonly number[];
  readonly isAll: boolean;
}

function search(goal: Partial<NumberGoal>, count = 200): Found {
  const found = numbersOf({ mask: NUMBER, min: undefined, max: undefined, divisors: [], refused: [], ...goal });
  const numbers: number[] = [];
  for (let next = found.next(); ; next = found.next()) {
    if (next.done === true) return { numbers, isAll: next.value };
    numbers.push(next.value);
    if (numbers.length >= count) return { numbers, isAll: false };
  }
}

const at = (value: number, isOpen = false): { readonly value: number; readonly isOpen: boolean } => ({ value, isOpen });

const rows: readonly { readonly title: string; readonly goal: Partial<NumberGoal>; readonly found: Found }[] = [
  { title: 'no number between crossing bounds', goal: { min: at(2), max: at(1) }, found: { numbers: [], isAll: true } },
  { title: 'no number in an open point', goal: { min: at(1, true), max: at(1) }, found: { numbers: [], isAll: true } },
  { title: 'one number in a closed point', goal: { min: at(0.1), max: at(0.1) }, found: { numbers: [0.1], isAll: true } },
  {
    title: 'whole numbers in an open range',
    goal: { mask: TYPE.integer, min: at(0, true), max: at(3, true) },
    found: { numbers: [1, 2], isAll: true },
  },
  { title: 'a common multiple', goal: { divisors: [4, 6], min: at(1), max: at(30) }, found: { numbers: [12, 24], isAll: true } },
  { title: 'tenths', goal: { divisors: [0.1], min: at(0.25), max: at(0.45) }, found: { numbers: [0.3, 0.4], isAll: true } },
  { title: 'a multiple that is refused as a whole', goal: { divisors: [6], refused: [3] }, found: { numbers: [], isAll: true } },
  {
    title: 'broken multiples of a half',
    goal: { mask: TYPE.fraction, divisors: [0.5], min: at(0), max: at(2) },
    found: { numbers: [0.5, 1.5], isAll: true },
  },
  {
    title: 'nothing in the middle of two neighbours',
    goal: { mask: TYPE.integer, min: at(1, true), max: at(2, true) },
    found: { numbers: [], isAll: true },
  },
];

for (const { title, goal, found } of rows) test(title, () => expect(search(goal)).toEqual(found));

test('a number is found beyond any that are tried one by one', () => {
  const { numbers } = search({ mask: TYPE.integer, min: at(1), refused: [2, 3, 5, 7, 11, 13, 17, 19, 23] }, 3);
  expect(numbers.every((number) => [2, 3, 5, 7, 11, 13, 17, 19, 23].every((divisor) => number % divisor !== 0))).toBe(true);
  expect(numbers).toHaveLength(3);
});

test.each([
  { title: 'whole numbers', goal: { mask: TYPE.integer, min: at(1e308, true) } },
  { title: 'any numbers', goal: { min: at(1e300, true) } },
  { title: 'negative ones', goal: { mask: TYPE.integer, max: at(-1e200, true) } },
  { title: 'multiples', goal: { divisors: [7], min: at(1e100) } },
  { title: 'multiples of a large number', goal: { divisors: [3e300], min: at(4e300) } },
  { title: 'those that are no multiples', goal: { mask: TYPE.integer, min: at(1e40), refused: [3] } },
  { title: 'those with more than few digits', goal: { mask: TYPE.integer, min: at(123456789012345680), refused: [1000] } },
  { title: 'negative ones with more than few digits', goal: { divisors: [3], max: at(-123456789012345680), refused: [4] } },
  { title: 'those that no power of ten divides', goal: { divisors: [3], min: at(1e20), refused: [100_000] } },
])('far from zero, $title are found at once', ({ goal }) => {
  const { numbers } = search(goal, 3);
  expect(numbers).toHaveLength(3);
  const { min = at(-Infinity), max = at(Infinity), divisors = [], refused = [] }: Partial<NumberGoal> = goal;
  const fits = (number: number): boolean => divisors.every((of) => isMultiple(number, of)) && !refused.some((of) => isMultiple(number, of));
  expect(numbers.every((number) => number >= min.value && number <= max.value && fits(number))).toBe(true);
});

test('a point far from zero is one number', () => {
  expect(search({ mask: TYPE.integer, min: at(1e20), max: at(1e20) })).toEqual({ numbers: [1e20], isAll: true });
});

test('a range between fractions is never empty', () => {
  const { numbers } = search({ mask: TYPE.fraction, min: at(1e-9, true), max: at(1.1e-9, true) }, 5);
  expect(numbers.every((number) => number > 1e-9 && number < 1.1e-9)).toBe(true);
  expect(numbers).toHaveLength(5);
});

const quarters = fc.integer({ min: -20, max: 20 }).map((number) => number / 4);
const divisor = fc.constantFrom(0.25, 0.5, 0.75, 1, 1.5, 2, 3);
const candidates = Array.from({ length: 401 }, (_, index) => (index - 200) / 40);

test('the numbers that are found are those that fit, and none is missing where all are said to be there', () => {
  fc.assert(
    fc.property(
      fc.record({
        mask: fc.constantFrom(NUMBER, TYPE.integer, TYPE.fraction),
        min: fc.record({ value: quarters, isOpen: fc.boolean() }),
        max: fc.record({ value: quarters, isOpen: fc.boolean() }),
        divisors: fc.array(divisor, { maxLength: 2 }),
        refused: fc.array(divisor, { maxLength: 2 }),
      }),
      (goal) => {
        const { mask, min, max, divisors, refused } = goal;
        const fits = (number: number): boolean =>
          (min.isOpen ? number > min.value : number >= min.value) &&
          (max.isOpen ? number < max.value : number <= max.value) &&
          divisors.every((each) => isMultiple(number, each)) &&
          !refused.some((each) => isMultiple(number, each)) &&
          (mask & (Number.isInteger(number) ? TYPE.integer : TYPE.fraction)) !== 0;
        const { numbers, isAll } = search(goal);
        expect(numbers.filter((number) => !fits(number))).toEqual([]);
        expect(new Set(numbers).size === numbers.length || !isAll).toBe(true);
        if (isAll) for (const number of candidates.filter(fits)) expect(numbers).toContain(number);
        expect(numbers.length > 0 || !candidates.some(fits)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

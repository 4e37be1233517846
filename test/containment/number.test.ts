import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNumbers, type ExactNumber, isInteger, isMultipleOf, numberKey } from '../../src/containment/number/exact.ts';
import { Decimal } from '../../src/core/json/decimal.ts';

function exact(literal: string): ExactNumber {
  return Decimal.parse(literal);
}

describe('isMultipleOf()', () => {
  const rows: readonly [value: ExactNumber, divisor: ExactNumber, is: boolean][] = [
    [0.3, 0.1, true],
    [4.35, 0.01, true],
    [1.005, 0.01, false],
    [1e308, 0.5, true],
    [1e308, 3, false],
    [-9, 3, true],
    [0, 7, true],
    [-0, 7, true],
    [0.75, 0.5, false],
    [5e-324, 5e-324, true],
    [exact('9007199254740993'), 3, true],
    [exact('9007199254740993'), 2, false],
    [exact('1e1000000000'), 1024, true],
    [exact('1e1000000000'), 7, false],
    [exact('7e1000000000'), 7, true],
    [1, exact('1e-1000000000'), true],
    [exact('1e-1000000000'), 1, false],
  ];
  for (const [value, divisor, is] of rows) test(`${String(value)} of ${String(divisor)}: ${is}`, () => expect(isMultipleOf(value, divisor)).toBe(is));

  test('agrees with BigInt on scaled integers', () => {
    const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const positive = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(integer, positive, fc.integer({ min: -40, max: 40 }), (value, divisor, scale) => {
        const scaled = (number: bigint): ExactNumber => exact(`${number}e${scale}`);
        expect(isMultipleOf(scaled(value), scaled(divisor))).toBe(value % divisor === 0n);
      }),
    );
  });
});

describe('compareNumbers()', () => {
  const rows: readonly [a: ExactNumber, b: ExactNumber, sign: number][] = [
    [1, 2, -1],
    [exact('9007199254740993'), 9007199254740992, 1],
    [exact('1e400'), 1e308, 1],
    [exact('-1e400'), -1e308, -1],
    [exact('1e-400'), 0, 1],
    [exact('-1e-400'), 0, -1],
    [exact('0.1'), 0.1, 0],
    [exact('12.5'), 13, -1],
  ];
  for (const [a, b, sign] of rows) test(`${String(a)} and ${String(b)}: ${sign}`, () => expect(Math.sign(compareNumbers(a, b))).toBe(sign));

  test('agrees with BigInt', () => {
    const integer = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        expect(Math.sign(compareNumbers(exact(String(a)), exact(String(b))))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

const INTEGERS: readonly [value: ExactNumber, is: boolean][] = [
  [1, true],
  [1e300, true],
  [1.5, false],
  [exact('1e400'), true],
  [exact('1e-400'), false],
  [exact('9007199254740993'), true],
];
for (const [value, is] of INTEGERS) test(`isInteger(${String(value)}) is ${is}`, () => expect(isInteger(value)).toBe(is));

test('equal numbers share their key, whatever they are written as', () => {
  expect(numberKey(exact('1.0'))).toBe(numberKey(1));
  expect(numberKey(-0)).toBe(numberKey(0));
  expect(numberKey(exact('1e400'))).toBe(numberKey(exact('10e399')));
  expect(numberKey(exact('9007199254740993'))).not.toBe(numberKey(9007199254740992));
});

import type { JsonValue } from '../../core/json/value.ts';
import { isMultiple } from '../form/multiple.ts';
import { highest, isSafe, lowest, type Bound, type Shape } from '../form/shape.ts';
import { NUMBER, TYPE, type Term, type TermOf } from '../form/term.ts';

/** Whether every number or string of `shape` is in the atom. `types` are the types that the shape may have. */
export function scalarAtomHolds(shape: Shape, types: number, atom: Term): boolean {
  const isWhole = (types & TYPE.fraction) === 0;
  switch (atom.kind) {
    case 'min':
      return isAbove(shape, atom) || (isWhole && areSafe(shape.min, boundOf(atom)) && lowest(shape.min) >= lowest(boundOf(atom)));
    case 'max':
      return isBelow(shape, atom) || (isWhole && areSafe(shape.max, boundOf(atom)) && highest(shape.max) <= highest(boundOf(atom)));
    case 'multiple':
      return isMultipleOf(shape, isWhole, atom.divisor);
    case 'length':
      return shape.length.min >= atom.min && shape.length.max <= atom.max;
    case 'pattern':
      return shape.patterns.includes(atom.source);
    case 'format':
      return shape.formats.includes(atom.name);
    default:
      return false;
  }
}

function boundOf({ bound, isOpen }: TermOf<'min'> | TermOf<'max'>): Bound {
  return { value: bound, isOpen };
}

function areSafe(a: Bound | undefined, b: Bound): boolean {
  return isSafe(a) && isSafe(b);
}

function isAbove({ min }: Shape, atom: TermOf<'min'>): boolean {
  return min !== undefined && (min.value > atom.bound || (min.value === atom.bound && (min.isOpen || !atom.isOpen)));
}

function isBelow({ max }: Shape, atom: TermOf<'max'>): boolean {
  return max !== undefined && (max.value < atom.bound || (max.value === atom.bound && (max.isOpen || !atom.isOpen)));
}

function isMultipleOf({ divisors }: Shape, isWhole: boolean, divisor: number): boolean {
  if (isWhole && isMultiple(1, divisor)) return true;
  if (divisors.some((known) => isMultiple(known, divisor))) return true;
  const common = commonMultiple(divisors);
  return common !== undefined && isMultiple(common, divisor);
}

/** The least number that every common multiple of the whole ones among `divisors` is a multiple of. */
function commonMultiple(divisors: readonly number[]): number | undefined {
  const whole = divisors.filter((divisor) => Number.isInteger(divisor) && divisor < 2 ** 20);
  if (whole.length === 0) return undefined;
  const common = whole.reduce((a, b) => (a / greatestDivisor(a, b)) * b, 1);
  return Number.isSafeInteger(common) ? common : undefined;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

const MAX_VALUES = 256;

/** A list that has every value of `shape`, where a short one exists. */
export function finiteValues(shape: Shape): readonly JsonValue[] | undefined {
  const { mask, values, length, size, count } = shape;
  if (values !== undefined) return values;
  const lists = [
    (mask & TYPE.string) === 0 ? [] : length.max === 0 ? [''] : undefined,
    (mask & TYPE.array) === 0 ? [] : size.max === 0 ? [[]] : undefined,
    (mask & TYPE.object) === 0 ? [] : count.max === 0 ? [{}] : undefined,
    (mask & TYPE.null) === 0 ? [] : [null],
    (mask & TYPE.boolean) === 0 ? [] : [false, true],
    (mask & NUMBER) === 0 ? [] : numbersOf(shape),
  ];
  return lists.every((list) => list !== undefined) ? lists.flat(1) : undefined;
}

function numbersOf({ mask, min, max }: Shape): readonly number[] | undefined {
  if (min === undefined || max === undefined) return undefined;
  if ((mask & TYPE.fraction) !== 0) return min.value === max.value ? [min.value] : undefined;
  const [low, high] = [lowest(min), highest(max)];
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || high - low >= MAX_VALUES) return undefined;
  return Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => low + index);
}

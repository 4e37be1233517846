import { Decimal } from '../../core/json/decimal.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { compareNumbers, isExactNumber, numberKey } from '../number/exact.ts';

/** Narrow to an object: not an array, null or `Decimal`. */
export function isObject(value: ExactValue | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

/** Narrow to an array; `Array.isArray` alone loses the type of the items of a readonly array. */
export function isArray(value: ExactValue | undefined): value is readonly ExactValue[] {
  return Array.isArray(value);
}

/** Equality of JSON: numbers by value (1 = 1.0), objects without order. Linear. */
export function equalJson(a: ExactValue, b: ExactValue): boolean {
  if (isExactNumber(a)) return isExactNumber(b) && compareNumbers(a, b) === 0;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index] as ExactValue));
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] as ExactValue, b[name] as ExactValue))
  );
}

/** A text that two values share exactly if they are equal; for sets of values. */
export function valueKey(value: ExactValue): string {
  if (isExactNumber(value)) return numberKey(value);
  if (isArray(value)) return `[${value.map(valueKey).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${valueKey(value[name] as ExactValue)}`).join(',')}}`;
}

import { Decimal } from '../../../core/json/decimal.ts';
import type { ExactValue } from '../../../core/json/value.ts';
import { isInteger } from '../../number/exact.ts';
import { isArray } from '../equality.ts';
import { ALWAYS, NEVER, type Test } from './test.ts';

/** What a subschema asks of the values of each type; what it asks of all of them comes last. */
export interface ByType {
  readonly string: Test;
  readonly number: Test;
  readonly boolean: Test;
  readonly null: Test;
  readonly array: Test;
  readonly object: Test;
  readonly rest: Test;
}

/** The part of `tests` that `type` lets through. */
export function restrict(tests: ByType, type: ExactValue | undefined): ByType {
  if (type === undefined) return tests;
  const names = new Set(isArray(type) ? type : [type]);
  const keep = (name: keyof ByType): Test => (names.has(name) ? tests[name] : NEVER);
  return {
    string: keep('string'),
    number: names.has('number') ? tests.number : names.has('integer') ? integersOnly(tests.number) : NEVER,
    boolean: keep('boolean'),
    null: keep('null'),
    array: keep('array'),
    object: keep('object'),
    rest: tests.rest,
  };
}

function integersOnly(test: Test): Test {
  const isWhole: Test = (instance) => isInteger(instance as number | Decimal);
  return test === ALWAYS ? isWhole : (instance) => isWhole(instance) && test(instance);
}

/** One test of the parts. The frequent subschemas, which name one type or two and little else, have a short one. */
export function dispatch(tests: ByType): Test {
  const { string, number, boolean, null: none, array, object, rest } = tests;
  if (rest === ALWAYS) {
    const short = shortTest(tests);
    if (short !== undefined) return short;
  }
  return (instance) => {
    switch (typeof instance) {
      case 'string':
        return string(instance) && rest(instance);
      case 'number':
        return number(instance) && rest(instance);
      case 'boolean':
        return boolean(instance) && rest(instance);
      default:
        if (instance === null) return none(instance) && rest(instance);
        if (Array.isArray(instance)) return array(instance) && rest(instance);
        return (instance instanceof Decimal ? number : object)(instance) && rest(instance);
    }
  };
}

const TYPES = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const;

function shortTest(tests: ByType): Test | undefined {
  const open = TYPES.filter((type) => tests[type] !== NEVER);
  const mayBeNull = open.includes('null') && tests.null === ALWAYS;
  const [type, ...others] = open.filter((name) => name !== 'null');
  if (type === undefined || others.length > 0 || (open.includes('null') && !mayBeNull))
    return open.length === TYPES.length ? freeTest(tests) : undefined;
  const test = tests[type];
  switch (type) {
    case 'string':
      if (test === ALWAYS) return mayBeNull ? (value) => typeof value === 'string' || value === null : (value) => typeof value === 'string';
      return mayBeNull ? (value) => (typeof value === 'string' ? test(value) : value === null) : (value) => typeof value === 'string' && test(value);
    case 'number':
      if (mayBeNull) return (value) => (typeof value === 'number' || value instanceof Decimal ? test(value) : value === null);
      return (value) => (typeof value === 'number' || value instanceof Decimal) && test(value);
    case 'boolean':
      return mayBeNull
        ? (value) => (typeof value === 'boolean' ? test(value) : value === null)
        : (value) => typeof value === 'boolean' && test(value);
    case 'array':
      return mayBeNull ? (value) => (Array.isArray(value) ? test(value) : value === null) : (value) => Array.isArray(value) && test(value);
    case 'object':
      return (value) =>
        value === null ? mayBeNull : typeof value === 'object' && !Array.isArray(value) && !(value instanceof Decimal) && test(value);
  }
}

function freeTest(tests: ByType): Test | undefined {
  return TYPES.every((type) => tests[type] === ALWAYS) ? ALWAYS : undefined;
}

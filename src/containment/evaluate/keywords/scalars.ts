import type { ExactValue } from '../../../core/json/value.ts';
import { codePointLength } from '../../language/code-points.ts';
import { compareNumbers, type ExactNumber, isExactNumber, isMultipleOf, numberKey } from '../../number/exact.ts';
import { Decimal } from '../../../core/json/decimal.ts';
import { assertion, surfaceUnits, typeUnits, type PlanKeyword } from '../check.ts';
import type { Run } from '../run.ts';
import { formatTest } from '../formats.ts';

export const planMaximum: PlanKeyword = bound('maximum', 'above_maximum', 'at most', (order) => order <= 0);
export const planMinimum: PlanKeyword = bound('minimum', 'below_minimum', 'at least', (order) => order >= 0);
export const planExclusiveMaximum: PlanKeyword = bound('exclusiveMaximum', 'above_exclusive_maximum', 'less than', (order) => order < 0);
export const planExclusiveMinimum: PlanKeyword = bound('exclusiveMinimum', 'below_exclusive_minimum', 'more than', (order) => order > 0);

export const planMultipleOf: PlanKeyword = numeric('multipleOf', 'not_multiple', 'a multiple of', isMultipleOf, divisionUnits);

/** What are not two small integers are divided as decimals, digit by digit. */
function divisionUnits(instance: ExactValue, divisor: ExactNumber): number {
  if (instance instanceof Decimal) return DECIMAL_UNITS + instance.digits.length / 4;
  return typeof instance !== 'number' || (Number.isSafeInteger(instance) && Number.isSafeInteger(divisor)) ? 1 : DECIMAL_UNITS;
}

const DECIMAL_UNITS = 60;

function bound(keyword: string, code: string, words: string, holds: (order: number) => boolean): PlanKeyword {
  return numeric(keyword, code, words, (instance, limit) => holds(compareNumbers(instance, limit)));
}

type Holds = (instance: ExactNumber, limit: ExactNumber) => boolean;
type Units = (instance: ExactValue, limit: ExactNumber) => number;

function numeric(keyword: string, code: string, words: string, holds: Holds, units: Units = surfaceUnits): PlanKeyword {
  return (node, value) => {
    if (!isExactNumber(value)) return undefined;
    const test = (instance: ExactValue): boolean => !isExactNumber(instance) || holds(instance, value);
    const says = `${words} ${numberKey(value)}`;
    return assertion({ node, keyword, code, says, expected: value, test, units: (instance) => units(instance, value) });
  };
}

export const planMaxLength: PlanKeyword = (node, value) => {
  if (!isExactNumber(value)) return undefined;
  // A text has at least half as many code points as UTF-16 units, and at most as many.
  const test = (instance: ExactValue): boolean =>
    typeof instance !== 'string' || compareNumbers(instance.length, value) <= 0 || compareNumbers(codePointLength(instance), value) <= 0;
  return assertion({ node, keyword: 'maxLength', code: 'too_long', says: `at most ${numberKey(value)} characters`, expected: value, test });
};

export const planMinLength: PlanKeyword = (node, value) => {
  if (!isExactNumber(value)) return undefined;
  const test = (instance: ExactValue): boolean => typeof instance !== 'string' || compareNumbers(codePointLength(instance), value) >= 0;
  return assertion({ node, keyword: 'minLength', code: 'too_short', says: `at least ${numberKey(value)} characters`, expected: value, test });
};

export const planPattern: PlanKeyword = (node, value, { patterns }) => {
  if (typeof value !== 'string') return undefined;
  const matches = patterns.get(value);
  const test = (instance: ExactValue, run: Run): boolean => typeof instance !== 'string' || matches(instance, run.effort);
  return assertion({
    node,
    keyword: 'pattern',
    code: 'pattern_mismatch',
    says: `a match of the pattern ${JSON.stringify(value)}`,
    expected: value,
    test,
    units: typeUnits,
  });
};

export const planFormat: PlanKeyword = (node, value, { assertsFormats, patterns }) => {
  if (typeof value !== 'string' || !(assertsFormats || node.resource.reading.assertsFormats)) return undefined;
  const holds = formatTest(value, patterns);
  if (holds === undefined) return undefined;
  const test = (instance: ExactValue, run: Run): boolean => typeof instance !== 'string' || holds(instance, run.effort);
  const says = `the format ${value}`;
  return assertion({ node, keyword: 'format', code: 'format_mismatch', says, expected: value, test, units: typeUnits });
};

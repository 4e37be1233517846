import type { ExactValue } from '../../../core/json/value.ts';
import { compareNumbers, type ExactNumber, isExactNumber, isMultipleOf, numberKey } from '../../number/exact.ts';
import { assertion, type PlanKeyword } from '../check.ts';
import { isLinear } from '../../language/pattern.ts';
import { formatTest } from '../formats.ts';
import { codePointLength } from '../report.ts';

export const planMaximum: PlanKeyword = bound('maximum', 'above_maximum', 'at most', (order) => order <= 0);
export const planMinimum: PlanKeyword = bound('minimum', 'below_minimum', 'at least', (order) => order >= 0);
export const planExclusiveMaximum: PlanKeyword = bound('exclusiveMaximum', 'above_exclusive_maximum', 'less than', (order) => order < 0);
export const planExclusiveMinimum: PlanKeyword = bound('exclusiveMinimum', 'below_exclusive_minimum', 'more than', (order) => order > 0);

export const planMultipleOf: PlanKeyword = numeric('multipleOf', 'not_multiple', 'a multiple of', isMultipleOf);

function bound(keyword: string, code: string, words: string, holds: (order: number) => boolean): PlanKeyword {
  return numeric(keyword, code, words, (instance, limit) => holds(compareNumbers(instance, limit)));
}

function numeric(keyword: string, code: string, words: string, holds: (instance: ExactNumber, limit: ExactNumber) => boolean): PlanKeyword {
  return (node, value) => {
    if (!isExactNumber(value)) return undefined;
    const test = (instance: ExactValue): boolean => !isExactNumber(instance) || holds(instance, value);
    return assertion({ node, keyword, code, says: `${words} ${numberKey(value)}`, expected: value, test });
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
  const test = (instance: ExactValue): boolean => typeof instance !== 'string' || matches(instance);
  return assertion({
    node,
    keyword: 'pattern',
    code: 'pattern_mismatch',
    says: `a match of the pattern ${JSON.stringify(value)}`,
    expected: value,
    test,
    unitsPerCharacter: isLinear(value) ? 1 / 8 : LOOKING_UNITS,
  });
};

// Lookaround is matched on sets of places: linear as well, but at some half a microsecond a character.
const LOOKING_UNITS = 40;

export const planFormat: PlanKeyword = (node, value, { assertsFormats, patterns }) => {
  if (typeof value !== 'string' || !(assertsFormats || node.resource.reading.assertsFormats)) return undefined;
  const holds = formatTest(value, patterns);
  if (holds === undefined) return undefined;
  const test = (instance: ExactValue): boolean => typeof instance !== 'string' || holds(instance);
  return assertion({ node, keyword: 'format', code: 'format_mismatch', says: `the format ${value}`, expected: value, test });
};

import type { ExactValue } from '../../../core/json/value.ts';
import { compareNumbers, isExactNumber, numberKey } from '../../number/exact.ts';
import { assertion, spendDeep, typeUnits, type PlanKeyword } from '../check.ts';
import { isArray, isObject, valueKey } from '../equality.ts';
import type { Run } from '../run.ts';

export const planMaxItems: PlanKeyword = size('maxItems', 'too_many_items', 'at most', 'items', itemCount, (order) => order <= 0);
export const planMinItems: PlanKeyword = size('minItems', 'too_few_items', 'at least', 'items', itemCount, (order) => order >= 0);
export const planMaxProperties: PlanKeyword = size('maxProperties', 'too_many_properties', 'at most', 'members', memberCount, (order) => order <= 0);
export const planMinProperties: PlanKeyword = size('minProperties', 'too_few_properties', 'at least', 'members', memberCount, (order) => order >= 0);

type Count = (instance: ExactValue, run: Run) => number | undefined;

function size(keyword: string, code: string, words: string, unit: string, count: Count, holds: (order: number) => boolean): PlanKeyword {
  return (node, value) => {
    if (!isExactNumber(value)) return undefined;
    const test = (instance: ExactValue, run: Run): boolean => {
      const found = count(instance, run);
      return found === undefined || holds(compareNumbers(found, value));
    };
    return assertion({ node, keyword, code, says: `${words} ${numberKey(value)} ${unit}`, expected: value, test });
  };
}

function itemCount(instance: ExactValue): number | undefined {
  return isArray(instance) ? instance.length : undefined;
}

function memberCount(instance: ExactValue, run: Run): number | undefined {
  return isObject(instance) ? run.countMembers(instance) : undefined;
}

export const planUniqueItems: PlanKeyword = (node, value) => {
  if (value !== true) return undefined;
  return assertion({
    node,
    keyword: 'uniqueItems',
    code: 'items_not_unique',
    says: 'items that all differ',
    expected: true,
    test: hasUniqueItems,
    units: typeUnits,
  });
};

function hasUniqueItems(instance: ExactValue, { effort }: Run): boolean {
  if (!isArray(instance)) return true;
  spendDeep(instance, effort);
  return new Set(instance.map(valueKey)).size === instance.length;
}

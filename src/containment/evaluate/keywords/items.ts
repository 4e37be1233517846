import type { ExactValue } from '../../../core/json/value.ts';
import { compareNumbers, isExactNumber, numberKey } from '../../number/exact.ts';
import { childList, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Check, Plan, PlanKeyword } from '../check.ts';
import { isArray } from '../equality.ts';
import type { Marks } from '../marks.ts';
import { below, type Place, type Report } from '../report.ts';
import type { Run } from '../run.ts';

export const planPrefixItems: PlanKeyword = (node, _, context) => {
  const plans = childList(node, 'prefixItems').map((child) => context.planOf(child));
  return itemsCheck('prefixItems', { from: 0, planAt: (index) => plans[index] });
};

/** An array before 2020-12: positions; else the items after the positions. */
export const planItems: PlanKeyword = (node, _, context) => {
  const plans = childList(node, 'items').map((child) => context.planOf(child));
  if (plans.length > 0) return itemsCheck('items', { from: 0, planAt: (index) => plans[index] });
  const child = childSchema(node, 'items');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return itemsCheck('items', { from: childList(node, 'prefixItems').length, planAt: () => plan });
};

/** Means something only beside an array at `items`. */
export const planAdditionalItems: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'additionalItems');
  if (child === undefined || node.children.get('items')?.kind !== 'list') return undefined;
  const plan = context.planOf(child);
  return itemsCheck('additionalItems', { from: childList(node, 'items').length, planAt: () => plan });
};

export const planUnevaluatedItems: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'unevaluatedItems');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return {
    test: (instance, run, marks) => {
      if (!isArray(instance)) return true;
      spendOnItems(instance, run);
      const isValid = instance.every((item, index) => !isLeft(marks, index) || plan.test(item, run, undefined));
      if (isValid) marks?.addPrefix(instance.length);
      return isValid;
    },
    explain: (instance, report, at) => {
      spendOnItems(instance, report.run);
      for (const [index, item] of isArray(instance) ? instance.entries() : []) {
        if (isLeft(at.marks, index)) explainItem(plan, item, report, () => below(at, index, 'unevaluatedItems'));
      }
    },
  };
};

function isLeft(marks: Marks | undefined, index: number): boolean {
  return marks?.hasItem(index) !== true;
}

/** `contains` with the counts beside it. From 2020-12 on the items it accepts count as evaluated. */
export const planContains: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'contains');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  const { min, max } = containsBounds(node);
  const marksItems = node.resource.reading.dialect === 'draft-2020-12';
  const count = (items: readonly ExactValue[], run: Run, marks: Marks | undefined): number => {
    let found = 0;
    run.effort.spend(items.length * ITEM_UNITS);
    for (const [index, item] of items.entries()) {
      if (!plan.test(item, run, undefined)) continue;
      found += 1;
      if (marksItems) marks?.addItem(index);
    }
    return found;
  };
  const isTooFew = (found: number): boolean => compareNumbers(found, min) < 0;
  return {
    test: (instance, run, marks) => {
      if (!isArray(instance)) return true;
      const found = count(instance, run, marks);
      return !isTooFew(found) && (max === undefined || compareNumbers(found, max) <= 0);
    },
    explain: (instance, report, at) => {
      const found = isArray(instance) ? count(instance, report.run, undefined) : 0;
      const [keyword, code, words, limit] = isTooFew(found)
        ? ([minKeyword(node), 'contains_too_few', 'at least', min] as const)
        : (['maxContains', 'contains_too_many', 'at most', max ?? 0] as const);
      const says = `${words} ${numberKey(limit)} items that the schema of \`contains\` accepts (${found} are)`;
      report.add({ node, keyword, code, says, expected: limit }, instance, at);
    },
  };
};

function minKeyword(node: SchemaNode): string {
  return typeof node.schema === 'object' && Object.hasOwn(node.schema, 'minContains') ? 'minContains' : 'contains';
}

/** @internal */
export function containsBounds({ schema }: SchemaNode): { readonly min: number; readonly max: number | undefined } {
  const [min, max] = typeof schema === 'object' ? [schema['minContains'], schema['maxContains']] : [];
  return { min: isExactNumber(min) ? min : 1, max: isExactNumber(max) ? max : undefined };
}

// Of the plan, with the mark that it may leave.
const ITEM_UNITS = 4;

function spendOnItems(instance: ExactValue, { effort }: Run): void {
  if (isArray(instance)) effort.spend(instance.length * ITEM_UNITS);
}

interface Governed {
  /** The first index that the keyword governs. */
  readonly from: number;
  readonly planAt: (index: number) => Plan | undefined;
}

function itemsCheck(keyword: string, { from, planAt }: Governed): Check {
  return {
    test: (instance, run, marks) => {
      if (!isArray(instance)) return true;
      let index = from;
      for (let plan = planAt(index); index < instance.length && plan !== undefined; plan = planAt(index)) {
        run.effort.spend(1);
        if (!plan.test(instance[index] as ExactValue, run, undefined)) return false;
        index += 1;
      }
      marks?.addPrefix(index);
      return true;
    },
    explain: (instance, report, at) => {
      spendOnItems(instance, report.run);
      for (const [index, item] of isArray(instance) ? instance.entries() : []) {
        const plan = index < from ? undefined : planAt(index);
        if (plan !== undefined) explainItem(plan, item, report, () => below(at, index, keyword));
      }
    },
  };
}

function explainItem(plan: Plan, item: ExactValue, report: Report, at: () => Place): void {
  if (!report.isFull && !plan.test(item, report.run, undefined)) plan.explain(item, report, at());
}

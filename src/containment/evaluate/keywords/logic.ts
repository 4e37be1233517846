import type { ExactValue } from '../../../core/json/value.ts';
import { childList, childMap, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Check, Plan, PlanContext, PlanKeyword } from '../check.ts';
import { isObject } from '../equality.ts';
import { Marks } from '../marks.ts';
import type { Place, Report } from '../report.ts';
import { RulesByName } from '../rules-by-name.ts';
import type { Run } from '../run.ts';
import { closestBranch, type Union } from '../closest-branch.ts';
import { namesIfPresent } from './names.ts';

export const planAllOf: PlanKeyword = (node, _, context) => {
  const plans = childList(node, 'allOf').map((child) => context.planOf(child));
  return everyCheck('allOf', (_instance, run) => {
    run.effort.spend(1 + plans.length);
    return plans;
  });
};

export const planAnyOf: PlanKeyword = (node, _, context) => {
  const plans = childList(node, 'anyOf').map((child) => context.planOf(child));
  const says = `a value that one of the ${plans.length} schemas of \`anyOf\` accepts`;
  return {
    // With marks every branch counts: each may have evaluated something.
    test: (instance, run, marks) => {
      run.effort.spend(plans.length);
      return marks === undefined
        ? plans.some((plan) => plan.test(instance, run, undefined))
        : plans.filter((plan) => testFork(plan, instance, run, marks)).length > 0;
    },
    explain: (instance, report, at) => {
      report.add({ node, keyword: 'anyOf', code: 'any_of_unmatched', says, expected: plans.length }, instance, at);
      closestBranch({ node, keyword: 'anyOf', plans, outlines: context.outlines }, instance, report, at);
    },
  };
};

export const planOneOf: PlanKeyword = (node, _, context) => {
  const plans = childList(node, 'oneOf').map((child) => context.planOf(child));
  const matching = (instance: ExactValue, run: Run, marks: Marks | undefined): number[] =>
    plans.flatMap((plan, index) => (testFork(plan, instance, run, marks) ? [index] : []));
  return {
    test: (instance, run, marks) => {
      run.effort.spend(plans.length);
      if (marks !== undefined) return matching(instance, run, marks).length === 1;
      let count = 0;
      for (const plan of plans) if (count < 2 && plan.test(instance, run, undefined)) count += 1;
      return count === 1;
    },
    explain: (instance, report, at) => {
      const matched = matching(instance, report.run, undefined);
      explainOneOf({ node, keyword: 'oneOf', plans, outlines: context.outlines, matched }, instance, report, at);
    },
  };
};

function explainOneOf(
  { matched, ...union }: Union & { readonly matched: readonly number[] },
  ...[instance, report, at]: Parameters<Check['explain']>
): void {
  const { node, plans } = union;
  const says = `a value that exactly one of the ${plans.length} schemas of \`oneOf\` accepts`;
  if (matched.length > 0) {
    const which = `${says} (those at ${matched.join(', ')} do)`;
    report.add({ node, keyword: 'oneOf', code: 'one_of_ambiguous', says: which, expected: 1, branches: matched }, instance, at);
    return;
  }
  report.add({ node, keyword: 'oneOf', code: 'one_of_unmatched', says, expected: 1 }, instance, at);
  closestBranch(union, instance, report, at);
}

export const planNot: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'not');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return {
    // Annotations below `not` are dropped, but `unevaluated*` inside it needs its own, which its plan keeps.
    test: (instance, run) => !plan.test(instance, run, undefined),
    explain: (instance, report, at) =>
      report.add(
        { node, keyword: 'not', code: 'not_matched', says: 'a value that the schema of `not` refuses', expected: child.schema },
        instance,
        at,
      ),
  };
};

export const planIf: PlanKeyword = (node, _, context) => {
  const condition = childSchema(node, 'if');
  if (condition === undefined) return undefined;
  const plan = context.planOf(condition);
  const [yes, no] = (['then', 'else'] as const).map((keyword) => planOptional(childSchema(node, keyword), context));
  const branch = (instance: ExactValue, run: Run, marks: Marks | undefined): Plan | undefined => (testFork(plan, instance, run, marks) ? yes : no);
  return {
    test: (instance, run, marks) => branch(instance, run, marks)?.test(instance, run, marks) ?? true,
    explain: (instance, report, at) => {
      const chosen = branch(instance, report.run, undefined);
      chosen?.explain(instance, report, { ...at, via: chosen === yes ? 'then' : 'else' });
    },
  };
};

export const planDependentSchemas: PlanKeyword = (node, _, context) => dependentCheck(node, 'dependentSchemas', context);

/** Before 2019-09: schemas and arrays of names in one keyword. */
export const planDependencies: PlanKeyword = (node, value, context) => {
  const names = namesIfPresent(node, value, 'dependencies');
  const schemas = dependentCheck(node, 'dependencies', context);
  return {
    test: (instance, run, marks) => (names === undefined || names.test(instance, run, marks)) && schemas.test(instance, run, marks),
    explain: (instance, report, at) => {
      if (names?.test(instance, report.run, undefined) === false) names.explain(instance, report, at);
      schemas.explain(instance, report, at);
    },
  };
};

function dependentCheck(node: SchemaNode, keyword: string, context: PlanContext): Check {
  const plans = new RulesByName([...childMap(node, keyword)].map(([name, child]) => [name, context.planOf(child)]));
  return everyCheck(keyword, (instance, run) => (isObject(instance) ? plans.of(instance, run) : []));
}

/** All the selected subschemas judge the instance. */
function everyCheck(keyword: string, select: (instance: ExactValue, run: Run) => readonly Plan[]): Check {
  return {
    test: (instance, run, marks) => select(instance, run).every((plan) => plan.test(instance, run, marks)),
    explain: (instance, report, at) => {
      for (const plan of select(instance, report.run)) explainInPlace(plan, instance, report, { ...at, via: keyword });
    },
  };
}

function explainInPlace(plan: Plan, instance: ExactValue, report: Report, at: Place): void {
  if (!report.isFull && !plan.test(instance, report.run, undefined)) plan.explain(instance, report, at);
}

/** Judge by a subschema that may fail without harm: what it evaluated counts only if it does not. */
function testFork(plan: Plan, instance: ExactValue, run: Run, marks: Marks | undefined): boolean {
  if (marks === undefined) return plan.test(instance, run, undefined);
  const own = new Marks();
  const isValid = plan.test(instance, run, own);
  if (isValid) run.merge(marks, own);
  return isValid;
}

function planOptional(node: SchemaNode | undefined, context: PlanContext): Plan | undefined {
  return node === undefined ? undefined : context.planOf(node);
}

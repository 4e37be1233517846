import type { ExactObject, ExactValue } from '../../../core/json/value.ts';
import type { Matcher } from '../../language/pattern.ts';
import { childMap, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Check, Plan, PlanContext, PlanKeyword } from '../check.ts';
import { isObject } from '../equality.ts';
import { below, type Place, type Report } from '../report.ts';
import type { Effort } from '../../../core/effort.ts';
import type { Marks } from '../marks.ts';
import { memberUnits, type Run } from '../run.ts';

/** Calls `visit` with the members that a keyword governs until it answers false; false if it did. */
type EachMember = (instance: ExactObject, visit: (name: string, plan: Plan) => boolean, effort: Effort) => boolean;

export const planProperties: PlanKeyword = (node, _, context) => {
  const children = childMap(node, 'properties');
  // In the order of the schema, so that findings are.
  const check = membersCheck('properties', (instance, visit, effort) => {
    effort.spend(children.size);
    for (const [name, child] of children) if (Object.hasOwn(instance, name) && !visit(name, context.planOf(child))) return false;
    return true;
  });
  return {
    explain: (instance, report, at) => check.explain(instance, report, at),
    test: (instance, run, marks) => {
      if (!isObject(instance)) return true;
      if (run.countMembers(instance) > children.size) return check.test(instance, run, marks);
      spendOnMembers(instance, run);
      for (const name in instance) {
        const child = children.get(name);
        if (child === undefined || !Object.hasOwn(instance, name)) continue;
        if (!context.planOf(child).test(instance[name] as ExactValue, run, undefined)) return false;
        marks?.addName(name);
      }
      return true;
    },
  };
};

export const planPatternProperties: PlanKeyword = (node, _, context) => {
  const plans = [...childMap(node, 'patternProperties')].map(([source, child]) => ({
    matches: context.patterns.get(source),
    plan: context.planOf(child),
  }));
  return membersCheck('patternProperties', (instance, visit, effort) => {
    for (const name of Object.keys(instance)) {
      effort.spend(plans.length * LOOK_UP_UNITS);
      for (const { matches, plan } of plans) if (matches(name, effort) && !visit(name, plan)) return false;
    }
    return true;
  });
};

export const planAdditionalProperties: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'additionalProperties');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  const isAdditional = additionalTest(node, context);
  return membersCheck('additionalProperties', (instance, visit, effort) => {
    for (const name in instance) if (isAdditional(name, effort) && Object.hasOwn(instance, name) && !visit(name, plan)) return false;
    return true;
  });
};

/** `unevaluatedProperties` looks at the marks that all keywords beside it left. */
export const planUnevaluatedProperties: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'unevaluatedProperties');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return {
    test: (instance, run, marks) => {
      spendOnMembers(instance, run);
      const isValid = unevaluatedNames(instance, marks).every((name) => plan.test((instance as ExactObject)[name] as ExactValue, run, undefined));
      if (isValid && isObject(instance)) marks?.addAllNames();
      return isValid;
    },
    explain: (instance, report, at) => {
      spendOnMembers(instance, report.run);
      for (const name of unevaluatedNames(instance, at.marks))
        explainMember({ name, plan, keyword: 'unevaluatedProperties' }, instance as ExactObject, report, at);
    },
  };
};

function unevaluatedNames(instance: ExactValue, marks: Marks | undefined): string[] {
  return isObject(instance) ? Object.keys(instance).filter((name) => marks?.hasName(name) !== true) : [];
}

export const planPropertyNames: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'propertyNames');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return {
    test: (instance, run) => {
      spendOnMembers(instance, run);
      return !isObject(instance) || Object.keys(instance).every((name) => plan.test(name, run, undefined));
    },
    explain: (instance, report, at) => {
      spendOnMembers(instance, report.run);
      for (const name of isObject(instance) ? Object.keys(instance) : []) {
        if (report.isFull) return;
        if (plan.test(name, report.run, undefined)) continue;
        report.run.effort.spend(name.length * NAME_UNITS);
        const says = `member names that the schema of names accepts; ${JSON.stringify(name)} is not one`;
        report.add(
          { node, keyword: 'propertyNames', code: 'property_name_invalid', says, expected: child.schema },
          name,
          below(at, name, 'propertyNames'),
        );
      }
    },
  };
};

function additionalTest(node: SchemaNode, { patterns }: PlanContext): Matcher {
  const names = childMap(node, 'properties');
  const matchers = [...childMap(node, 'patternProperties').keys()].map((pattern) => patterns.get(pattern));
  return (name, effort) => {
    effort?.spend(1 + matchers.length * LOOK_UP_UNITS);
    return !names.has(name) && !matchers.some((matches) => matches(name, effort));
  };
}

// A name under a pattern, beside what the matcher spends; and a member, with the marks that it may leave.
const LOOK_UP_UNITS = 3;
const MEMBER_UNITS = 8;

// A character of a name, written into a pointer or a message.
const NAME_UNITS = 2;

/** For a list of the names, and a look at each. */
function spendOnMembers(instance: ExactValue, run: Run): void {
  if (isObject(instance)) run.effort.spend(memberUnits(run.countMembers(instance)) * MEMBER_UNITS);
}

function membersCheck(keyword: string, each: EachMember): Check {
  return {
    test: (instance, run, marks) => {
      if (!isObject(instance)) return true;
      spendOnMembers(instance, run);
      const visit = (name: string, plan: Plan): boolean => {
        if (!plan.test(instance[name] as ExactValue, run, undefined)) return false;
        marks?.addName(name);
        return true;
      };
      return each(instance, visit, run.effort);
    },
    explain: (instance, report, at) => {
      if (!isObject(instance)) return;
      spendOnMembers(instance, report.run);
      const visit = (name: string, plan: Plan): boolean => {
        explainMember({ name, plan, keyword }, instance, report, at);
        return !report.isFull;
      };
      each(instance, visit, report.run.effort);
    },
  };
}

function explainMember(
  { name, plan, keyword }: { readonly name: string; readonly plan: Plan; readonly keyword: string },
  instance: ExactObject,
  report: Report,
  at: Place,
): void {
  const value = instance[name] as ExactValue;
  if (report.isFull || plan.test(value, report.run, undefined)) return;
  report.run.effort.spend(name.length * NAME_UNITS);
  plan.explain(value, report, below(at, name, keyword));
}

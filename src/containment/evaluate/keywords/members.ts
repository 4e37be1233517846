import type { ExactObject, ExactValue } from '../../../core/json/value.ts';
import { childMap, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Check, Plan, PlanContext, PlanKeyword } from '../check.ts';
import { isObject } from '../equality.ts';
import { below, type Place, type Report } from '../report.ts';
import type { Run } from '../run.ts';
import type { Marks } from '../marks.ts';

/** The members that a keyword governs, each with the subschema for its value. */
type Select = (instance: ExactObject) => Iterable<readonly [name: string, plan: Plan]>;

export const planProperties: PlanKeyword = (node, _, context) => {
  const plans = [...childMap(node, 'properties')].map(([name, child]) => [name, context.planOf(child)] as const);
  return membersCheck('properties', (instance) => plans.filter(([name]) => Object.hasOwn(instance, name)));
};

export const planPatternProperties: PlanKeyword = (node, _, context) => {
  const plans = [...childMap(node, 'patternProperties')].map(([pattern, child]) => [context.patterns.get(pattern), context.planOf(child)] as const);
  return membersCheck('patternProperties', (instance) =>
    Object.keys(instance).flatMap((name) => plans.filter(([matches]) => matches(name)).map(([, plan]) => [name, plan] as const)),
  );
};

export const planAdditionalProperties: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'additionalProperties');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  const isAdditional = additionalTest(node, context);
  return membersCheck('additionalProperties', (instance) =>
    Object.keys(instance).flatMap((name) => (isAdditional(name) ? [[name, plan] as const] : [])),
  );
};

/** `unevaluatedProperties` looks at the marks that all keywords beside it left. */
export const planUnevaluatedProperties: PlanKeyword = (node, _, context) => {
  const child = childSchema(node, 'unevaluatedProperties');
  if (child === undefined) return undefined;
  const plan = context.planOf(child);
  return {
    test: (instance, run, marks) => {
      const isValid = unevaluatedNames(instance, marks).every((name) => plan.test((instance as ExactObject)[name] as ExactValue, run, undefined));
      if (isValid && isObject(instance)) marks?.addAllNames();
      return isValid;
    },
    explain: (instance, report, at) => {
      for (const name of unevaluatedNames(instance, at.marks))
        explainMember([name, plan], instance as ExactObject, report, below(at, name, 'unevaluatedProperties'));
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
    test: (instance, run) => !isObject(instance) || Object.keys(instance).every((name) => plan.test(name, run, undefined)),
    explain: (instance, report, at) => {
      for (const name of isObject(instance) ? Object.keys(instance) : []) {
        if (plan.test(name, report.run, undefined)) continue;
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

function additionalTest(node: SchemaNode, { patterns }: PlanContext): (name: string) => boolean {
  const names = childMap(node, 'properties');
  const matchers = [...childMap(node, 'patternProperties').keys()].map((pattern) => patterns.get(pattern));
  return (name) => !names.has(name) && !matchers.some((matches) => matches(name));
}

function membersCheck(keyword: string, select: Select): Check {
  return {
    test: (instance, run, marks) => !isObject(instance) || testMembers(select, instance, run, marks),
    explain: (instance, report, at) => {
      if (!isObject(instance)) return;
      for (const member of select(instance)) explainMember(member, instance, report, below(at, member[0], keyword));
    },
  };
}

function testMembers(select: Select, instance: ExactObject, run: Run, marks: Marks | undefined): boolean {
  for (const [name, plan] of select(instance)) {
    if (!plan.test(instance[name] as ExactValue, run, undefined)) return false;
    marks?.addName(name);
  }
  return true;
}

function explainMember([name, plan]: readonly [string, Plan], instance: ExactObject, report: Report, at: Place): void {
  const value = instance[name] as ExactValue;
  if (!report.isFull && !plan.test(value, report.run, undefined)) plan.explain(value, report, at);
}

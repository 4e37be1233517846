import type { ExactObject, ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { Check, PlanKeyword } from '../check.ts';
import { isArray, isObject } from '../equality.ts';

export const planRequired: PlanKeyword = (node, value) => {
  const names = texts(value);
  const complain = { node, keyword: 'required', code: 'required_missing' };
  return namesCheck(
    (instance) => names.every((name) => Object.hasOwn(instance, name)),
    (instance) => missing(instance, names),
    (name) => ({ ...complain, says: `the member ${JSON.stringify(name)}`, expected: name }),
  );
};

export const planDependentRequired: PlanKeyword = (node, value) => namesIfPresent(node, value, 'dependentRequired');

/** @internal Also for the arrays of names in `dependencies`. */
export function namesIfPresent(node: Parameters<PlanKeyword>[0], value: JsonValue, keyword: string): Check | undefined {
  if (!isObject(value)) return undefined;
  const rules = Object.entries(value).map(([name, needed]) => ({ name, needed: texts(needed) }));
  const find = (instance: ExactObject): string[] => [
    ...new Set(rules.flatMap(({ name, needed }) => (Object.hasOwn(instance, name) ? missing(instance, needed) : []))),
  ];
  const complain = { node, keyword, code: 'dependent_required_missing' };
  const hasAll = (instance: ExactObject): boolean => find(instance).length === 0;
  return namesCheck(hasAll, find, (name) => {
    const because = rules.filter(({ needed }) => needed.includes(name)).map((rule) => JSON.stringify(rule.name));
    return { ...complain, says: `the member ${JSON.stringify(name)}, which goes with ${because.join(' or ')}`, expected: name };
  });
}

/** One finding for each name that `find` misses. */
function namesCheck(
  hasAll: (instance: ExactObject) => boolean,
  find: (instance: ExactObject) => string[],
  complaint: (name: string) => Parameters<Parameters<Check['explain']>[1]['add']>[0],
): Check {
  return {
    test: (instance) => !isObject(instance) || hasAll(instance),
    explain: (instance, report, at) => {
      for (const name of isObject(instance) ? find(instance) : []) report.add(complaint(name), instance, at);
    },
  };
}

function missing(instance: ExactObject, names: readonly string[]): string[] {
  return names.filter((name) => !Object.hasOwn(instance, name));
}

function texts(value: ExactValue): string[] {
  return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

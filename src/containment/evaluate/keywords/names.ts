import type { ExactObject, ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { Effort } from '../../../core/effort.ts';
import type { Check, PlanKeyword } from '../check.ts';
import { isArray, isObject } from '../equality.ts';

export const planRequired: PlanKeyword = (node, value) => {
  const names = texts(value);
  const complain = { node, keyword: 'required', code: 'required_missing' };
  return namesCheck(
    (instance, effort) => {
      const at = names.findIndex((name) => !Object.hasOwn(instance, name));
      effort.spend(1 + (at === -1 ? names.length : at));
      return at === -1;
    },
    (instance, effort) => missing(instance, names, effort),
    (name) => ({ ...complain, says: `the member ${JSON.stringify(name)}`, expected: name }),
  );
};

export const planDependentRequired: PlanKeyword = (node, value) => namesIfPresent(node, value, 'dependentRequired');

/** @internal Also for the arrays of names in `dependencies`. */
export function namesIfPresent(node: Parameters<PlanKeyword>[0], value: JsonValue, keyword: string): Check | undefined {
  if (!isObject(value)) return undefined;
  const rules = Object.entries(value).map(([name, needed]) => ({ name, needed: texts(needed) }));
  const find: Find = (instance, effort) => {
    effort.spend(1 + rules.length * RULE_UNITS);
    return [...new Set(rules.flatMap(({ name, needed }) => (Object.hasOwn(instance, name) ? missing(instance, needed, effort) : [])))];
  };
  const complain = { node, keyword, code: 'dependent_required_missing' };
  const hasAll = (instance: ExactObject, effort: Effort): boolean => find(instance, effort).length === 0;
  const all = rules.reduce((sum, { needed }) => sum + needed.length, rules.length);
  return namesCheck(hasAll, find, (name, effort) => {
    effort.spend(all);
    const because = rules.filter(({ needed }) => needed.includes(name)).map((rule) => JSON.stringify(rule.name));
    return { ...complain, says: `the member ${JSON.stringify(name)}, which goes with ${because.join(' or ')}`, expected: name };
  });
}

// A rule is looked up, and what it misses put into a list.
const RULE_UNITS = 3;

/** The names that are missing. */
type Find = (instance: ExactObject, effort: Effort) => string[];

/** One finding for each name that `find` misses. */
function namesCheck(
  hasAll: (instance: ExactObject, effort: Effort) => boolean,
  find: Find,
  complaint: (name: string, effort: Effort) => Parameters<Parameters<Check['explain']>[1]['add']>[0],
): Check {
  return {
    test: (instance, { effort }) => !isObject(instance) || hasAll(instance, effort),
    explain: (instance, report, at) => {
      const { effort } = report.run;
      for (const name of isObject(instance) ? find(instance, effort) : []) {
        if (report.isFull) return;
        report.add(complaint(name, effort), instance, at);
      }
    },
  };
}

function missing(instance: ExactObject, names: readonly string[], effort: Effort): string[] {
  effort.spend(names.length * RULE_UNITS);
  return names.filter((name) => !Object.hasOwn(instance, name));
}

function texts(value: ExactValue): string[] {
  return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

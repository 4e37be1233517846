import type { ExactObject, ExactValue, JsonValue } from '../../../core/json/value.ts';
import type { Check, PlanKeyword } from '../check.ts';
import { isArray, isObject } from '../equality.ts';
import { RulesByName } from '../rules-by-name.ts';
import type { Run } from '../run.ts';

export const planRequired: PlanKeyword = (node, value) => {
  const names = texts(value);
  const complain = { node, keyword: 'required', code: 'required_missing' };
  return namesCheck(
    (instance, { effort }) => {
      const at = names.findIndex((name) => !Object.hasOwn(instance, name));
      effort.spend(1 + (at === -1 ? names.length : at));
      return at === -1;
    },
    (instance, run) => missing(instance, names, run),
    (name) => ({ ...complain, says: `the member ${JSON.stringify(name)}`, expected: name }),
  );
};

export const planDependentRequired: PlanKeyword = (node, value) => namesIfPresent(node, value, 'dependentRequired');

/** @internal Also for the arrays of names in `dependencies`. */
export function namesIfPresent(node: Parameters<PlanKeyword>[0], value: JsonValue, keyword: string): Check | undefined {
  if (!isObject(value)) return undefined;
  const rules = new RulesByName(Object.entries(value).map(([name, needed]) => [name, { name, needed: texts(needed) }]));
  const find: Find = (instance, run) => [...new Set(rules.of(instance, run).flatMap(({ needed }) => missing(instance, needed, run)))];
  const complain = { node, keyword, code: 'dependent_required_missing' };
  const hasAll = (instance: ExactObject, run: Run): boolean =>
    rules.of(instance, run).every(({ needed }) => missing(instance, needed, run).length === 0);
  const all = rules.all.reduce((sum, { needed }) => sum + needed.length, rules.all.length);
  return namesCheck(hasAll, find, (name, { effort }) => {
    effort.spend(all);
    const because = rules.all.filter(({ needed }) => needed.includes(name)).map((rule) => JSON.stringify(rule.name));
    return { ...complain, says: `the member ${JSON.stringify(name)}, which goes with ${because.join(' or ')}`, expected: name };
  });
}

// A name is looked up, and put into a list where it is missing.
const NAME_UNITS = 3;

/** The names that are missing. */
type Find = (instance: ExactObject, run: Run) => string[];

/** One finding for each name that `find` misses. */
function namesCheck(
  hasAll: (instance: ExactObject, run: Run) => boolean,
  find: Find,
  complaint: (name: string, run: Run) => Parameters<Parameters<Check['explain']>[1]['add']>[0],
): Check {
  return {
    test: (instance, run) => !isObject(instance) || hasAll(instance, run),
    explain: (instance, report, at) => {
      for (const name of isObject(instance) ? find(instance, report.run) : []) {
        if (report.isFull) return;
        report.add(complaint(name, report.run), instance, at);
      }
    },
  };
}

function missing(instance: ExactObject, names: readonly string[], { effort }: Run): string[] {
  effort.spend(names.length * NAME_UNITS);
  return names.filter((name) => !Object.hasOwn(instance, name));
}

function texts(value: ExactValue): string[] {
  return isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

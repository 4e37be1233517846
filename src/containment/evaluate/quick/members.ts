import type { ExactObject, ExactValue } from '../../../core/json/value.ts';
import type { Matcher, PatternCache } from '../../language/pattern.ts';
import { childMap, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Meter } from './meter.ts';
import { ALWAYS, type Test } from './test.ts';

// For a name against a pattern, beside what the matcher spends.
const PATTERN_UNITS = 3;

interface Member {
  /** Undefined where `properties` does not name it. */
  readonly test: Test | undefined;
  readonly isRequired: boolean;
}

interface Patterned {
  readonly matches: Matcher;
  readonly test: Test;
}

export interface Surroundings {
  readonly testOf: (child: SchemaNode) => Test;
  readonly patterns: PatternCache;
  readonly meter: Meter;
}

/**
 * `required`, `properties`, `patternProperties` and `additionalProperties` in one walk over the members of an object. No
 * object has a name twice, so the required names are all there if as many were met.
 */
export function testMembers(node: SchemaNode, { testOf, patterns, meter }: Surroundings): Test {
  const members = memberTable(node, testOf);
  const required = [...members.values()].filter(({ isRequired }) => isRequired).length;
  const patterned = [...childMap(node, 'patternProperties')].map(([source, child]): Patterned => ({
    matches: patterns.get(source),
    test: testOf(child),
  }));
  const rest = childSchema(node, 'additionalProperties');
  const additional = rest === undefined ? ALWAYS : testOf(rest);
  if (members.size === 0 && patterned.length === 0 && additional === ALWAYS) return ALWAYS;
  return patterned.length === 0
    ? plainTest(members, required, additional, meter)
    : patternedTest({ members, required, patterned, additional, meter });
}

function memberTable(node: SchemaNode, testOf: (child: SchemaNode) => Test): Map<string, Member> {
  const properties = childMap(node, 'properties');
  const { required } = node.schema as { readonly required?: ExactValue };
  const names = new Set(Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []);
  const table = new Map<string, Member>();
  for (const [name, child] of properties) table.set(name, { test: testOf(child), isRequired: names.has(name) });
  for (const name of names) if (!table.has(name)) table.set(name, { test: undefined, isRequired: true });
  return table;
}

function plainTest(members: ReadonlyMap<string, Member>, required: number, additional: Test, meter: Meter): Test {
  return (instance) => {
    let met = 0;
    let seen = 0;
    // `in` walks the names without making a list of them; whether they are all the object's own was seen to before.
    for (const name in instance as ExactObject) {
      const member = members.get(name);
      seen += 1;
      if (member === undefined) {
        if (additional !== ALWAYS && !additional((instance as ExactObject)[name] as ExactValue)) return meter.failAmong(instance as ExactObject);
        continue;
      }
      if (member.isRequired) met += 1;
      if (!(member.test ?? additional)((instance as ExactObject)[name] as ExactValue)) return meter.failAmong(instance as ExactObject);
    }
    meter.spendMembers(seen);
    return met === required;
  };
}

interface Rules {
  readonly members: ReadonlyMap<string, Member>;
  readonly required: number;
  readonly patterned: readonly Patterned[];
  readonly additional: Test;
  readonly meter: Meter;
}

function patternedTest({ members, required, patterned, additional, meter }: Rules): Test {
  return (instance) => {
    let met = 0;
    meter.spendMembers(meter.countMembers(instance as ExactObject));
    for (const name in instance as ExactObject) {
      const value = (instance as ExactObject)[name] as ExactValue;
      const member = members.get(name);
      meter.spend(patterned.length * PATTERN_UNITS);
      if (member?.isRequired === true) met += 1;
      let isNamed = member?.test !== undefined;
      if (member?.test !== undefined && !member.test(value)) return false;
      for (const { matches, test } of patterned) {
        if (!matches(name, meter.effort)) continue;
        isNamed = true;
        if (!test(value)) return false;
      }
      if (!isNamed && !additional(value)) return false;
    }
    return met === required;
  };
}

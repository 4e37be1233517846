import { createHash } from 'node:crypto';
import type { SchemaNode } from '../../containment/index.ts';
import { unreachable } from '../../core/errors.ts';
import type { Unit } from './unit.ts';

/** One function of the generated code: all units that say the same, in whatever schemas they stand. */
export interface ValidatorFunction {
  /** Its name in the generated code. */
  readonly key: string;
  readonly unit: Unit;
  /** The keys of what the unit calls, in its order. */
  readonly calls: readonly string[];
  /** How many schemas need it. */
  readonly users: number;
}

export interface SharedUnits {
  readonly functions: readonly ValidatorFunction[];
  /** The key of a unit's function. */
  readonly keyOf: (node: SchemaNode) => string;
}

/**
 * Find the units that are one: those whose texts are equal and whose calls lead to units that are one. Starts from
 * equal texts and splits until nothing changes, so units that call themselves are compared rightly.
 */
export function shareUnits(schemas: readonly (readonly Unit[])[]): SharedUnits {
  const units = schemas.flat();
  let classes = numberBy(units, ({ schema }) => JSON.stringify(schema));
  for (let count = 0; count !== countOf(classes);) {
    count = countOf(classes);
    const before = classes;
    classes = numberBy(units, ({ node, calls }) => [node, ...calls].map((called) => before.get(called)).join(' '));
  }
  const first = new Map(units.toReversed().map((unit) => [classes.get(unit.node), unit]));
  const keys = new Map([...first].map(([number, unit]) => [number, `v${digestOf(unit, first, classes)}`]));
  const keyOf = (node: SchemaNode): string => keys.get(classes.get(node)) ?? unreachable('a unit without a class');
  const users = countUsers(schemas, classes);
  const functions = [...first].map(([number, unit]) => ({
    key: keyOf(unit.node),
    unit,
    calls: unit.calls.map(keyOf),
    users: users.get(number) ?? 0,
  }));
  return { functions: functions.toReversed(), keyOf };
}

/** What a unit and all that it calls say, so that its key depends on nothing else. */
function digestOf(unit: Unit, first: ReadonlyMap<number | undefined, Unit>, classes: Classes): string {
  const order = [classes.get(unit.node)];
  const hash = createHash('sha256');
  for (const number of order) {
    const { schema, calls } = first.get(number) ?? unreachable('a class without a unit');
    const called = calls.map((node) => classes.get(node));
    for (const next of called) if (!order.includes(next)) order.push(next);
    hash.update(JSON.stringify([schema, called.map((next) => order.indexOf(next))]));
  }
  return hash.digest('hex').slice(0, 12);
}

type Classes = ReadonlyMap<SchemaNode, number>;

function numberBy(units: readonly Unit[], keyOf: (unit: Unit) => string): Classes {
  const numbers = new Map<string, number>();
  const classes = new Map<SchemaNode, number>();
  for (const unit of units) {
    const key = keyOf(unit);
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    classes.set(unit.node, numbers.get(key) ?? 0);
  }
  return classes;
}

function countOf(classes: Classes): number {
  return new Set(classes.values()).size;
}

function countUsers(schemas: readonly (readonly Unit[])[], classes: Classes): ReadonlyMap<number | undefined, number> {
  const users = new Map<number | undefined, number>();
  for (const units of schemas) {
    for (const used of new Set(units.map(({ node }) => classes.get(node)))) users.set(used, (users.get(used) ?? 0) + 1);
  }
  return users;
}

import { createHash } from 'node:crypto';
import { unreachable } from '../../core/errors.ts';
import { equalClasses } from '../equal-classes.ts';
import type { Unit, UnitPlace } from './unit.ts';

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
  readonly keyOf: (place: UnitPlace) => string;
}

/**
 * Find the units that are one: those whose texts are equal and whose calls lead to units that are one.
 */
export function shareUnits(schemas: readonly (readonly Unit[])[]): SharedUnits {
  const units = [...new Set(schemas.flat())];
  const texts = new Map(units.map((unit) => [unit, JSON.stringify(unit.schema)]));
  const textOf = (unit: Unit): string => texts.get(unit) ?? unreachable('a unit without a text');
  const classes = equalClasses(units, { idOf: ({ place }) => place, textOf, usesOf: ({ calls }) => calls });
  const first = new Map(units.toReversed().map((unit) => [classes.get(unit.place), unit]));
  const keys = new Map([...first].map(([number, unit]) => [number, `v${digestOf(unit, { first, classes, textOf })}`]));
  const keyOf = (place: UnitPlace): string => keys.get(classes.get(place)) ?? unreachable('a unit without a class');
  const users = countUsers(schemas, classes);
  const functions = [...first].map(([number, unit]) => ({
    key: keyOf(unit.place),
    unit,
    calls: unit.calls.map(keyOf),
    users: users.get(number) ?? 0,
  }));
  return { functions: functions.toReversed(), keyOf };
}

/** What a unit and all that it calls say, so that its key depends on nothing else. */
function digestOf(unit: Unit, { first, classes, textOf }: Found): string {
  const order = new Map([[classes.get(unit.place), 0]]);
  const hash = createHash('sha256');
  for (const number of order.keys()) {
    const next = first.get(number) ?? unreachable('a class without a unit');
    const called = next.calls.map((place) => classes.get(place));
    for (const one of called) if (!order.has(one)) order.set(one, order.size);
    hash.update(`[${textOf(next)},${JSON.stringify(called.map((one) => order.get(one)))}]`);
  }
  return hash.digest('hex').slice(0, 12);
}

interface Found {
  readonly first: ReadonlyMap<number | undefined, Unit>;
  readonly classes: Classes;
  readonly textOf: (unit: Unit) => string;
}

type Classes = ReadonlyMap<UnitPlace, number>;

function countUsers(schemas: readonly (readonly Unit[])[], classes: Classes): ReadonlyMap<number | undefined, number> {
  const users = new Map<number | undefined, number>();
  for (const units of schemas) {
    for (const used of new Set(units.map(({ place }) => classes.get(place)))) users.set(used, (users.get(used) ?? 0) + 1);
  }
  return users;
}

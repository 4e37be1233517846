import { circlesOf } from '../../core/circles.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { OUTLINES } from './outlines.ts';
import { EVALUATED, type EvaluationPlan } from './evaluated.ts';
import type { ValidatorFunction } from './share.ts';
import { CALL } from './unit.ts';

/** Which functions must keep what they found, for code that judges a value once by each of them. */
export interface Repeats {
  /** Whether what a function found is handed on when it calls the other. */
  readonly handsOn: (from: string, to: string) => boolean;
  /** Whether a function looks up what it found of a value before. */
  readonly isKept: (key: string) => boolean;
  /** Whether a function is handed what was found. */
  readonly isHanded: (key: string) => boolean;
}

/**
 * Find the functions that a deep value would be judged by again and again: in a circle of which one member goes two ways into
 * one and the same part of the value, every level doubles the work. In other circles, such as that of a tree, each function
 * meets each part once. Kept is what several places of a circle call, which is enough: what has one caller meets no part more
 * often than its caller does.
 */
export function findRepeats(functions: readonly ValidatorFunction[]): Repeats {
  const keys = new Set(functions.map(({ key }) => key));
  const callsOf = (calls: readonly string[]): readonly string[] => calls.filter((key) => keys.has(key));
  const circles = circlesOf(new Map(functions.map(({ key, calls }) => [key, callsOf(calls)])));
  const circleOf = (key: string): string | undefined => circles.get(key)?.[0];
  const doubling = new Set<string | undefined>();
  const callers = new Map<string, number>();
  for (const { key, unit, calls } of functions) {
    const inside = callPlaces(unit.schema).flatMap(({ call, part }) => {
      const called = calls[call];
      return called !== undefined && circleOf(called) === circleOf(key) ? [{ called, part }] : [];
    });
    if (inside.some(({ part }, index) => inside.slice(index + 1).some((other) => mayBeOne(part, other.part)))) doubling.add(circleOf(key));
    for (const { called } of inside) callers.set(called, (callers.get(called) ?? 0) + 1);
  }
  const isHanded = (key: string): boolean => doubling.has(circleOf(key));
  return {
    isHanded,
    handsOn: (from, to) => isHanded(from) && circleOf(from) === circleOf(to),
    isKept: (key) => isHanded(key) && (callers.get(key) ?? 0) > 1,
  };
}

/** A part of a value, by the first step into it; null: the value itself. */
type Part = string | null;

const [ANY_MEMBER, ANY_ITEM] = ['member', 'item'] as const;

interface CallPlace {
  /** The number among the calls of the unit. */
  readonly call: number;
  readonly part: Part;
}

const MEMBER_KEYWORDS = new Set(['patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames']);
const ITEM_KEYWORDS = new Set(['items', 'prefixItems', 'contains', 'unevaluatedItems']);
const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies']);

function callPlaces(schema: JsonValue, part: Part = null): readonly CallPlace[] {
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === CALL) return [{ call: value as number, part }];
    if (keyword === EVALUATED) return planPlaces(value as EvaluationPlan, part);
    if (keyword === 'properties')
      return Object.entries(value as JsonObject).flatMap(([name, child]) => callPlaces(child, part ?? `${ANY_MEMBER} ${name}`));
    const inner = part ?? (MEMBER_KEYWORDS.has(keyword) ? ANY_MEMBER : ITEM_KEYWORDS.has(keyword) ? ANY_ITEM : null);
    return childrenOf(keyword, value).flatMap((child) => callPlaces(child, inner));
  });
}

const HOLD_NO_SCHEMAS = new Set(['const', 'enum', 'required', 'dependentRequired', 'type', OUTLINES]);

function childrenOf(keyword: string, value: JsonValue): readonly JsonValue[] {
  if (HOLD_NO_SCHEMAS.has(keyword)) return [];
  if (MAPS.has(keyword)) return Object.values(value as JsonObject);
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
}

function planPlaces({ contained, conditions }: EvaluationPlan, part: Part): readonly CallPlace[] {
  const items = contained.map((call) => ({ call, part: part ?? ANY_ITEM }));
  const others = conditions.flatMap(({ condition, positive, negative }) => [
    ...(typeof condition === 'number' ? [{ call: condition, part }] : []),
    ...planPlaces(positive, part),
    ...(negative === null ? [] : planPlaces(negative, part)),
  ]);
  return [...items, ...others];
}

function mayBeOne(a: Part, b: Part): boolean {
  if (a === null || b === null || a === b) return true;
  return a.split(' ', 1)[0] === b.split(' ', 1)[0] && (a === ANY_MEMBER || b === ANY_MEMBER);
}

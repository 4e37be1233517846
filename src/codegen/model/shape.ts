import type { SchemaNode } from '../../containment/index.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { ScalarName } from './type.ts';

/** All of these schemas hold at one place; none: anything goes. */
export type Conjunction = readonly SchemaNode[];

/** One alternative of what a place may hold; the place holds one of a list of them. */
export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** Exactly what another schema says; taken apart only when it meets something else. */
  | { readonly kind: 'ref'; readonly target: SchemaNode }
  | ObjectShape
  | ArrayShape;

export interface ObjectShape {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, Member>;
  /** Only members that are named or match a pattern may be there. */
  readonly isClosed: boolean;
  /** What holds for the members that are neither named nor match a pattern. */
  readonly rest: Conjunction;
  readonly patterns: readonly SchemaNode[];
}

export interface Member {
  readonly schemas: Conjunction;
  readonly required: boolean;
  readonly forbidden: boolean;
}

export interface ArrayShape {
  readonly kind: 'array';
  readonly prefix: readonly Conjunction[];
  readonly rest: Conjunction;
  readonly minItems: number;
  readonly maxItems: number;
}

export const ANY: Shape = { kind: 'any' };

/** Both hold; undefined: nothing is of both. A sound widening where it cannot be said exactly. */
export function meetShapes(a: Shape, b: Shape): Shape | undefined {
  if (a.kind === 'any') return b;
  if (b.kind === 'any') return a;
  if (a.kind === 'object' && b.kind === 'object') return meetObjects(a, b);
  if (a.kind === 'array' && b.kind === 'array') return meetArrays(a, b);
  if (a.kind === 'value') return isOf(a.value, b) ? a : undefined;
  if (b.kind === 'value') return isOf(b.value, a) ? b : undefined;
  return a.kind === 'scalar' && b.kind === 'scalar' && a.name === b.name ? a : undefined;
}

/** The name of a value's kind. */
export function kindOf(value: JsonValue): ScalarName | 'object' | 'array' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

// Whether a value has the members that an object asks for is left to the validator.
function isOf(value: JsonValue, shape: Shape): boolean {
  if (shape.kind === 'value') return JSON.stringify(value) === JSON.stringify(shape.value);
  return shape.kind === 'scalar' ? kindOf(value) === shape.name : kindOf(value) === shape.kind;
}

function meetObjects(a: ObjectShape, b: ObjectShape): ObjectShape | undefined {
  const members = new Map<string, Member>();
  for (const name of new Set([...a.members.keys(), ...b.members.keys()])) {
    const member = meetMembers(memberOf(a, name), memberOf(b, name));
    if (member.forbidden && member.required) return undefined;
    members.set(name, member);
  }
  return {
    kind: 'object',
    members,
    isClosed: a.isClosed || b.isClosed,
    rest: join(a.rest, b.rest),
    patterns: join(a.patterns, b.patterns),
  };
}

function memberOf(shape: ObjectShape, name: string): Member {
  const named = shape.members.get(name);
  if (named !== undefined) return named;
  // A name that a pattern may match: what holds for it is not looked into.
  if (shape.patterns.length > 0) return { schemas: [], required: false, forbidden: false };
  return { schemas: shape.rest, required: false, forbidden: shape.isClosed };
}

function meetMembers(a: Member, b: Member): Member {
  return { schemas: join(a.schemas, b.schemas), required: a.required || b.required, forbidden: a.forbidden || b.forbidden };
}

function meetArrays(a: ArrayShape, b: ArrayShape): ArrayShape | undefined {
  const minItems = Math.max(a.minItems, b.minItems);
  const maxItems = Math.min(a.maxItems, b.maxItems);
  if (minItems > maxItems) return undefined;
  const length = Math.max(a.prefix.length, b.prefix.length);
  const prefix = Array.from({ length }, (_, index) => join(a.prefix[index] ?? a.rest, b.prefix[index] ?? b.rest));
  return { kind: 'array', prefix, rest: join(a.rest, b.rest), minItems, maxItems };
}

function join(a: Conjunction, b: Conjunction): Conjunction {
  return [...new Set([...a, ...b])];
}

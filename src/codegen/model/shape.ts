import type { SchemaNode } from '../../containment/index.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { NamePattern } from './name-pattern.ts';
import { arePlainlyEmpty, mayHold } from './plainly-empty.ts';
import type { ScalarName } from './type.ts';

/** All of these schemas hold at one place; none: anything goes. */
export type Conjunction = readonly SchemaNode[];

/**
 * One alternative of what a place may hold; the place holds one of a list of them. `isLoose`: what made it says more than
 * it does.
 */
export type Shape = PlainShape & { readonly isLoose?: true };

type PlainShape =
  | { readonly kind: 'any' }
  | { readonly kind: 'scalar'; readonly name: ScalarName; /** Of a string. */ readonly format?: string }
  | { readonly kind: 'value'; readonly value: JsonValue }
  /** Everything but these. */
  | { readonly kind: 'others'; readonly values: readonly JsonValue[] }
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
  readonly patterns: readonly NamePattern[];
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
export const OPEN_OBJECT: ObjectShape = { kind: 'object', members: new Map(), isClosed: false, rest: [], patterns: [] };
export const OPEN_ARRAY: ArrayShape = { kind: 'array', prefix: [], rest: [], minItems: 0, maxItems: Number.POSITIVE_INFINITY };
const SCALARS: readonly ScalarName[] = ['null', 'boolean', 'number', 'string'];

/** One alternative for each kind of value that is wanted. */
export function shapesOfKinds(isWanted: (kind: Kind) => boolean): readonly Shape[] {
  const scalars = SCALARS.map((name) => ({ kind: 'scalar', name }) as const);
  return [...scalars, OPEN_ARRAY, OPEN_OBJECT].filter((shape) => isWanted(shape.kind === 'scalar' ? shape.name : shape.kind));
}

export type Kind = ScalarName | 'object' | 'array';

/** Both hold; undefined: nothing is of both. A sound widening where it cannot be said exactly. */
export function meetShapes(a: Shape, b: Shape): Shape | undefined {
  const met = meetPlain(a, b);
  return met !== undefined && (a.isLoose === true || b.isLoose === true) ? { ...met, isLoose: true } : met;
}

function meetPlain(a: Shape, b: Shape): Shape | undefined {
  if (a.kind === 'any') return b;
  if (b.kind === 'any') return a;
  if (a.kind === 'others') return meetOthers(a, b);
  if (b.kind === 'others') return meetOthers(b, a);
  if (a.kind === 'object' && b.kind === 'object') return meetObjects(a, b);
  if (a.kind === 'array' && b.kind === 'array') return meetArrays(a, b);
  if (a.kind === 'value') return meetValue(a, b);
  if (b.kind === 'value') return meetValue(b, a);
  if (a.kind !== 'scalar' || b.kind !== 'scalar' || a.name !== b.name) return undefined;
  return a.format === undefined ? b : a;
}

/** The name of a value's kind. */
export function kindOf(value: JsonValue): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Whether two values are one, in whatever order their members are written. */
export function isSame(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index] as JsonValue));
  if (!isJsonObject(a) || !isJsonObject(b) || Object.keys(a).length !== Object.keys(b).length) return false;
  return Object.entries(a).every(([name, member]) => Object.hasOwn(b, name) && isSame(member, b[name] as JsonValue));
}

function meetOthers(others: Extract<Shape, { kind: 'others' }>, shape: Shape): Shape | undefined {
  const excludes = (value: JsonValue): boolean => others.values.some((other) => isSame(other, value));
  if (shape.kind === 'others') return { kind: 'others', values: [...others.values, ...shape.values] };
  if (shape.kind === 'value') return excludes(shape.value) ? undefined : shape;
  const loosened = others.values.some((value) => kindOf(value) === (shape.kind === 'scalar' ? shape.name : shape.kind)) ? LOOSE : {};
  if (shape.kind !== 'scalar') return { ...shape, ...loosened };
  if (shape.name === 'null') return excludes(null) ? undefined : shape;
  if (shape.name !== 'boolean') return { ...shape, ...loosened };
  const left = [true, false].filter((value) => !excludes(value));
  const [sole] = left;
  if (sole === undefined) return undefined;
  return left.length === 2 ? shape : { kind: 'value', value: sole };
}

const LOOSE = { isLoose: true } as const;

/** A value where it may be of a shape; what its parts must be is looked at only as far as types and values go. */
function meetValue(one: Extract<Shape, { kind: 'value' }>, shape: Shape): Shape | undefined {
  const { value } = one;
  if (shape.kind === 'value') return isSame(value, shape.value) ? one : undefined;
  if (shape.kind === 'scalar') return kindOf(value) === shape.name ? one : undefined;
  const parts = partsWithin(value, shape);
  if (parts === undefined || parts.some(({ value: part, schemas }) => !schemas.every((schema) => mayHold(schema, part)))) return undefined;
  return parts.every(({ schemas }) => schemas.length === 0) ? one : { ...one, isLoose: true };
}

/** What a value consists of, each with what is said of it; undefined where it has not what the shape asks for. */
function partsWithin(value: JsonValue, shape: Shape): readonly { readonly value: JsonValue; readonly schemas: Conjunction }[] | undefined {
  if (shape.kind === 'array') {
    if (!Array.isArray(value) || value.length < shape.minItems || value.length > shape.maxItems) return undefined;
    return value.map((item, index) => ({ value: item, schemas: shape.prefix[index] ?? shape.rest }));
  }
  if (shape.kind !== 'object' || !isJsonObject(value)) return undefined;
  if ([...shape.members].some(([name, { required }]) => required && !Object.hasOwn(value, name))) return undefined;
  const members = Object.entries(value).map(([name, member]) => ({ value: member, ...memberOf(shape, name) }));
  return members.some(({ forbidden }) => forbidden) ? undefined : members;
}

function meetObjects(a: ObjectShape, b: ObjectShape): ObjectShape | undefined {
  const members = new Map<string, Member>();
  for (const name of new Set([...a.members.keys(), ...b.members.keys()])) {
    const member = meetMembers(memberOf(a, name), memberOf(b, name));
    if (member.required && (member.forbidden || arePlainlyEmpty(member.schemas))) return undefined;
    members.set(name, member);
  }
  return {
    kind: 'object',
    members,
    isClosed: a.isClosed || b.isClosed,
    rest: join(a.rest, b.rest),
    patterns: [...patternsBeside(a, b), ...patternsBeside(b, a)].filter(isFirst),
  };
}

/** The patterns that still let a member in where another shape holds as well. */
function patternsBeside({ patterns }: ObjectShape, other: ObjectShape): readonly NamePattern[] {
  return other.isClosed && other.patterns.length === 0 ? [] : patterns;
}

function isFirst(pattern: NamePattern, index: number, all: readonly NamePattern[]): boolean {
  return all.findIndex(({ node }) => node === pattern.node) === index;
}

/** What an object says of a member, be it named, matched by patterns, or one of the rest. */
export function memberOf({ members, patterns, rest, isClosed }: Omit<ObjectShape, 'kind'>, name: string): Member {
  const named = members.get(name);
  if (named !== undefined) return named;
  const matching = patterns.filter(({ matches }) => matches(name)).map(({ node }) => node);
  if (matching.length > 0) return { schemas: matching, required: false, forbidden: matching.some(({ schema }) => schema === false) };
  return { schemas: rest, required: false, forbidden: isClosed };
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
  return shortened({ kind: 'array', prefix, rest: join(a.rest, b.rest), minItems, maxItems });
}

/** An array ends before the first item that nothing fits. */
export function shortened(array: ArrayShape): ArrayShape | undefined {
  const empty = array.prefix.findIndex(arePlainlyEmpty);
  const end = empty === -1 && arePlainlyEmpty(array.rest) ? array.prefix.length : empty;
  const maxItems = end === -1 ? array.maxItems : Math.min(array.maxItems, end);
  return array.minItems > maxItems ? undefined : { ...array, maxItems };
}

export function join(a: Conjunction, b: Conjunction): Conjunction {
  if (b.length === 0) return a;
  return [...new Map([...a, ...b].map((node) => [node.id, node])).values()];
}

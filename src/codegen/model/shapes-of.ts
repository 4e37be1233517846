import { childList, childMap, childSchema, type SchemaGraph, type SchemaNode, type SchemaReference } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { referencedBy } from './references.ts';
import { ANY, kindOf, meetShapes, type ArrayShape, type Member, type ObjectShape, type Shape } from './shape.ts';
import type { ScalarName } from './type.ts';

// Beyond these the result is widened: what is not merged is left to the validator.
const MAX_ALTERNATIVES = 64;
const MAX_DEPTH = 60;

const SCALARS: readonly ScalarName[] = ['null', 'boolean', 'number', 'string'];
const OBJECT_KEYWORDS = ['properties', 'required', 'additionalProperties', 'patternProperties', 'unevaluatedProperties'];
const ARRAY_KEYWORDS = ['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems', 'unevaluatedItems'];
const OPEN_OBJECT: ObjectShape = { kind: 'object', members: new Map(), isClosed: false, rest: [], patterns: [] };
const OPEN_ARRAY: ArrayShape = { kind: 'array', prefix: [], rest: [], minItems: 0, maxItems: Number.POSITIVE_INFINITY };

/** What reading a schema needs to know of its surroundings. */
export interface Scope {
  readonly graph: SchemaGraph;
  /** How many in-place keywords and references led here. */
  readonly depth: number;
}

/** The alternatives of a place where all these schemas hold. */
export function shapesOfAll(nodes: readonly SchemaNode[], scope: Scope): readonly Shape[] {
  return nodes.reduce<readonly Shape[]>((shapes, node) => meetAll(shapes, shapesOf(node, scope), scope), [ANY]);
}

/** The alternatives of one schema. Never fewer than are valid, sometimes more. */
export function shapesOf(node: SchemaNode, scope: Scope): readonly Shape[] {
  const { schema } = node;
  if (typeof schema === 'boolean') return schema ? [ANY] : [];
  if (scope.depth > MAX_DEPTH) return [ANY];
  const below = { ...scope, depth: scope.depth + 1 };
  const shapes = appliedInPlace(node, below).reduce((met, applied) => meetAll(met, applied, below), ownShapes(node, schema));
  return closeUnevaluated(node, shapes, below);
}

/** What each keyword that applies a schema to the same value allows. */
function appliedInPlace(node: SchemaNode, scope: Scope): readonly (readonly Shape[])[] {
  return [
    ...node.references.map((reference) => shapesOfReference(reference, scope)),
    ...childList(node, 'allOf').map((child) => shapesOf(child, scope)),
    ...unionOf(node, 'anyOf', scope),
    ...unionOf(node, 'oneOf', scope),
    ...shapesOfCondition(node, scope),
    ...shapesOfNegation(node),
  ];
}

function shapesOfReference(reference: SchemaReference, { graph }: Scope): readonly Shape[] {
  const target = referencedBy(reference, graph);
  return target === undefined ? [ANY] : [{ kind: 'ref', target }];
}

function unionOf(node: SchemaNode, keyword: 'anyOf' | 'oneOf', scope: Scope): (readonly Shape[])[] {
  const children = childList(node, keyword);
  return children.length === 0 ? [] : [children.flatMap((child) => shapesOf(child, scope))];
}

/** An instance satisfies `if` and `then`, or `else`; without an `else` nothing is excluded. */
function shapesOfCondition(node: SchemaNode, scope: Scope): (readonly Shape[])[] {
  const condition = childSchema(node, 'if');
  const otherwise = childSchema(node, 'else');
  if (condition === undefined || otherwise === undefined) return [];
  const consequence = childSchema(node, 'then');
  const holds = consequence === undefined ? shapesOf(condition, scope) : meetAll(shapesOf(condition, scope), shapesOf(consequence, scope), scope);
  return [[...holds, ...shapesOf(otherwise, scope)]];
}

/** Only `not: {}` and `not: { required: [name] }` have a shape. */
function shapesOfNegation(node: SchemaNode): (readonly Shape[])[] {
  const negated = childSchema(node, 'not')?.schema;
  if (negated === undefined || negated === false) return [];
  if (negated === true || Object.keys(negated).length === 0) return [[]];
  const { required, ...others } = negated;
  if (!Array.isArray(required) || required.length !== 1 || Object.keys(others).length > 0) return [];
  const absent: Member = { schemas: [], required: false, forbidden: true };
  return [[...everythingBut('object'), { ...OPEN_OBJECT, members: new Map([[String(required[0]), absent]]) }]];
}

/** What the keywords say that apply no schema to the same value. */
function ownShapes(node: SchemaNode, schema: JsonObject): readonly Shape[] {
  const types = typesOf(schema);
  const values = valuesOf(schema);
  if (values !== undefined) {
    const fitting = types === undefined ? values : values.filter((value) => types.has(kindOf(value)));
    return fitting.length > MAX_ALTERNATIVES * 16 ? kindsOf(fitting) : fitting.map((value) => ({ kind: 'value', value }));
  }
  const hasObject = hasAny(schema, OBJECT_KEYWORDS);
  const hasArray = hasAny(schema, ARRAY_KEYWORDS);
  if (types === undefined && !hasObject && !hasArray) return [ANY];
  const shapes: Shape[] = [...SCALARS.map((name) => ({ kind: 'scalar', name }) as const), arrayShape(node, schema), objectShape(node, schema)];
  return shapes.filter((shape) => types === undefined || types.has(shape.kind === 'scalar' ? shape.name : shape.kind));
}

function kindsOf(values: readonly JsonValue[]): readonly Shape[] {
  return [...new Set(values.map(kindOf))].map((kind) => {
    if (kind === 'object') return OPEN_OBJECT;
    return kind === 'array' ? OPEN_ARRAY : { kind: 'scalar', name: kind };
  });
}

function everythingBut(kind: 'object'): Shape[] {
  return [...SCALARS.map((name) => ({ kind: 'scalar', name }) as const), OPEN_ARRAY].filter((shape) => shape.kind !== (kind as string));
}

function typesOf({ type }: JsonObject): ReadonlySet<string> | undefined {
  if (type === undefined) return undefined;
  const names = [type].flat().filter((name) => typeof name === 'string');
  return new Set(names.map((name) => (name === 'integer' ? 'number' : name)));
}

function valuesOf(schema: JsonObject): readonly JsonValue[] | undefined {
  const values = Array.isArray(schema['enum']) ? (schema['enum'] as readonly JsonValue[]) : undefined;
  if (!Object.hasOwn(schema, 'const')) return values;
  const value = schema['const'] as JsonValue;
  return values === undefined || values.some((other) => JSON.stringify(other) === JSON.stringify(value)) ? [value] : values;
}

function objectShape(node: SchemaNode, schema: JsonObject): ObjectShape {
  const members = new Map<string, Member>();
  for (const [name, child] of childMap(node, 'properties')) {
    members.set(name, { schemas: [child], required: false, forbidden: child.schema === false });
  }
  const patterns = [...childMap(node, 'patternProperties').values()];
  const additional = childSchema(node, 'additionalProperties');
  const isClosed = additional?.schema === false;
  const rest = additional === undefined || isClosed ? [] : [additional];
  const undeclared: Member = { schemas: patterns.length === 0 ? rest : [], required: true, forbidden: false };
  for (const name of Array.isArray(schema['required']) ? schema['required'] : []) {
    const known = members.get(String(name));
    members.set(String(name), known === undefined ? undeclared : { ...known, required: true });
  }
  return { kind: 'object', members, isClosed, rest, patterns };
}

/** `unevaluatedProperties: false` closes what is gathered in place, where every member there is evaluated for sure. */
function closeUnevaluated(node: SchemaNode, shapes: readonly Shape[], scope: Scope): readonly Shape[] {
  if (childSchema(node, 'unevaluatedProperties')?.schema !== false || !evaluatesPlainly(node, scope)) return shapes;
  return shapes.flatMap((shape) => expand(shape, scope)).map((shape) => (shape.kind === 'object' ? { ...shape, isClosed: true } : shape));
}

const UNPLAIN = ['anyOf', 'oneOf', 'if', 'not', 'dependentSchemas', 'dependencies', 'additionalProperties', 'patternProperties'];

function evaluatesPlainly(node: SchemaNode, scope: Scope): boolean {
  const { schema } = node;
  if (typeof schema === 'boolean') return true;
  if (hasAny(schema, UNPLAIN) || scope.depth > MAX_DEPTH) return false;
  const below = { ...scope, depth: scope.depth + 1 };
  const targets = node.references.map((reference) => referencedBy(reference, scope.graph));
  return [...targets, ...childList(node, 'allOf')].every((next) => next !== undefined && evaluatesPlainly(next, below));
}

function arrayShape(node: SchemaNode, schema: JsonObject): ArrayShape {
  const listed = childList(node, 'prefixItems').length > 0 ? childList(node, 'prefixItems') : childList(node, 'items');
  const rest = childSchema(node, 'items') ?? (listed.length > 0 ? childSchema(node, 'additionalItems') : undefined);
  const bound = (keyword: string, missing: number): number => {
    const limit = schema[keyword];
    return typeof limit === 'number' ? limit : missing;
  };
  const maxItems = bound('maxItems', Number.POSITIVE_INFINITY);
  return {
    kind: 'array',
    prefix: listed.map((child) => [child]),
    rest: rest === undefined ? [] : [rest],
    minItems: bound('minItems', 0),
    maxItems: rest?.schema === false ? Math.min(maxItems, listed.length) : maxItems,
  };
}

function meetAll(a: readonly Shape[], b: readonly Shape[], scope: Scope): readonly Shape[] {
  if (isAny(a)) return b;
  if (isAny(b)) return a;
  const [left, right] = [a.flatMap((shape) => expand(shape, scope)), b.flatMap((shape) => expand(shape, scope))];
  if (isAny(left)) return right;
  if (isAny(right)) return left;
  const met = left.flatMap((one) => right.flatMap((other) => meetShapes(one, other) ?? []));
  return met.length > MAX_ALTERNATIVES && met.length > left.length ? left : met;
}

function isAny(shapes: readonly Shape[]): boolean {
  return shapes.length === 1 && shapes[0]?.kind === 'any';
}

function expand(shape: Shape, scope: Scope): readonly Shape[] {
  if (shape.kind !== 'ref') return [shape];
  const deeper = { ...scope, depth: scope.depth + 1 };
  return shapesOf(shape.target, deeper).flatMap((inner) => expand(inner, deeper));
}

function hasAny(schema: JsonObject, keywords: readonly string[]): boolean {
  return keywords.some((keyword) => Object.hasOwn(schema, keyword));
}

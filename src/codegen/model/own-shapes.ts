import { childList, childMap, childSchema, type SchemaNode } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { Scope } from './scope.ts';
import {
  ANY,
  isSame,
  join,
  kindOf,
  memberOf,
  shapesOfKinds,
  shortened,
  type ArrayShape,
  type Kind,
  type Member,
  type ObjectShape,
  type Shape,
} from './shape.ts';

// A longer list is read as the kinds of its values.
const MAX_VALUES = 1024;

const OBJECT_KEYWORDS = ['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'];
const ARRAY_KEYWORDS = ['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems', 'contains', 'unevaluatedItems'];

/** What the keywords say that apply no schema to the same value. */
export function ownShapes(node: SchemaNode, schema: JsonObject, scope: Scope): readonly Shape[] {
  const types = typesOf(schema);
  const values = valuesOf(schema);
  if (values !== undefined) return shapesOfValues(node, types === undefined ? values : values.filter((value) => types.has(kindOf(value))), scope);
  const shapes = shapesOfKinds((kind) => types?.has(kind) ?? true);
  if (types === undefined && !hasAny(schema, [...OBJECT_KEYWORDS, ...ARRAY_KEYWORDS]) && schema['maxProperties'] !== 0) return [ANY];
  return shapes.flatMap((shape) => {
    if (shape.kind === 'object') return objectShape(node, schema, scope) ?? [];
    if (shape.kind === 'array') return arrayShape(node, schema) ?? [];
    // A format without a type says nothing of other values, and is not what the author calls a string.
    return shape.kind === 'scalar' && shape.name === 'string' && types !== undefined && typeof schema['format'] === 'string'
      ? { ...shape, format: schema['format'] }
      : shape;
  });
}

function shapesOfValues(node: SchemaNode, values: readonly JsonValue[], scope: Scope): readonly Shape[] {
  if (values.length <= MAX_VALUES) return values.map((value) => ({ kind: 'value', value }));
  scope.onLoss(node, 'enum');
  const kinds = new Set(values.map(kindOf));
  return shapesOfKinds((kind) => kinds.has(kind));
}

/** The kinds of values that `type` names; undefined where it is not there. */
export function typesOf({ type }: JsonObject): ReadonlySet<Kind> | undefined {
  if (type === undefined) return undefined;
  const names = [type].flat().filter((name) => typeof name === 'string');
  return new Set(names.map((name) => (name === 'integer' ? 'number' : name) as Kind));
}

/** The values that `const` and `enum` leave; undefined where neither is there. */
export function valuesOf(schema: JsonObject): readonly JsonValue[] | undefined {
  const values = Array.isArray(schema['enum']) ? (schema['enum'] as readonly JsonValue[]) : undefined;
  if (!Object.hasOwn(schema, 'const')) return values;
  const value = schema['const'] as JsonValue;
  return values === undefined || values.some((other) => isSame(other, value)) ? [value] : [];
}

function objectShape(node: SchemaNode, schema: JsonObject, scope: Scope): ObjectShape | undefined {
  const patterns = [...childMap(node, 'patternProperties')].map(([source, child]) => scope.patterns.read(source, child));
  const additional = childSchema(node, 'additionalProperties');
  const names = listedNames(node);
  const isClosed = additional?.schema === false || names !== undefined;
  const others = { members: new Map<string, Member>(), patterns, rest: additional === undefined || additional.schema === false ? [] : [additional] };
  const members = new Map<string, Member>();
  for (const [name, child] of childMap(node, 'properties')) {
    const matching = patterns.filter(({ matches }) => matches(name)).map((pattern) => pattern.node);
    const schemas = matching.length === 0 ? [child] : join([child], matching);
    members.set(name, { schemas, required: false, forbidden: schemas.some((one) => one.schema === false) });
  }
  // With a list of names the rest of them are members like others.
  for (const name of names ?? []) if (!members.has(name)) members.set(name, memberOf({ ...others, isClosed: additional?.schema === false }, name));
  for (const [name, member] of members) if (names?.has(name) === false) members.set(name, { ...member, forbidden: true });
  for (const name of Array.isArray(schema['required']) ? schema['required'] : []) {
    const known = members.get(String(name)) ?? memberOf({ ...others, isClosed }, String(name));
    if (known.forbidden) return undefined;
    members.set(String(name), { ...known, required: true });
  }
  return { kind: 'object', members, isClosed, rest: names === undefined ? others.rest : [], patterns: names === undefined ? patterns : [] };
}

/** The names that members may have, where that is a list: of `propertyNames`, or none at all. */
export function listedNames(node: SchemaNode): ReadonlySet<string> | undefined {
  if (typeof node.schema !== 'boolean' && node.schema['maxProperties'] === 0) return new Set();
  const names = childSchema(node, 'propertyNames')?.schema;
  if (names === undefined || names === true) return undefined;
  if (names === false) return new Set();
  const values = valuesOf(names);
  return values === undefined || values.length > MAX_VALUES ? undefined : new Set(values.filter((value) => typeof value === 'string'));
}

function arrayShape(node: SchemaNode, schema: JsonObject): ArrayShape | undefined {
  const listed = childList(node, 'prefixItems').length > 0 ? childList(node, 'prefixItems') : childList(node, 'items');
  const rest = childSchema(node, 'items') ?? (node.children.get('items')?.kind === 'list' ? childSchema(node, 'additionalItems') : undefined);
  return shortened({
    kind: 'array',
    prefix: listed.map((child) => [child]),
    rest: rest === undefined ? [] : [rest],
    minItems: Math.max(
      numberOf(schema['minItems'], 0),
      childSchema(node, 'contains') === undefined ? 0 : Math.min(1, numberOf(schema['minContains'], 1)),
    ),
    maxItems: numberOf(schema['maxItems'], Number.POSITIVE_INFINITY),
  });
}

function numberOf(limit: JsonValue | undefined, missing: number): number {
  return typeof limit === 'number' ? limit : missing;
}

export function hasAny(schema: JsonObject, keywords: readonly string[]): boolean {
  return keywords.some((keyword) => Object.hasOwn(schema, keyword));
}

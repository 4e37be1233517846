import { childList, childMap, childSchema, type SchemaNode } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { typesOf } from './own-shapes.ts';
import { referencedBy } from './references.ts';
import { deeper, MAX_DEPTH, meetAll, type Scope } from './scope.ts';
import { ANY, OPEN_ARRAY, OPEN_OBJECT, shapesOfKinds, type Kind, type Member, type Shape } from './shape.ts';

const MAX_ALTERNATIVES = 16;

/** What fails a keyword of these is of one kind; more than that is not looked into. */
const KINDS: Readonly<Record<string, Kind>> = {
  ...kinds('number', 'minimum exclusiveMinimum maximum exclusiveMaximum multipleOf'),
  ...kinds('string', 'minLength maxLength pattern format'),
  ...kinds('array', 'items prefixItems additionalItems contains minContains maxContains uniqueItems unevaluatedItems'),
  ...kinds(
    'object',
    `additionalProperties patternProperties propertyNames minProperties maxProperties dependentRequired dependentSchemas dependencies
    unevaluatedProperties`,
  ),
};

/** Alternatives that hold every value that a schema refuses; sometimes more. */
export interface Negation {
  readonly shapes: readonly Shape[];
  /** Whether it is exactly those values, as far as types can say. */
  readonly isExact: boolean;
}

const EVERYTHING: Negation = { shapes: [ANY], isExact: false };

/** What fails a schema fails one of its keywords. */
export function negate(node: SchemaNode, scope: Scope): Negation {
  const { schema } = node;
  if (typeof schema === 'boolean') return { shapes: schema ? [] : [ANY], isExact: true };
  if (scope.depth > MAX_DEPTH) return EVERYTHING;
  const below = deeper(scope);
  const parts = [...referencesOf(node, below), ...Object.keys(schema).map((keyword) => negateKeyword(node, schema, keyword, below))];
  const shapes = parts.flatMap((part) => part.shapes);
  if (shapes.some(({ kind }) => kind === 'any'))
    return shapes.length === 1 && parts.every(({ isExact }) => isExact) ? { shapes, isExact: true } : EVERYTHING;
  return shapes.length > MAX_ALTERNATIVES ? EVERYTHING : { shapes, isExact: parts.every(({ isExact }) => isExact) };
}

/** A schema that says the opposite of another: it stands nowhere, so its id is the other's below zero. */
export function opposite(node: SchemaNode): SchemaNode {
  return { ...node, id: -1 - node.id, schema: { not: node.schema }, children: new Map([['not', { kind: 'schema', node }]]), references: [] };
}

function referencesOf(node: SchemaNode, scope: Scope): readonly Negation[] {
  return node.references.map((reference) => {
    const target = referencedBy(reference, scope.graph);
    return target === undefined ? EVERYTHING : negate(target, scope);
  });
}

function negateKeyword(node: SchemaNode, schema: JsonObject, keyword: string, scope: Scope): Negation {
  const value = schema[keyword];
  switch (keyword) {
    case 'type': {
      const types = typesOf(schema);
      const hasInteger = [value].flat().includes('integer') && ![value].flat().includes('number');
      return { shapes: shapesOfKinds((kind) => types?.has(kind) !== true || (kind === 'number' && hasInteger)), isExact: !hasInteger };
    }
    case 'const':
      return { shapes: [{ kind: 'others', values: [value as JsonValue] }], isExact: true };
    case 'enum':
      return { shapes: [{ kind: 'others', values: value as readonly JsonValue[] }], isExact: true };
    case 'required':
      return { shapes: (value as readonly string[]).map(without), isExact: true };
    case 'properties': {
      const children = [...childMap(node, 'properties')].filter(([, child]) => child.schema !== true);
      return {
        shapes: children.map(([name, child]) => withOther(name, child)),
        isExact: children.every(([, child]) => negate(child, scope).isExact),
      };
    }
    case 'not': {
      const inner = childSchema(node, 'not');
      return inner === undefined ? EVERYTHING : { shapes: scope.read(inner, scope), isExact: true };
    }
    case 'allOf':
      return unite(childList(node, 'allOf').map((child) => negate(child, scope)));
    case 'anyOf':
      return childList(node, 'anyOf')
        .map((child) => negate(child, scope))
        .reduce((met, next) => ({ shapes: meetAll(met.shapes, next.shapes, { scope, node, keyword }), isExact: met.isExact && next.isExact }));
    case 'minItems':
      return { shapes: value === 0 ? [] : [{ ...OPEN_ARRAY, maxItems: Number(value) - 1 }], isExact: false };
    case 'maxItems':
      return { shapes: [{ ...OPEN_ARRAY, minItems: Number(value) + 1 }], isExact: false };
    case 'oneOf':
      return EVERYTHING;
    case 'if':
      return Object.hasOwn(schema, 'then') || Object.hasOwn(schema, 'else') ? EVERYTHING : { shapes: [], isExact: true };
    default:
      return negateByKind(keyword);
  }
}

/** What stands here is of a kind, or an annotation, which nothing fails. */
function negateByKind(keyword: string): Negation {
  const wanted = Object.hasOwn(KINDS, keyword) ? KINDS[keyword] : undefined;
  return { shapes: shapesOfKinds((kind) => kind === wanted), isExact: wanted === undefined };
}

function unite(parts: readonly Negation[]): Negation {
  return { shapes: parts.flatMap(({ shapes }) => shapes), isExact: parts.every(({ isExact }) => isExact) };
}

function without(name: string): Shape {
  return withMember(name, { schemas: [], required: false, forbidden: true });
}

function withOther(name: string, child: SchemaNode): Shape {
  return withMember(name, { schemas: child.schema === false ? [] : [opposite(child)], required: true, forbidden: false });
}

export function withMember(name: string, member: Member): Shape {
  return { ...OPEN_OBJECT, members: new Map([[name, member]]) };
}

function kinds(kind: Kind, keywords: string): Record<string, Kind> {
  return Object.fromEntries(keywords.split(/\s+/).map((keyword) => [keyword, kind]));
}

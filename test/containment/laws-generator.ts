import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

const name = fc.constantFrom('a', 'b', 'c', 'ab');
const value: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(null, true, false, 0, 1, 2, -1, 1.5, 'a', 'b', 'aa', '', [], [1], {}, { a: 1 });
const small = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom('^a', 'b$', '^[ab]*$', 'a', '^.{2}$');
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');

/** Small schemas over all keywords of 2020-12. */
export const schemas: fc.Arbitrary<JsonValue> = schemasOver(() => true);

const ABOUT_ARRAYS = ['prefixItems', 'items', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems', 'uniqueItems', 'unevaluatedItems'];
const ABOUT_OBJECTS = [
  'properties',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
  'required',
  'minProperties',
  'maxProperties',
  'unevaluatedProperties',
];
const ABOUT_LOGIC = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

/** Schemas over keywords that are hard together. */
export const arraySchemas: fc.Arbitrary<JsonValue> = schemasOver((keyword) => [...ABOUT_ARRAYS, 'not', 'anyOf'].includes(keyword));
export const objectSchemas: fc.Arbitrary<JsonValue> = schemasOver((keyword) => [...ABOUT_OBJECTS, 'not', 'anyOf'].includes(keyword));
export const logicSchemas: fc.Arbitrary<JsonValue> = schemasOver((keyword) =>
  [...ABOUT_LOGIC, 'properties', 'prefixItems', 'unevaluatedProperties', 'unevaluatedItems', 'dependentSchemas'].includes(keyword),
);

function schemasOver(isWanted: (keyword: string) => boolean): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ schema: JsonValue; node: JsonObject; nodes: JsonValue[] }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'schema' },
      { arbitrary: fc.constantFrom<JsonValue>(true, false, {}), weight: 1 },
      { arbitrary: tie('node'), weight: 8 },
    ),
    nodes: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
    node: fc.oneof({ maxDepth: 3, depthIdentifier: 'schema' }, scalarNode(), keywordsOf(tie('schema'), tie('nodes'), isWanted)),
  })).schema;
}

function scalarNode(): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    type.map((one): JsonObject => ({ type: one })),
    fc.uniqueArray(type, { minLength: 1, maxLength: 3 }).map((many): JsonObject => ({ type: many })),
    value.map((constant): JsonObject => ({ const: constant })),
    fc.uniqueArray(value, { minLength: 1, maxLength: 3, selector: (item) => JSON.stringify(item) }).map((values): JsonObject => ({ enum: values })),
    fc.record(
      { type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -2, max: 2 }), maximum: fc.integer({ min: -2, max: 4 }) },
      { requiredKeys: [] },
    ),
    fc.record(
      { exclusiveMinimum: fc.constantFrom(-1, 0, 0.5), exclusiveMaximum: fc.constantFrom(1, 1.5, 2), multipleOf: fc.constantFrom(0.5, 1, 2, 3) },
      { requiredKeys: [] },
    ),
    fc.record({ type: fc.constant('string'), minLength: small, maxLength: small, pattern }, { requiredKeys: [] }),
  );
}

function keywordsOf(
  schema: fc.Arbitrary<JsonValue>,
  nodes: fc.Arbitrary<JsonValue[]>,
  isWanted: (keyword: string) => boolean,
): fc.Arbitrary<JsonObject> {
  const keywords: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
    type,
    properties: fc.dictionary(name, schema, { minKeys: 1, maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
    patternProperties: fc.dictionary(pattern, schema, { minKeys: 1, maxKeys: 2 }) as fc.Arbitrary<JsonObject>,
    additionalProperties: schema,
    propertyNames: schema,
    required: fc.uniqueArray(name, { maxLength: 2 }),
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { minKeys: 1, maxKeys: 1 }) as fc.Arbitrary<JsonObject>,
    dependentSchemas: fc.dictionary(name, schema, { minKeys: 1, maxKeys: 1 }) as fc.Arbitrary<JsonObject>,
    minProperties: small,
    maxProperties: small,
    prefixItems: nodes,
    items: schema,
    contains: schema,
    minContains: small,
    maxContains: small,
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    allOf: nodes,
    anyOf: nodes,
    oneOf: nodes,
    not: schema,
    if: schema,
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: schema,
    else: schema,
    unevaluatedProperties: schema,
    unevaluatedItems: schema,
  };
  return fc
    .uniqueArray(fc.constantFrom(...Object.keys(keywords).filter(isWanted)), { minLength: 1, maxLength: 4 })
    .chain(
      (chosen) =>
        fc.record(Object.fromEntries(chosen.map((keyword) => [keyword, keywords[keyword] as fc.Arbitrary<JsonValue>]))) as fc.Arbitrary<JsonObject>,
    );
}

/** A schema that refers to itself below a member or an item. */
export const recursiveSchemas: fc.Arbitrary<JsonValue> = fc.tuple(schemas, schemas, name, fc.boolean()).map(([own, other, member, isRequired]) => ({
  $defs: {
    own: {
      properties: { [member]: { anyOf: [{ $ref: '#/$defs/own' }, other] } },
      items: { $ref: '#/$defs/own' },
      allOf: [own],
      ...(isRequired ? { required: [member] } : {}),
    },
  },
  $ref: '#/$defs/own',
}));

/** A schema and another that differs from it by a few edits: pairs that are close to contained. */
export function edited(schema: fc.Arbitrary<JsonValue>): fc.Arbitrary<readonly [JsonValue, JsonValue]> {
  return fc
    .tuple(schema, schemas, fc.nat(), fc.nat())
    .map(([before, other, where, how]) => [before, withDefinitionsOf(before, edit(before, other, where, how))] as const);
}

/** References of `schema` to definitions of `from` stay true wherever in `schema` they went. */
function withDefinitionsOf(from: JsonValue, schema: JsonValue): JsonValue {
  if (!isObject(from) || from['$defs'] === undefined || !isObject(schema)) return schema;
  return { ...schema, $defs: from['$defs'] };
}

function isObject(schema: JsonValue): schema is JsonObject {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}

function edit(schema: JsonValue, other: JsonValue, where: number, how: number): JsonValue {
  if (!isObject(schema)) return other;
  const keywords = Object.keys(schema);
  const keyword = keywords[where % Math.max(1, keywords.length)];
  if (keyword === undefined) return other;
  const { [keyword]: old, ...rest } = schema;
  if (how % 4 === 0) return rest;
  if (how % 4 === 1) return isObject(other) ? { ...other, ...schema } : schema;
  if (how % 4 === 2 && typeof old === 'number') return { ...schema, [keyword]: old + 1 };
  return { allOf: [schema, other] };
}

/** Instances with many accidental matches: few names, few values. */
export const instances: fc.Arbitrary<JsonValue> = fc.letrec<{ json: JsonValue; list: JsonValue[]; map: JsonObject }>((tie) => ({
  json: fc.oneof({ maxDepth: 3, depthIdentifier: 'json' }, value, tie('list'), tie('map')),
  list: fc.array(tie('json'), { maxLength: 3 }),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'ab', 'x'), tie('json'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
})).json;

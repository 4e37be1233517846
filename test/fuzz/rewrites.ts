/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs'];
const SINGLES = [
  'additionalProperties',
  'propertyNames',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'unevaluatedProperties',
  'unevaluatedItems',
];

/** Every subschema of a schema in the words of 2020-12, with what puts another in its place. */
function placesIn(schema: JsonValue): { readonly schema: JsonValue; readonly replaced: (by: JsonValue) => JsonValue }[] {
  const places = [{ schema, replaced: (by: JsonValue): JsonValue => by }];
  if (typeof schema !== 'object' || schema === null) return places;
  const whole = schema as JsonObject;
  const below = (child: JsonValue, put: (by: JsonValue) => JsonValue): void => {
    for (const place of placesIn(child)) places.push({ schema: place.schema, replaced: (by) => put(place.replaced(by)) });
  };
  for (const [keyword, value] of Object.entries(whole)) {
    if (SINGLES.includes(keyword)) below(value, (by) => ({ ...whole, [keyword]: by }));
    if (LISTS.includes(keyword))
      for (const [at, child] of (value as readonly JsonValue[]).entries())
        below(child, (by) => ({ ...whole, [keyword]: (value as readonly JsonValue[]).with(at, by) }));
    if (MAPS.includes(keyword))
      for (const [name, child] of Object.entries(value as JsonObject))
        below(child, (by) => ({ ...whole, [keyword]: { ...(value as JsonObject), [name]: by } }));
  }
  return places;
}

/** Another way to say the same, where one applies. */
type Rewrite = (schema: JsonObject) => JsonValue | undefined;

const without = (schema: JsonObject, keyword: string): JsonObject => Object.fromEntries(Object.entries(schema).filter(([key]) => key !== keyword));
const isAlone = (schema: JsonObject): boolean =>
  !['unevaluatedProperties', 'unevaluatedItems', 'additionalProperties', 'items', '$id', '$anchor', '$dynamicAnchor'].some((word) =>
    Object.hasOwn(schema, word),
  ) && !hasReference(schema);

function hasReference(schema: JsonValue): boolean {
  return JSON.stringify(schema).includes('"$');
}

/** Each keeps the meaning, also for an `unevaluated…` around it. */
const REWRITES: readonly Rewrite[] = [
  (schema) => ({ allOf: [schema] }),
  (schema) => ({ allOf: [schema, true] }),
  (schema) => ({ anyOf: [schema, false] }),
  (schema) => ({ oneOf: [schema] }),
  (schema) => ({ anyOf: [schema, schema] }),
  (schema) => ({ if: true, then: schema }),
  (schema) => ({ if: false, then: false, else: schema }),
  (schema) => ({ ...schema, description: 'the same' }),
  (schema) => ('const' in schema && !('enum' in schema) ? { ...without(schema, 'const'), enum: [schema['const']] } : undefined),
  (schema) =>
    Array.isArray(schema['enum'])
      ? {
          ...without(schema, 'enum'),
          allOf: [...((schema['allOf'] as JsonValue[] | undefined) ?? []), { anyOf: schema['enum'].map((value: JsonValue) => ({ const: value })) }],
        }
      : undefined,
  (schema) =>
    Array.isArray(schema['type'])
      ? {
          ...without(schema, 'type'),
          allOf: [...((schema['allOf'] as JsonValue[] | undefined) ?? []), { anyOf: schema['type'].map((type: JsonValue) => ({ type })) }],
        }
      : undefined,
  (schema) => (schema['type'] === 'number' ? { ...schema, type: ['integer', 'number'] } : undefined),
  // Whatever a schema says beside the rest may be said in an `allOf`, unless something beside it reads it.
  (schema) => {
    if (!isAlone(schema)) return undefined;
    const entries = Object.entries(schema).filter(
      ([key]) => !['if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'properties', 'patternProperties', 'prefixItems'].includes(key),
    );
    const [first] = entries;
    return first === undefined ? undefined : { allOf: [{ [first[0]]: first[1] }, without(schema, first[0])] };
  },
];

/** Keep the meaning as well, but not what is evaluated: for schemas without an `unevaluated…` anywhere. */
const FREE_REWRITES: readonly Rewrite[] = [
  (schema) => ({ not: { not: schema } }),
  (schema) => ({ if: schema, else: false }),
  (schema) => ({ if: { not: schema }, then: false }),
  ({ anyOf, ...others }) =>
    Array.isArray(anyOf) && Object.keys(others).length === 0 ? { not: { allOf: anyOf.map((one: JsonValue) => ({ not: one })) } } : undefined,
  ({ allOf, ...others }) =>
    Array.isArray(allOf) && Object.keys(others).length === 0 ? { not: { anyOf: allOf.map((one: JsonValue) => ({ not: one })) } } : undefined,
  ({ if: test, then: yes = true, else: no = true, ...others }) =>
    test === undefined
      ? undefined
      : {
          ...others,
          allOf: [...((others['allOf'] as JsonValue[] | undefined) ?? []), { oneOf: [{ allOf: [test, yes] }, { allOf: [{ not: test }, no] }] }],
        },
  ({ required, ...others }) =>
    Array.isArray(required) && required.length > 0
      ? {
          ...others,
          allOf: [
            ...((others['allOf'] as JsonValue[] | undefined) ?? []),
            { not: { type: 'object', anyOf: required.map((name) => ({ properties: { [name as string]: false } })) } },
          ],
        }
      : undefined,
  ({ dependentRequired, ...others }) =>
    dependentRequired === undefined
      ? undefined
      : {
          ...others,
          allOf: [
            ...((others['allOf'] as JsonValue[] | undefined) ?? []),
            ...Object.entries(dependentRequired as JsonObject).map(([name, needed]) => ({
              if: { type: 'object', required: [name] },
              then: { required: needed },
            })),
          ],
        },
  ({ minItems, ...others }) =>
    typeof minItems === 'number'
      ? {
          ...others,
          allOf: [...((others['allOf'] as JsonValue[] | undefined) ?? []), { not: { type: 'array', maxItems: minItems - 1 } }].filter(
            () => minItems > 0,
          ),
        }
      : undefined,
  ({ minLength, ...others }) =>
    typeof minLength === 'number' && others['allOf'] === undefined
      ? { ...others, allOf: [{ anyOf: [{ not: { type: 'string' } }, { pattern: `^[\\s\\S]{${minLength},}$` }] }] }
      : undefined,
  (schema) => ({ anyOf: [{ allOf: [schema, { type: ['object', 'string'] }] }, { allOf: [schema, { not: { type: ['object', 'string'] } }] }] }),
  (schema) => ({
    oneOf: [{ allOf: [schema, { type: ['array', 'integer', 'null'] }] }, { allOf: [schema, { not: { type: ['array', 'integer', 'null'] } }] }],
  }),
];

/** What a pointer or a reference may lead through or to. */
const IDENTIFIERS = ['$defs', '$id', '$anchor', '$dynamicAnchor'];

/** A schema with the same meaning: some subschemas said in another way. */
export function rewritten(schema: JsonValue): fc.Arbitrary<JsonValue> {
  const text = JSON.stringify(schema);
  const rewrites = text.includes('unevaluated') ? REWRITES : [...REWRITES, ...FREE_REWRITES];
  const isMovable = (place: JsonValue): boolean =>
    typeof place === 'object' && place !== null && !IDENTIFIERS.some((word) => Object.hasOwn(place, word));
  const once = (current: JsonValue, where: number, how: number): JsonValue => {
    const places = placesIn(current).filter((place) => isMovable(place.schema));
    const place = places[where % Math.max(1, places.length)];
    const made = place && rewrites[how % rewrites.length]?.(place.schema as JsonObject);
    return place === undefined || made === undefined ? current : place.replaced(made);
  };
  return fc
    .array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })
    .map((steps) => steps.reduce((current, [where, how]) => once(current, where, how), schema));
}

/** Whether a place is reached through keywords that keep the direction: what is there is narrowed, the whole is narrowed. */
function positivePlacesIn(schema: JsonValue): ReturnType<typeof placesIn> {
  const places = [{ schema, replaced: (by: JsonValue): JsonValue => by }];
  if (typeof schema !== 'object' || schema === null) return places;
  const whole = schema as JsonObject;
  const below = (child: JsonValue, put: (by: JsonValue) => JsonValue): void => {
    for (const place of positivePlacesIn(child)) places.push({ schema: place.schema, replaced: (by) => put(place.replaced(by)) });
  };
  for (const [keyword, value] of Object.entries(whole)) {
    const isCounted = keyword === 'contains' && Object.hasOwn(whole, 'maxContains');
    if (['additionalProperties', 'propertyNames', 'items', 'contains'].includes(keyword) && !isCounted)
      below(value, (by) => ({ ...whole, [keyword]: by }));
    if (['allOf', 'anyOf', 'prefixItems'].includes(keyword))
      for (const [at, child] of (value as readonly JsonValue[]).entries())
        below(child, (by) => ({ ...whole, [keyword]: (value as readonly JsonValue[]).with(at, by) }));
    if (['properties', 'patternProperties', 'dependentSchemas'].includes(keyword))
      for (const [name, child] of Object.entries(value as JsonObject))
        below(child, (by) => ({ ...whole, [keyword]: { ...(value as JsonObject), [name]: by } }));
  }
  return places;
}

/** A pair that is contained by construction: one is the other with something more asked, or something more allowed, somewhere inside. */
export function nested(schemas: fc.Arbitrary<JsonValue>): fc.Arbitrary<readonly [JsonValue, JsonValue]> {
  return fc.tuple(schemas, schemas, fc.nat(), fc.nat(3)).chain(([schema, other, where, how]) => {
    const isPlain = !hasReference(schema) && !JSON.stringify(schema).includes('unevaluated');
    const places = !isPlain ? [{ schema, replaced: (by: JsonValue): JsonValue => by }] : positivePlacesIn(schema);
    const place = places[where % places.length] ?? { schema, replaced: (by: JsonValue): JsonValue => by };
    if (hasReference(schema)) return fc.tuple(rewritten(schema), rewritten(schema));
    const narrowed = place.replaced({ allOf: how % 2 === 0 ? [place.schema, other] : [other, place.schema] });
    const widened = place.replaced({ anyOf: how % 2 === 0 ? [place.schema, other] : [other, place.schema] });
    const pairs = [
      fc.tuple(fc.constant(narrowed), rewritten(schema)),
      fc.tuple(rewritten(schema), fc.constant(widened)),
      fc.tuple(fc.constant(narrowed), fc.constant(widened)),
      fc.tuple(rewritten(schema), rewritten(schema)),
    ];
    return pairs[how] as fc.Arbitrary<readonly [JsonValue, JsonValue]>;
  });
}

/** A keyword of one subschema dropped, or changed a little. */
export function mutated(schema: JsonValue): fc.Arbitrary<JsonValue> {
  return fc.tuple(fc.nat(), fc.nat(), fc.nat(5)).map(([where, which, how]) => {
    const places = placesIn(schema);
    const place = places[where % places.length];
    if (place === undefined) return schema;
    if (typeof place.schema !== 'object' || place.schema === null) return place.replaced(place.schema !== true);
    const keywords = Object.keys(place.schema).filter((keyword) => !keyword.startsWith('$'));
    const keyword = keywords[which % Math.max(1, keywords.length)];
    if (keyword === undefined) return place.replaced(false);
    return place.replaced(altered(place.schema as JsonObject, keyword, how));
  });
}

function altered(schema: JsonObject, keyword: string, how: number): JsonValue {
  const value = schema[keyword] as JsonValue;
  if (how === 0) return without(schema, keyword);
  if (how === 5) return { not: schema };
  if (typeof value === 'number')
    return { ...schema, [keyword]: how % 2 === 0 || value <= 0 ? value + 1 : value - (Number.isInteger(value) && value > 1 ? 1 : 0) };
  if (typeof value === 'boolean') return { ...schema, [keyword]: !value };
  if (Array.isArray(value) && value.length > 1) return { ...schema, [keyword]: how % 2 === 0 ? value.slice(1) : value.slice(0, -1) };
  if (keyword === 'anyOf' && how > 2) return { ...without(schema, keyword), oneOf: value };
  if (keyword === 'oneOf' && how > 2) return { ...without(schema, keyword), anyOf: value };
  return without(schema, keyword);
}

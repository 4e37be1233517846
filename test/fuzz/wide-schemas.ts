/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';

/** What schemas of one theme are made of: few words, so that they have much to do with each other. */
interface Theme {
  readonly keywords: readonly string[];
  /** Schemas without subschemas. */
  readonly leaves: readonly fc.Arbitrary<JsonValue>[];
  readonly names?: readonly string[];
  readonly patterns?: readonly string[];
}

const ABOUT_LOGIC = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];
const ABOUT_ARRAYS = ['prefixItems', 'items', 'contains', 'minContains', 'maxContains', 'minItems', 'maxItems', 'uniqueItems', 'unevaluatedItems'];
const ABOUT_MEMBERS = ['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'];
const ABOUT_OBJECTS = [...ABOUT_MEMBERS, 'propertyNames', 'required', 'minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'];

const NUMBERS = [0, 1, 2, 3, -1, 1.5, 0.1, 0.3, 0.5, 2.5, 1e21, 1e-7, 9007199254740992, 100, 5e-324];
const DIVISORS = [1, 2, 3, 0.1, 0.3, 0.01, 0.5, 1.5, 2.5, 1e-7, 1e5, 1e21, 7];
const TEXTS = ['', 'a', 'b', 'ab', 'aa', 'A', 'é', '😀', 'a😀', '\n', '1', '_', 'abab'];
const PATTERNS = [
  ...['^a', 'b$', '^[ab]*$', 'a', '^.{2}$', '^.$', '.', '^$', '^[^a]$', '\\S', '^\\w+$', '\\W', '^\\d', '^(?!a)', '^(?=.*b)a', '^(a|ab)(b|ab)?$'],
  ...[
    '\\p{L}',
    '^\\p{Lu}',
    '^\\P{L}*$',
    '^\\u{1F600}$',
    '[😀]',
    '^[\\s\\S]{1,2}$',
    '(^a|b$)',
    '^a?b?$',
    'a{2,}',
    '^(?:a|b|)$',
    '\\.',
    '^[\\x00-\\x7f]*$',
  ],
  ...['a\\b', '^(?!.*b)', '(?<=a)b', '(a)\\1', '^(?!a$|b$)', '\\n', '^[^\\n]*$', '^a$|^b$', '^(?:(?:a)+)+$'],
];
const FORMATS = [
  'date',
  'time',
  'date-time',
  'uuid',
  'ipv4',
  'ipv6',
  'email',
  'hostname',
  'uri',
  'uri-reference',
  'iri',
  'regex',
  'json-pointer',
  'unheard-of',
];

const leafOf = (record: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonValue> =>
  fc.record(record, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
const choose = (values: readonly JsonValue[]): fc.Arbitrary<JsonValue> => fc.constantFrom(...values);
const listOf = (values: readonly JsonValue[]): fc.Arbitrary<JsonValue> =>
  fc.uniqueArray(choose(values), { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) });

const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const SMALL_VALUES: readonly JsonValue[] = [null, true, false, 0, 1, 2, 'a', 'b', '', [], [1], [1, 2], {}, { a: 1 }, { a: 1, b: 'b' }, [[]], [{}]];
const size = fc.integer({ min: 0, max: 3 });
const types = fc.oneof(
  choose(TYPES).map((type): JsonValue => ({ type })),
  listOf(TYPES).map((type): JsonValue => ({ type })),
);

const numeric = [
  leafOf({ multipleOf: choose(DIVISORS), minimum: choose(NUMBERS), maximum: choose(NUMBERS) }),
  leafOf({ type: choose(['integer', 'number']), exclusiveMinimum: choose(NUMBERS), exclusiveMaximum: choose(NUMBERS), multipleOf: choose(DIVISORS) }),
  choose(NUMBERS).map((value): JsonValue => ({ const: value })),
  listOf(NUMBERS).map((values): JsonValue => ({ enum: values })),
];
const textual = [
  leafOf({ type: choose(['string']), minLength: size, maxLength: size, pattern: choose(PATTERNS) }),
  leafOf({ pattern: choose(PATTERNS) }),
  choose(TEXTS).map((value): JsonValue => ({ const: value })),
  listOf(TEXTS).map((values): JsonValue => ({ enum: values })),
];
const formatted = [
  leafOf({
    format: choose(FORMATS),
    pattern: choose(PATTERNS),
    minLength: size,
    contentEncoding: choose(['base64']),
    contentMediaType: choose(['application/json']),
  }),
];
const plain = [
  types,
  choose(SMALL_VALUES).map((value): JsonValue => ({ const: value })),
  listOf(SMALL_VALUES).map((values): JsonValue => ({ enum: values })),
  choose([true, false, {}]),
];
const smallNumbers = leafOf({ type: choose(['integer', 'number']), minimum: choose([0, 1, 2]), maximum: choose([0, 1, 2]) });

/** By name: what schemas are about. */
export const THEMES: Readonly<Record<string, Theme>> = {
  numbers: { keywords: [...ABOUT_LOGIC, 'items', 'uniqueItems', 'minItems', 'contains'], leaves: [...numeric, types] },
  texts: {
    keywords: [...ABOUT_LOGIC, 'propertyNames', 'patternProperties', 'additionalProperties', 'minProperties'],
    leaves: [...textual, types],
    names: ['a', 'b', 'é', '😀'],
    patterns: PATTERNS,
  },
  formats: { keywords: [...ABOUT_LOGIC, 'propertyNames', 'items'], leaves: [...formatted, ...textual] },
  arrays: { keywords: [...ABOUT_ARRAYS, ...ABOUT_ARRAYS, 'not', 'anyOf', 'allOf', 'if', 'then'], leaves: [...plain, smallNumbers] },
  objects: { keywords: [...ABOUT_OBJECTS, ...ABOUT_OBJECTS, 'not', 'anyOf', 'allOf', 'if', 'else'], leaves: [...plain, smallNumbers] },
  logic: { keywords: [...ABOUT_LOGIC, ...ABOUT_LOGIC, 'properties', 'required', 'items'], leaves: [...plain, smallNumbers] },
  unevaluated: {
    keywords: [
      'unevaluatedProperties',
      'unevaluatedItems',
      'unevaluatedProperties',
      'unevaluatedItems',
      ...ABOUT_LOGIC,
      'properties',
      'patternProperties',
      'prefixItems',
      'contains',
      'dependentSchemas',
      'additionalProperties',
      'items',
    ],
    leaves: [...plain],
  },
  everything: { keywords: [...ABOUT_LOGIC, ...ABOUT_ARRAYS, ...ABOUT_OBJECTS], leaves: [...plain, smallNumbers, ...numeric, ...textual] },
};

/** Schemas of a theme in the words of 2020-12; `references`: what else may stand where a schema stands. */
export function schemasAbout(
  { keywords, leaves, names = ['a', 'b', 'c', 'ab'], patterns = ['^a', 'b$', '^[ab]*$', 'a', '^.{2}$', '^(?!a)'] }: Theme,
  references: readonly JsonValue[] = [],
): fc.Arbitrary<JsonValue> {
  return fc.letrec<{ schema: JsonValue; node: JsonValue; nodes: JsonValue[] }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'wide' },
      { arbitrary: fc.oneof(...leaves), weight: 3 },
      ...(references.length > 0 ? [{ arbitrary: choose(references), weight: 3 }] : []),
      { arbitrary: tie('node'), weight: 5 },
    ),
    nodes: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
    node: keywordsOf(tie('schema'), tie('nodes') as fc.Arbitrary<JsonValue>, { keywords, names, patterns, leaves }),
  })).node;
}

function keywordsOf(
  schema: fc.Arbitrary<JsonValue>,
  nodes: fc.Arbitrary<JsonValue>,
  { keywords, names, patterns, leaves }: Required<Theme>,
): fc.Arbitrary<JsonValue> {
  const map = (keys: readonly string[], value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> =>
    fc.dictionary(fc.constantFrom(...keys), value, { minKeys: 1, maxKeys: 3, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
  const some = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }) as fc.Arbitrary<JsonValue>;
  const values: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
    ...{
      properties: map(names, schema),
      patternProperties: map(patterns, schema),
      additionalProperties: schema,
      propertyNames: schema,
      required: some,
    },
    ...{ dependentRequired: map(names, some), dependentSchemas: map(names, schema), minProperties: size, maxProperties: size },
    ...{ prefixItems: nodes, items: schema, contains: schema, minContains: size, maxContains: size, minItems: size, maxItems: size },
    ...{ uniqueItems: fc.boolean(), allOf: nodes, anyOf: nodes, oneOf: nodes, not: schema, if: schema, then: schema, else: schema },
    ...{ unevaluatedProperties: schema, unevaluatedItems: schema },
  };
  const chosen = fc.uniqueArray(fc.constantFrom(...keywords), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(chosen, fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, { arbitrary: fc.oneof(...leaves), weight: 1 }))
    .chain(([words, own]) => {
      // `then` and `else` mean nothing without `if`, and counts of `contains` nothing without it.
      const needed = new Set(
        words.flatMap((word) => (word === 'then' || word === 'else' ? ['if', word] : word.endsWith('Contains') ? ['contains', word] : [word])),
      );
      const record = fc.record(
        Object.fromEntries([...needed].map((word) => [word, values[word] as fc.Arbitrary<JsonValue>])),
      ) as fc.Arbitrary<JsonObject>;
      return record.map((made): JsonValue => ({ ...(typeof own === 'object' ? (own as JsonObject) : {}), ...made }));
    });
}

const DYNAMIC: readonly JsonValue[] = [{ $dynamicRef: '#node' }, { $ref: 'p' }, { $ref: 'q' }, { $dynamicRef: 'q#node' }, { $ref: '#/$defs/r' }];
const STATIC: readonly JsonValue[] = [{ $ref: '#/$defs/p' }, { $ref: '#/$defs/q' }, { $ref: '#q' }];

/** Definitions that refer to each other; whether the graph has a meaning is for the reader of the document to say. */
export function graphsAbout(theme: Theme): fc.Arbitrary<JsonValue> {
  const schema = schemasAbout(theme, STATIC);
  return fc
    .tuple(schema, schema, schema)
    .map(([root, p, q]): JsonValue => ({ ...asObject(root), $defs: { p, q: { ...asObject(q), $anchor: 'q' } } }));
}

/** The same with resources and dynamic references. */
export function dynamicGraphsAbout(theme: Theme): fc.Arbitrary<JsonValue> {
  const schema = schemasAbout(theme, DYNAMIC);
  return fc.tuple(schema, schema, schema, schema, fc.nat(7)).map(([root, p, q, r, anchors]): JsonValue => {
    const anchored = (at: number): JsonObject => ((anchors >> at) % 2 === 1 ? { $dynamicAnchor: 'node' } : {});
    return {
      $id: 'https://example.com/root',
      ...anchored(0),
      ...asObject(root),
      $defs: { p: { $id: 'p', ...anchored(1), ...asObject(p), $defs: { r } }, q: { $id: 'q', ...anchored(2), ...asObject(q), $defs: { r: p } }, r },
    };
  });
}

function asObject(schema: JsonValue): JsonObject {
  return typeof schema === 'object' ? (schema as JsonObject) : schema === true ? {} : { not: {} };
}

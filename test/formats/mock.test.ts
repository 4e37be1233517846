import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { mockInstances } from '../../src/formats/json-schema/mock/mock.ts';
import { parseSchema } from '../../src/formats/json-schema/parse-schema.ts';

const SCHEMAS: readonly { title: string; schema: JsonValue }[] = [
  { title: 'true', schema: true },
  {
    title: 'every format of the standard',
    schema: {
      type: 'object',
      required: ['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uuid', 'json-pointer', 'regex'].concat(
        'iri',
        'idn-email',
      ),
      properties: Object.fromEntries(
        [
          'date',
          'time',
          'date-time',
          'duration',
          'email',
          'hostname',
          'ipv4',
          'ipv6',
          'uri',
          'uuid',
          'json-pointer',
          'regex',
          'iri',
          'idn-email',
        ].map((format) => [format, { type: 'string', format }]),
      ),
    },
  },
  { title: 'a pattern', schema: { type: 'string', pattern: '^[A-Z]{3}-\\d{4}$' } },
  { title: 'a pattern and lengths', schema: { type: 'string', pattern: '^a+$', minLength: 7, maxLength: 9 } },
  { title: 'multiples of a fraction', schema: { type: 'number', multipleOf: 0.01, minimum: 0.1, exclusiveMaximum: 0.13 } },
  { title: 'multiples of more than one, with a fraction', schema: { type: 'number', multipleOf: 2.5, minimum: 7 } },
  { title: 'a number where doubles are far apart', schema: { type: 'number', minimum: 1e307 } },
  { title: 'a number at the end of doubles', schema: { type: 'number', exclusiveMinimum: 1e308, multipleOf: 1e307 } },
  { title: 'one integer', schema: { type: 'integer', exclusiveMinimum: 2, exclusiveMaximum: 4 } },
  { title: 'unique items', schema: { type: 'array', items: { enum: [1, 2, 3] }, minItems: 3, uniqueItems: true } },
  { title: 'contains', schema: { type: 'array', minItems: 4, items: { type: 'integer' }, contains: { const: 7 }, minContains: 2 } },
  { title: 'a tuple', schema: { prefixItems: [{ const: 'a' }, { type: 'boolean' }], items: false, minItems: 2, type: 'array' } },
  {
    title: 'names by a pattern',
    schema: { type: 'object', minProperties: 2, propertyNames: { pattern: '^x-' }, additionalProperties: { type: 'null' } },
  },
  {
    title: 'branches with a discriminator',
    schema: {
      oneOf: [
        { properties: { kind: { const: 'a' }, n: { type: 'integer' } }, required: ['kind', 'n'] },
        { properties: { kind: { const: 'b' } }, required: ['kind'] },
      ],
      type: 'object',
    },
  },
  {
    title: 'if and then',
    schema: {
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: ['card', 'cash'] } },
      if: { properties: { kind: { const: 'card' } } },
      else: { required: ['coins'] },
    },
  },
  { title: 'not', schema: { type: 'integer', minimum: 1, maximum: 3, not: { enum: [1, 3] } } },
  {
    title: 'a closed object by unevaluatedProperties',
    schema: {
      allOf: [{ properties: { a: { type: 'string' } } }],
      properties: { b: true },
      required: ['a'],
      unevaluatedProperties: false,
      type: 'object',
    },
  },
  { title: 'dependent members', schema: { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['c'] }, required: ['a'] } },
  {
    title: 'a tree',
    schema: {
      $ref: '#/$defs/node',
      $defs: { node: { type: 'object', required: ['children'], properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } } } },
    },
  },
  {
    title: 'draft-07 tuples',
    schema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'array', minItems: 2, items: [{ const: 1 }], additionalItems: { const: 2 } },
  },
  { title: 'only the solver finds it', schema: { type: 'string', pattern: '^(ab|cd)+$', not: { pattern: '^(ab)' }, minLength: 10, maxLength: 11 } },
  { title: 'a name like a prototype member', schema: { type: 'object', required: ['constructor'], properties: { constructor: { const: 1 } } } },
];

/** Whether a value is one of the schema, formats asserted. */
function judgeOf(schema: JsonValue): (value: JsonValue) => boolean {
  const compiled = compileSchema(parseSchema({ schema }), { formats: 'assert' });
  return (value) => compiled.evaluate(value, { maxFindings: 0 }).valid;
}

for (const { title, schema } of SCHEMAS) {
  test(`${title}: 20 events, all of them valid, the same for the same seed`, () => {
    const mock = mockInstances(parseSchema({ schema }), { count: 20, seed: 3 });
    const values = mock.kind === 'made' ? mock.values : [];
    expect(values).toHaveLength(20);
    const isValid = judgeOf(schema);
    expect(values.filter((value) => !isValid(value))).toEqual([]);
    expect(mockInstances(parseSchema({ schema }), { count: 20, seed: 3 })).toEqual(mock);
  });
}

test('another seed gives other events', () => {
  const parsed = parseSchema({ schema: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } } });
  expect(mockInstances(parsed, { seed: 1 })).not.toEqual(mockInstances(parsed, { seed: 2 }));
});

for (const schema of [false, { type: 'string', minLength: 2, maxLength: 1 }, { allOf: [{ type: 'string' }, { type: 'integer' }] }]) {
  test(`${JSON.stringify(schema)} is said to be empty`, () => expect(mockInstances(parseSchema({ schema }))).toEqual({ kind: 'empty' }));
}

test('a text that is longer than texts can be is not found, and is no crash', () => {
  expect(mockInstances(parseSchema({ schema: { type: 'string', minLength: 2 ** 40 } })).kind).not.toBe('made');
});

/** Each asks for the next twice, so the smallest event doubles with each level. */
const doubling = (levels: number): JsonObject => ({
  $ref: '#/$defs/a0',
  $defs: {
    ...Object.fromEntries(
      Array.from({ length: levels }, (_, level): [string, JsonObject] => {
        const next = { $ref: `#/$defs/a${level + 1}` };
        return [`a${level}`, { type: 'object', properties: { x: next, y: next }, required: ['x', 'y'] }];
      }),
    ),
    [`a${levels}`]: { type: 'object' },
  },
});

test.each([
  [8, 'made'],
  [24, 'not_found'],
  [60, 'not_found'],
])('a small schema whose smallest event doubles over %i levels: %s', (levels, kind) => {
  expect(mockInstances(parseSchema({ schema: doubling(levels) })).kind).toBe(kind);
});

test('texts count by their length, so a thousand long ones are not made', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `n${index}`);
  const schema = { type: 'object', required: names, additionalProperties: { type: 'string', minLength: 2 ** 22 } };
  expect(mockInstances(parseSchema({ schema })).kind).toBe('not_found');
});

const keyword = fc.record(
  {
    type: fc.constantFrom('string', 'integer', 'object', 'array', 'null'),
    minimum: fc.integer({ min: -2, max: 2 }),
    maximum: fc.integer({ min: -2, max: 2 }),
    minLength: fc.nat(3),
    pattern: fc.constantFrom('^a', '\\d$', 'b{2}'),
    required: fc.subarray(['a', 'b']),
    minProperties: fc.nat(2),
    minItems: fc.nat(2),
    uniqueItems: fc.boolean(),
    enum: fc.uniqueArray(fc.constantFrom('a', 1, null), { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const { schema: anySchema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 2 },
    keyword as fc.Arbitrary<JsonObject>,
    fc.record(
      {
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema')),
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        items: tie('schema'),
        not: tie('schema'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonObject>,
  ),
}));

test('whatever is made is valid, and nothing is called empty that has a value', () => {
  fc.assert(
    fc.property(anySchema, fc.nat(1_000), fc.jsonValue() as fc.Arbitrary<JsonValue>, (schema, seed, other) => {
      const mock = mockInstances(parseSchema({ schema }), { count: 2, seed });
      const isValid = judgeOf(schema);
      if (mock.kind === 'made') return mock.values.every(isValid);
      return mock.kind === 'not_found' || ![other, null, true, 1, 'a', [], {}].some(isValid);
    }),
  );
});

test('events of GitHub have mocks', () => {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-schemas-7/schema.json');
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: JsonObject };
  const names = Object.keys(definitions)
    .filter((name) => name.includes('$'))
    .slice(0, 10);
  const kinds = names.map((name) => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      allOf: [{ $ref: `#/definitions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` }],
      definitions,
    };
    return `${name} ${mockInstances(parseSchema({ schema }), { formats: 'annotate' }).kind}`;
  });
  expect(kinds).toEqual(names.map((name) => `${name} made`));
});

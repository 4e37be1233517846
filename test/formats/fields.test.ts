import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';

const NODE = { $defs: { node: { properties: { name: {}, parent: { $ref: '#/$defs/node' } } } }, $ref: '#/$defs/node' };

const rows: readonly { readonly title: string; readonly schema: JsonValue; readonly fields: readonly string[] }[] = [
  { title: 'no members', schema: { type: 'string' }, fields: [] },
  { title: 'a boolean schema', schema: true, fields: [] },
  { title: 'members, sorted', schema: { properties: { b: {}, a: { properties: { c: {} } } } }, fields: ['a', 'a/c', 'b'] },
  { title: 'what is only required', schema: { required: ['a'] }, fields: ['a'] },
  { title: 'items add no step', schema: { properties: { lines: { items: { properties: { quantity: {} } } } } }, fields: ['lines', 'lines/quantity'] },
  { title: 'tuples add no step', schema: { prefixItems: [{ properties: { a: {} } }], items: { properties: { b: {} } } }, fields: ['a', 'b'] },
  { title: 'maps add no step', schema: { properties: { m: { additionalProperties: { properties: { a: {} } } } } }, fields: ['m', 'm/a'] },
  { title: 'patterns are no names', schema: { patternProperties: { '^x-': { properties: { a: {} } } } }, fields: ['a'] },
  { title: 'references', schema: { properties: { a: { $ref: '#/$defs/d' } }, $defs: { d: { properties: { b: {} } } } }, fields: ['a', 'a/b'] },
  {
    title: 'every branch',
    schema: {
      allOf: [{ properties: { a: {} } }],
      anyOf: [{ properties: { b: {} } }],
      oneOf: [{ properties: { c: {} } }],
      if: { properties: { d: {} } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: { e: {} } },
      else: { properties: { f: {} } },
      dependentSchemas: { a: { properties: { g: {} } } },
    },
    fields: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  },
  { title: 'not what is forbidden', schema: { not: { properties: { a: {} } } }, fields: [] },
  {
    title: 'two schemas of one member',
    schema: { allOf: [{ properties: { a: { properties: { b: {} } } } }, { properties: { a: { required: ['c'] } } }] },
    fields: ['a', 'a/b', 'a/c'],
  },
  { title: 'recursion, unrolled twice', schema: NODE, fields: ['name', 'parent', 'parent/name', 'parent/parent'] },
  { title: 'a name with a dot and one with a slash', schema: { properties: { 'a.b': {}, 'c/d': {} } }, fields: ['a.b', 'c/d'] },
  { title: 'no name of 256 characters', schema: { properties: { ['x'.repeat(256)]: {} } }, fields: [] },
];

for (const { title, schema, fields } of rows) {
  test(`fields(): ${title}`, () => expect(jsonSchemaFormat.fields({ schema, dialect: 'draft-2020-12' })).toEqual(fields));
}

test('a referenced document counts', () => {
  const document = { schema: { properties: { price: { $ref: 'money.json' } } }, dialect: 'draft-2020-12' } as const;
  const documents = { 'money.json': { schema: { properties: { amount: {} } }, dialect: 'draft-2020-12' } } as const;
  expect(jsonSchemaFormat.fields({ ...document, documents })).toEqual(['price', 'price/amount']);
});

test('at most 5,000 paths, the nearest ones', () => {
  const names = (count: number, of: JsonValue): JsonObject => ({
    properties: Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, of])),
  });
  const fields = jsonSchemaFormat.fields({ schema: names(100, names(100, {})), dialect: 'draft-2020-12' });
  expect(fields).toHaveLength(5_000);
  expect(fields.filter((path) => !path.includes('/'))).toHaveLength(100);
});

const HOSTILE: readonly { readonly title: string; readonly schema: JsonValue }[] = [
  // Each type refers to all others, so the ways through them have no end worth waiting for.
  {
    title: 'a tangle of types',
    schema: {
      $ref: '#/$defs/t0',
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `t${at}`,
          { properties: Object.fromEntries(Array.from({ length: 40 }, (__, to) => [`m${to}`, { $ref: `#/$defs/t${to}` }])) },
        ]),
      ),
    },
  },
  { title: 'long names, deep', schema: Array.from({ length: 100 }).reduce<JsonValue>((inner) => ({ properties: { ['n'.repeat(255)]: inner } }), {}) },
  {
    title: 'many branches',
    schema: {
      $defs: { d: { properties: { b: {} } } },
      allOf: Array.from({ length: 4_500 }, () => ({ anyOf: [{ properties: { a: {} } }, { $ref: '#/$defs/d' }] })),
    },
  },
];

for (const { title, schema } of HOSTILE) {
  test(`fields() ends within its bounds on ${title}`, () => {
    const fields = jsonSchemaFormat.fields({ schema, dialect: 'draft-2020-12' });
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.length).toBeLessThanOrEqual(5_000);
    expect(fields.join('').length).toBeLessThanOrEqual(300_000);
  });
}

import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { evaluate } from '../../src/formats/json-schema/containment.ts';
import { convertDocument, readOpenApi } from '../../src/importers/openapi/convert-document.ts';

function convert(schema: JsonValue, schemas: JsonObject = {}, openapi = '3.0.0'): ReturnType<typeof convertDocument> {
  return convertDocument(schema, '/components/schemas/X', readOpenApi({ openapi, components: { schemas: { X: schema, ...schemas } } }));
}

/** What a schema object of OpenAPI 3.0 takes and refuses, which its conversion must as well. */
const ROWS: readonly {
  readonly title: string;
  readonly schema: JsonObject;
  readonly takes: readonly JsonValue[];
  readonly refuses: readonly JsonValue[];
}[] = [
  { title: 'nullable beside a type', schema: { type: 'string', nullable: true }, takes: ['a', null], refuses: [1] },
  { title: 'nullable: false', schema: { type: 'string', nullable: false }, takes: ['a'], refuses: [null] },
  { title: 'nullable without a type does nothing', schema: { nullable: true, enum: ['a'] }, takes: ['a'], refuses: [null, 'b'] },
  { title: 'nullable with an enum without null', schema: { type: 'string', nullable: true, enum: ['a'] }, takes: ['a'], refuses: [null] },
  { title: 'nullable with an enum with null', schema: { type: 'string', nullable: true, enum: ['a', null] }, takes: ['a', null], refuses: ['b'] },
  { title: 'nullable beside allOf without a type', schema: { nullable: true, allOf: [{ type: 'object' }] }, takes: [{}], refuses: [null] },
  { title: 'exclusiveMinimum: true', schema: { type: 'number', minimum: 5, exclusiveMinimum: true }, takes: [6], refuses: [5] },
  { title: 'exclusiveMaximum: true', schema: { type: 'number', maximum: 5, exclusiveMaximum: true }, takes: [4], refuses: [5] },
  { title: 'exclusiveMinimum: false', schema: { minimum: 5, exclusiveMinimum: false }, takes: [5], refuses: [4] },
  { title: 'exclusiveMinimum without a minimum', schema: { exclusiveMinimum: true }, takes: [-1], refuses: [] },
  { title: 'siblings of $ref', schema: { $ref: '#/components/schemas/Text', maxLength: 1, nullable: true }, takes: ['abc'], refuses: [null] },
  { title: 'a property called $ref', schema: { properties: { $ref: { type: 'string' } } }, takes: [{ $ref: 'a' }], refuses: [{ $ref: 1 }] },
  {
    title: 'properties with the names of keywords',
    schema: { properties: { nullable: { type: 'string' }, xml: { type: 'integer' } } },
    takes: [{ xml: 1 }],
    refuses: [{ xml: 'a' }, { nullable: true }],
  },
  { title: 'an example is none of what it looks like', schema: { example: { $ref: '#/nowhere', nullable: true } }, takes: [1], refuses: [] },
  {
    title: 'keywords that OpenAPI 3.0 has not',
    schema: { type: 'object', patternProperties: { '.': { type: 'string' } }, const: 1 },
    takes: [{ a: 1 }],
    refuses: [1],
  },
  {
    title: 'members with the names of what every object has',
    schema: { type: 'object', constructor: { type: 'string' }, hasOwnProperty: 1, toString: true, valueOf: {} },
    takes: [{}],
    refuses: [1],
  },
  {
    title: 'discriminator',
    schema: {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind', mapping: { c: 'Cat' } },
    },
    takes: [{ meow: 1 }, { bark: 1 }],
    refuses: [{}],
  },
  {
    title: 'a schema that leads back to itself',
    schema: { $ref: '#/components/schemas/Tree' },
    takes: [{ next: { next: {} } }],
    refuses: [{ next: { next: 1 } }, 1],
  },
  { title: 'a name with a slash', schema: { items: { $ref: '#/components/schemas/a~1b' } }, takes: [[true]], refuses: [[1]] },
  { title: 'a part of a schema', schema: { items: { $ref: '#/components/schemas/Cat/properties/meow' } }, takes: [[1]], refuses: [['a']] },
  {
    title: 'nested in not and additionalProperties',
    schema: { additionalProperties: { not: { type: 'string', nullable: true } } },
    takes: [{ a: 1 }],
    refuses: [{ a: null }],
  },
];

const SCHEMAS: JsonObject = {
  Text: { type: 'string' },
  Cat: { type: 'object', required: ['meow'], properties: { meow: { type: 'integer' } } },
  Dog: { type: 'object', required: ['bark'], properties: { bark: { type: 'integer' } } },
  Tree: { type: 'object', properties: { next: { $ref: '#/components/schemas/Tree' } } },
  'a/b': { type: 'boolean' },
  Unused: { type: 'null' },
};

for (const { title, schema, takes, refuses } of ROWS) {
  test(`OpenAPI 3.0, ${title}`, () => {
    const converted = convert(schema, SCHEMAS).schema;
    const valid = (values: readonly JsonValue[]): readonly JsonValue[] => values.filter((value) => evaluate(converted, value).valid);
    expect([valid(takes), valid(refuses)], JSON.stringify(converted)).toEqual([takes, []]);
    expect(JSON.stringify(converted)).not.toMatch(/components|Unused/);
  });
}

test('what says something else, or nothing, is noted with its place', () => {
  const { notes, schema } = convert({
    discriminator: { propertyName: 'a' },
    properties: { 'a/b': { if: {}, example: 1, externalDocs: { url: 'x' }, 'x-own': { $ref: 'y' } } },
  });
  expect(notes).toEqual([
    { pointer: '/components/schemas/X/discriminator', message: 'discriminator forbids nothing in OpenAPI, and JSON Schema has none' },
    { pointer: '/components/schemas/X/properties/a~1b/if', message: 'OpenAPI 3.0 has no if, so it forbids nothing' },
  ]);
  expect(schema).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { 'a/b': { examples: [1], 'x-own': { $ref: 'y' } } },
  });
});

test('a bound that only later versions have is noted, since it is lost', () => {
  const { notes, schema } = convert({ exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: true });
  expect(notes).toEqual([
    {
      pointer: '/components/schemas/X/exclusiveMinimum',
      message: 'exclusiveMinimum is true or false in OpenAPI 3.0, beside minimum; as a number it forbids nothing',
    },
  ]);
  expect(schema).toMatchObject({ exclusiveMaximum: 9 });
  expect(schema).not.toHaveProperty('exclusiveMinimum');
});

test('OpenAPI 3.1 is JSON Schema 2020-12 already', () => {
  const { schema, notes } = convert({ type: ['string', 'null'], const: 'a', allOf: [{ $ref: '#/components/schemas/Text' }] }, SCHEMAS, '3.1.0');
  expect(notes).toEqual([]);
  expect(schema).toMatchObject({ type: ['string', 'null'], const: 'a', allOf: [{ $ref: '#/$defs/Text' }], $defs: { Text: { type: 'string' } } });
});

for (const [document, message] of [
  [{ swagger: '2.0' }, 'expected a version 3.0.x or 3.1.x'],
  [{ openapi: '4.0.0' }, 'found "4.0.0"'],
  [{ openapi: '3.0.0' }, 'no components.schemas'],
] as const) {
  test(`${JSON.stringify(document)} is refused`, () => {
    expect(() => readOpenApi(document)).toThrow(message);
  });
}

for (const [reference, message] of [
  ['#/components/schemas/Nobody', 'there is no #/components/schemas/Nobody'],
  ['other.yaml#/A', 'leads elsewhere'],
  ['#/paths/x', 'leads elsewhere'],
] as const) {
  test(`a reference to ${reference} is refused`, () => {
    expect(() => convert({ items: { $ref: reference } })).toThrow(message);
  });
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/core/json/parse.ts';
import type { ExactValue, JsonObject } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { inferSchema } from '../../src/formats/json-schema/infer/infer.ts';

const CASES: readonly { title: string; samples: readonly ExactValue[]; maxEnum?: number; schema: JsonObject }[] = [
  { title: 'one text', samples: ['a'], schema: { type: 'string' } },
  { title: 'several types, sorted', samples: ['a', null, true], schema: { type: ['boolean', 'null', 'string'] } },
  { title: 'an integer among numbers is a number', samples: [1, 1.5], schema: { type: 'number' } },
  { title: 'whole numbers', samples: [1, 2], schema: { type: 'integer' } },
  { title: '1.0 is an integer', samples: [parseJson('1.0')], schema: { type: 'integer' } },
  { title: 'a number beyond doubles', samples: [parseJson('9007199254740993')], schema: { type: 'integer' } },
  {
    title: 'what is always there is required',
    samples: [{ a: 1, b: 1 }, { a: 2 }],
    schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'integer' } } },
  },
  { title: 'an empty object', samples: [{}], schema: { type: 'object' } },
  { title: 'items of all arrays', samples: [[1], ['a', 2]], schema: { type: 'array', items: { type: ['integer', 'string'] } } },
  { title: 'an empty array', samples: [[]], schema: { type: 'array' } },
  { title: 'a format that all texts have', samples: ['2026-01-01', '2026-02-28'], schema: { type: 'string', format: 'date' } },
  { title: 'a format that one text has not', samples: ['2026-01-01', '2026-02-30'], schema: { type: 'string' } },
  { title: 'a text with a colon is no URI', samples: ['note:x'], schema: { type: 'string' } },
  { title: 'a format beside null', samples: ['2026-01-01T00:00:00Z', null], schema: { type: ['null', 'string'], format: 'date-time' } },
  { title: 'no enum without the option', samples: ['a', 'a', 'b', 'b'], schema: { type: 'string' } },
  { title: 'an enum of values that come again', samples: ['a', 'b', 'a', 'b'], maxEnum: 2, schema: { type: 'string', enum: ['a', 'b'] } },
  {
    title: 'a null among the values of an enum',
    samples: ['a', null, 'a', null],
    maxEnum: 2,
    schema: { type: ['null', 'string'], enum: ['a', null] },
  },
  { title: 'no enum of a value seen once', samples: ['a', 'b', 'a'], maxEnum: 2, schema: { type: 'string' } },
  { title: 'no enum of a single value', samples: ['a', 'a'], maxEnum: 2, schema: { type: 'string' } },
  { title: 'no enum of more values', samples: ['a', 'b', 'a', 'b'], maxEnum: 1, schema: { type: 'string' } },
  {
    title: 'names like those of prototypes',
    samples: [{ constructor: 1 }],
    schema: { type: 'object', required: ['constructor'], properties: { constructor: { type: 'integer' } } },
  },
  {
    title: 'many names, none of them always, are data',
    samples: [...Array(101).keys()].map((index) => ({ [`id${index}`]: { n: index } })),
    schema: { type: 'object', additionalProperties: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
  },
];
for (const { title, samples, maxEnum = 0, schema } of CASES) {
  test(title, () => {
    const { $schema, ...inferred } = inferSchema(samples, { maxEnum }).schema;
    expect([$schema, inferred]).toEqual(['https://json-schema.org/draft/2020-12/schema', schema]);
  });
}

test('says how often each place was seen, and of how many', () => {
  expect(inferSchema([{ a: [1, 1] }, { a: [], b: 'x' }]).places).toEqual([
    { place: '', types: ['object'], seen: 2, of: 2, isRequired: true },
    { place: '/a', types: ['array'], seen: 2, of: 2, isRequired: true },
    { place: '/a/*', types: ['integer'], seen: 2, of: 2, isRequired: true, distinct: 1 },
    { place: '/b', types: ['string'], seen: 1, of: 2, isRequired: false, distinct: 1 },
  ]);
});

test('an event of very many members is looked at once', () => {
  const sample = Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [`member${index}`, index]));
  expect(inferSchema([sample]).places).toHaveLength(150_001);
});

const value = fc.jsonValue({ maxDepth: 3 }).filter((each) => !JSON.stringify(each).includes('"__proto__"')) as fc.Arbitrary<ExactValue>;
const text = fc.constantFrom('a', '2026-01-01', '2026-01-01T00:00:00Z', 'a@b.example', 'https://a.example', '192.0.2.1', '::1');
const event = fc.record(
  { a: text, b: fc.integer({ max: 3, min: 0 }), c: fc.array(fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }))), d: value },
  { requiredKeys: [] },
) as fc.Arbitrary<ExactValue>;
const samplesOf = fc.array(fc.oneof(value, event), { minLength: 1, maxLength: 12 });
const maxEnumOf = fc.constantFrom(0, 3);

test('every sample is valid under what was inferred of it, formats asserted', () => {
  fc.assert(
    fc.property(samplesOf, maxEnumOf, (samples, maxEnum) => {
      const { schema } = inferSchema(samples, { maxEnum });
      const validator = jsonSchemaFormat.compile(jsonSchemaFormat.parse({ schema }), { formats: 'assert' });
      return samples.every((sample) => validator.validate(sample).valid);
    }),
  );
});

test('the order of samples does not matter, to the byte', () => {
  fc.assert(
    fc.property(
      samplesOf,
      maxEnumOf,
      (samples, maxEnum) => JSON.stringify(inferSchema(samples, { maxEnum })) === JSON.stringify(inferSchema(samples.toReversed(), { maxEnum })),
    ),
  );
});

test('how many values there were is told only of places that have no objects and lists, which are not compared', () => {
  const { places } = inferSchema(
    [
      { a: null, b: 'x' },
      { a: { c: 1 }, b: 'x' },
    ],
    { maxEnum: 0 },
  );
  expect(places.map(({ place, distinct }) => [place, distinct])).toEqual([
    ['', undefined],
    ['/a', undefined],
    ['/a/c', 1],
    ['/b', 1],
  ]);
});

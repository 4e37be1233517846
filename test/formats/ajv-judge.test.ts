import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';

const annotate = { formats: 'annotate' } as const;

const judged: readonly {
  title: string;
  schema: JsonValue;
  dialect?: Dialect;
  formats?: 'assert';
  accepts: readonly JsonValue[];
  refuses: readonly JsonValue[];
}[] = [
  {
    title: 'unevaluatedProperties with nothing but properties beside it',
    schema: { properties: { a: true, toString: true }, unevaluatedProperties: false },
    accepts: [{ a: 1, toString: 1 }, 1],
    refuses: [{ b: 1 }, { valueOf: 1 }],
  },
  { title: 'whole multiples', schema: { multipleOf: 3 }, accepts: [9], refuses: [10] },
  { title: 'inherited names are no members', schema: { required: ['toString'] }, accepts: [{ toString: 1 }], refuses: [{}] },
  { title: 'format is an annotation', schema: { format: 'date' }, accepts: ['x'], refuses: [] },
  { title: 'format is an assertion on demand', schema: { format: 'date' }, formats: 'assert', accepts: ['2024-01-31'], refuses: ['x'] },
  { title: 'a format that nobody knows asserts nothing', schema: { format: 'colour' }, formats: 'assert', accepts: ['x'], refuses: [] },
  { title: 'draft-07 reads a tuple from items', schema: { items: [{ type: 'string' }] }, dialect: 'draft-07', accepts: [['a', 1]], refuses: [[1]] },
  {
    title: 'draft-06 knows const',
    schema: { $schema: 'http://json-schema.org/draft-06/schema#', const: 1 },
    dialect: 'draft-06',
    accepts: [1],
    refuses: [2],
  },
  {
    title: 'draft-04 has boolean bounds, and none of the later keywords',
    schema: { $schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false, const: 9 },
    dialect: 'draft-04',
    accepts: [2, 3],
    refuses: [1, 4],
  },
  {
    title: 'draft-04 names by id, and $ref stands alone',
    schema: {
      id: 'http://e/r',
      definitions: { a: { id: 'a', type: 'integer' }, b: { id: '#b', type: 'string' } },
      properties: { id: { type: 'string' }, x: { $ref: 'a', minimum: 5 }, y: { $ref: '#b' } },
    },
    dialect: 'draft-04',
    accepts: [{ id: 'i', x: 1, y: 's' }],
    refuses: [{ id: 1 }, { x: 's' }, { y: 1 }],
  },
  {
    title: '2019-09 counts what it contains',
    schema: { contains: { const: 1 }, minContains: 2 },
    dialect: 'draft-2019-09',
    accepts: [[1, 1]],
    refuses: [[1]],
  },
  {
    title: 'the dialect that the document names is in force',
    schema: { $schema: 'http://json-schema.org/draft-07/schema#', items: [false] },
    accepts: [[]],
    refuses: [[1]],
  },
];

for (const { title, schema, dialect = 'draft-2020-12', formats = 'annotate', accepts, refuses } of judged) {
  test(`ajvJudge(): ${title}`, () => {
    const judge = ajvJudge({ schema, dialect }, { formats });
    expect(accepts.map((instance) => judge?.(instance))).toEqual(accepts.map(() => true));
    expect(refuses.map((instance) => judge?.(instance))).toEqual(refuses.map(() => false));
  });
}

const declined: readonly { title: string; schema: JsonValue; dialect?: Dialect }[] = [
  { title: 'unevaluatedProperties beside a branch', schema: { anyOf: [{ properties: { a: true } }], unevaluatedProperties: false } },
  {
    title: 'unevaluatedProperties beside a reference, wherever it leads',
    schema: { $defs: { a: { type: 'object' } }, $ref: '#/$defs/a', unevaluatedProperties: false },
  },
  { title: 'a required member without a name', schema: { required: [''] } },
  { title: 'unevaluatedItems, however deep', schema: { properties: { a: { unevaluatedItems: false } } } },
  { title: '$async, which would answer with a promise', schema: { $async: true, type: 'string' } },
  { title: 'nullable', schema: { type: 'string', nullable: true } },
  { title: '$id beside $ref in draft-07', schema: { $id: 'http://e/a', definitions: { x: true }, $ref: '#/definitions/x' }, dialect: 'draft-07' },
  { title: 'fractional multiples', schema: { multipleOf: 0.1 } },
  { title: '$dynamicRef', schema: { $dynamicRef: '#a', $dynamicAnchor: 'a' } },
  { title: 'keywords beside $ref in draft-07', schema: { definitions: { x: true }, $ref: '#/definitions/x', maxLength: 2 }, dialect: 'draft-07' },
  { title: 'a schema that does not compile', schema: { enum: [] }, dialect: 'draft-07' },
  { title: 'a reference that leads nowhere', schema: { $ref: 'other.json' } },
  { title: 'a mixture of dialects', schema: { definitions: { x: { $schema: 'http://json-schema.org/draft-07/schema#' } } }, dialect: 'draft-04' },
  { title: 'the metaschema of draft-04', schema: { $ref: 'http://json-schema.org/draft-04/schema#' }, dialect: 'draft-04' },
];

for (const { title, schema, dialect = 'draft-2020-12' } of declined) {
  test(`ajvJudge() declines ${title}`, () => expect(ajvJudge({ schema, dialect }, annotate)).toBeUndefined());
}

test('ajvJudge() follows references into the other documents', () => {
  const documents = { 'https://example.com/name.json': { schema: { type: 'string' }, dialect: 'draft-2020-12' } } as const;
  const judge = ajvJudge({ schema: { $ref: 'https://example.com/name.json' }, dialect: 'draft-2020-12', documents }, annotate);
  expect([judge?.('a'), judge?.(1)]).toEqual([true, false]);
});

test('ajvJudge() follows references out of the folder of a document that has no name', () => {
  const dialect = 'draft-2020-12';
  const documents = {
    '../shared/address.json': { schema: { properties: { country: { $ref: 'country.json' }, total: { $ref: '../types/money.json' } } }, dialect },
    '../shared/country.json': { schema: { type: 'string' }, dialect },
    '../types/money.json': { schema: { type: 'integer' }, dialect },
  } as const;
  const judge = ajvJudge({ schema: { properties: { to: { $ref: '../shared/address.json' } } }, dialect, documents }, annotate);
  expect([{ to: { country: 'NL', total: 1 } }, { to: { country: 1 } }, { to: { total: 'x' } }].map((instance) => judge?.(instance))).toEqual([
    true,
    false,
    false,
  ]);
});

test('ajvJudge() follows references into other documents of draft-04', () => {
  const documents = { 'price.json': { schema: { id: 'price', minimum: 0, exclusiveMinimum: true }, dialect: 'draft-04' } } as const;
  const judge = ajvJudge(
    { schema: { id: 'http://e/order', properties: { price: { $ref: 'price.json' } } }, dialect: 'draft-04', documents },
    annotate,
  );
  expect([judge?.({ price: 1 }), judge?.({ price: 0 })]).toEqual([true, false]);
});

test('ajvJudge() has no opinion of an instance on which ajv is known to fail', () => {
  const multiples = ajvJudge({ schema: { multipleOf: 3 }, dialect: 'draft-2020-12' }, annotate);
  expect([multiples?.(9), multiples?.(10), multiples?.(1e20)]).toEqual([true, false, undefined]);
  const names = ajvJudge({ schema: { const: { constructor: {} } }, dialect: 'draft-2020-12' }, annotate);
  expect([names?.({ constructor: {} }), names?.({})]).toEqual([undefined, false]);
});

test('ajvJudge() has no opinion of an instance on which ajv fails', () => {
  const judge = ajvJudge({ schema: { const: { a: 1 } }, dialect: 'draft-2020-12' }, annotate);
  expect([judge?.({ a: 1 }), judge?.({ a: 1, toString: 2 }), judge?.({ toString: 2 })]).toEqual([true, undefined, undefined]);
});

test('ajvJudge() keeps what it made of a document', () => {
  const document = { schema: { type: 'string' }, dialect: 'draft-2020-12' } as const;
  expect(ajvJudge(document, annotate)).toBe(ajvJudge(document, annotate));
  expect(ajvJudge(document, annotate)).not.toBe(ajvJudge(document, { formats: 'assert' }));
});

test('ajvJudge() reads each definition as its document means the names in it', () => {
  const shared = { a: { items: { $ref: '#/definitions/b' } } };
  const judgeOf = (b: JsonValue, dialect: Dialect = 'draft-07') =>
    ajvJudge({ schema: { $ref: '#/definitions/a', definitions: { ...shared, b } }, dialect }, annotate);
  const [strings, numbers, recursive] = [
    judgeOf({ type: 'string' }),
    judgeOf({ type: 'number' }),
    judgeOf({ $ref: '#/definitions/a', type: 'array' }, 'draft-2020-12'),
  ];
  expect([strings?.(['a']), numbers?.(['a']), strings?.([1]), numbers?.([1])]).toEqual([true, false, false, true]);
  expect([recursive?.([[], [[]]]), recursive?.([[1]])]).toEqual([true, false]);
});

test('patterns are judged in linear time, and each by itself', () => {
  const schema = { properties: { a: { pattern: '^(a+)+b$' }, b: { pattern: '^b+$' } } };
  const judge = ajvJudge({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate' });
  expect(judge?.({ a: 'a'.repeat(5_000) })).toBe(false);
  expect(judge?.({ a: `${'a'.repeat(5_000)}b`, b: 'bb' })).toBe(true);
  expect(judge?.({ a: 'ab', b: 'ab' })).toBe(false);
});

test('ajvJudge() has no opinion where the code that ajv has written breaks down', () => {
  const schema = { items: { $ref: '#', patternProperties: { c: {} } } };
  expect(ajvJudge({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate' })?.([{ c: 1 }])).toBeUndefined();
});

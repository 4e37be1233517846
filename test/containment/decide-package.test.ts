import { expect, test } from 'vitest';
import type { ErrorCode } from '../../src/core/errors.ts';
import { contains, evaluate, type ContainsOptions } from '../../src/formats/json-schema/containment.ts';

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

const refused: readonly { title: string; schema: unknown; options?: unknown; code: ErrorCode; says: string }[] = [
  { title: 'undefined', schema: undefined, code: 'schema_invalid', says: 'found undefined' },
  { title: 'undefined below', schema: { type: undefined }, code: 'schema_invalid', says: 'at "/type"' },
  { title: 'NaN', schema: { minimum: Number.NaN }, code: 'schema_invalid', says: 'found NaN' },
  { title: 'an infinite number', schema: { maximum: Infinity }, code: 'schema_invalid', says: 'found Infinity' },
  { title: 'a function', schema: { properties: { a: () => true } }, code: 'schema_invalid', says: 'found function, at "/properties/a"' },
  { title: 'a big integer', schema: { minimum: 1n }, code: 'schema_invalid', says: 'found bigint' },
  { title: 'a date', schema: { const: new Date(0) }, code: 'schema_invalid', says: 'an object of a class of its own' },
  { title: 'an array with holes', schema: { enum: [1, , 2] }, code: 'schema_invalid', says: 'an array with holes' }, // oxlint-disable-line no-sparse-arrays
  { title: 'a cycle', schema: cyclic, code: 'schema_invalid', says: 'a value that contains itself' },
  { title: 'a number', schema: 1, code: 'schema_invalid', says: 'expected an object or a boolean, found 1' },
  { title: 'an unknown type', schema: { type: 'text' }, code: 'schema_invalid', says: '/type' },
  { title: 'a pattern that is none', schema: { pattern: '(' }, code: 'schema_invalid', says: '/pattern' },
  { title: 'a $ref that leads only to itself', schema: { $ref: '#' }, code: 'schema_invalid', says: 'leads back to itself' },
  { title: 'an unknown $schema', schema: { $schema: 'https://example.com/mine' }, code: 'dialect_unknown', says: 'https://example.com/mine' },
  { title: 'a boolean in draft-04', schema: true, options: { dialect: 'draft-04' }, code: 'schema_invalid', says: 'not a schema of draft-04' },
  { title: 'a dialect that does not exist', schema: {}, options: { dialect: 'draft-99' }, code: 'dialect_unknown', says: 'draft-99' },
  {
    title: 'a profile that does not exist',
    schema: {},
    options: { profile: 'lenient' },
    code: 'request_invalid',
    says: 'expected one of strict, declared, tolerant',
  },
  { title: 'a document that is not JSON', schema: {}, options: { documents: { 'a.json': undefined } }, code: 'schema_invalid', says: 'a.json' },
];

for (const { title, schema, options, code, says } of refused) {
  test(`contains() refuses ${title}`, () => {
    const ask = () => contains({ type: 'string' }, schema, options as ContainsOptions);
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });
}

test('contains() proves, and refutes with two judges', () => {
  expect(contains({ type: 'integer' }, { type: 'number' })).toMatchObject({ kind: 'contained', stats: { stage: 'prover' } });
  expect(contains({ type: 'number' }, { type: 'integer' })).toMatchObject({
    kind: 'not_contained',
    witness: 0.5,
    stats: { judges: ['evaluator', 'ajv'] },
  });
  expect(contains({ type: 'number' }, { type: 'integer' }, { judge: null })).toMatchObject({ stats: { judges: ['evaluator'] } });
});

test('contains() looks references up in documents, and never fetches', () => {
  const writer = { $ref: 'https://example.com/money.json' };
  const documents = { 'https://example.com/money.json': { type: 'integer' } };
  expect(contains(writer, { type: 'number' }, { documents }).kind).toBe('contained');
  expect(contains(writer, { type: 'string' }, { documents })).toMatchObject({ kind: 'not_contained', stats: { judges: ['evaluator', 'ajv'] } });
  expect(contains(writer, { type: 'number' })).toMatchObject({ kind: 'undecided', reasons: [{ code: 'unresolved_ref' }] });
});

test('contains() reads numbers as their shortest decimal form', () => {
  expect(contains({ const: 0.3 }, { multipleOf: 0.1 }).kind).toBe('contained');
  expect(contains({ const: 0.30000000000000004 }, { multipleOf: 0.1 }).kind).toBe('not_contained');
});

test('contains() takes a mixture of dialects', () => {
  const writer = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'integer' }], additionalItems: false, type: 'array' };
  expect(contains(writer, { type: 'array', prefixItems: [{ type: 'integer' }], items: false }).kind).toBe('contained');
});

test('contains() points into a draft-04 document as it was written, and has it judged twice', () => {
  const draft04 = { $schema: 'http://json-schema.org/draft-04/schema#' };
  const writer = { ...draft04, id: 'http://e/price', type: 'number', minimum: 0 };
  const reader = { ...writer, exclusiveMinimum: true };
  expect(contains(reader, writer).kind).toBe('contained');
  expect(contains(writer, reader)).toMatchObject({
    kind: 'not_contained',
    witness: 0,
    findings: [{ keyword: 'exclusiveMinimum', readerLocation: '/exclusiveMinimum' }],
    stats: { judges: ['evaluator', 'ajv'] },
  });
  expect(contains(reader, { type: 'number', exclusiveMinimum: 0 }).kind).toBe('contained');
});

test('evaluate() judges an instance and says where it breaks', () => {
  const schema = { properties: { a: { type: 'integer' } }, required: ['b'] };
  expect(evaluate(schema, { a: 1, b: 1 })).toEqual({ valid: true, findings: [] });
  expect(evaluate(schema, { a: 'x' }).findings.map(({ instancePointer, keyword }) => [instancePointer, keyword])).toEqual([
    ['', 'required'],
    ['/a', 'type'],
  ]);
  expect(() => evaluate(schema, undefined)).toThrow(expect.objectContaining({ code: 'json_invalid' }));
});

test.each([
  ['options that are none', null, 'options: expected an object, found null'],
  ['limits that are none', { limits: 'a' }, 'limits: expected an object, found a'],
  ['a limit below 1', { limits: { goals: -1 } }, 'limits.goals: expected a number above 0, found -1'],
])('contains() refuses %s', (_, options, message) => {
  expect(() => contains({}, {}, options as object)).toThrow(expect.objectContaining({ code: 'request_invalid', message }));
});

test('contains() names the place of what is no JSON', () => {
  const schema = { properties: { 'a/b': { enum: [1, undefined] } } };
  expect(() => contains(schema, {})).toThrow(expect.objectContaining({ code: 'schema_invalid', data: { pointer: '/properties/a~1b/enum' } }));
});

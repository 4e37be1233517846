/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json/value.ts';
import { compileCases } from './type-cases.ts';

const S = { type: 'string' };
const N = { type: 'number' };
const closed = { type: 'object', additionalProperties: false };

/** Where json-schema-to-typescript is right, which is on plain draft-07, ours says the same. */
const SAME: Readonly<Record<string, JsonObject>> = {
  'a closed object': { ...closed, properties: { a: S, b: N, c: { type: 'boolean' } }, required: ['a'] },
  'an open object': { type: 'object', properties: { a: S }, required: ['a'] },
  'literals of every kind': { ...closed, properties: { a: { enum: ['x', 1, null, true] }, b: { const: 'k' } }, required: ['a'] },
  'a list of types': { ...closed, properties: { a: { type: ['string', 'null', 'integer'] } } },
  'arrays of arrays': { type: 'array', items: { type: 'array', items: N } },
  'an array that is not empty': { type: 'array', items: S, minItems: 1 },
  'a closed tuple': { type: 'array', items: [N, S], minItems: 2, additionalItems: false },
  'a map': { type: 'object', additionalProperties: N },
  'a union of closed objects': {
    oneOf: [
      { ...closed, properties: { k: { const: 'a' }, n: N }, required: ['k', 'n'] },
      { ...closed, properties: { k: { const: 'b' }, s: S }, required: ['k'] },
    ],
  },
  'definitions that refer to each other': {
    ...closed,
    properties: { root: { $ref: '#/definitions/node' } },
    definitions: { node: { ...closed, properties: { v: N, next: { anyOf: [{ $ref: '#/definitions/node' }, { type: 'null' }] } }, required: ['v'] } },
  },
};

/** Where it is wrong: the reasons for an emitter of our own, each a fact that this test would see change. */
const OTHER: Readonly<Record<string, JsonObject>> = {
  'a tuple of 2020-12': { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'array', prefixItems: [N, S], items: false, minItems: 2 },
  'one of two members of a closed object': { ...closed, properties: { a: S, b: S }, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
  'a condition': {
    ...closed,
    properties: { k: { enum: ['a', 'b'] }, n: N },
    required: ['k'],
    if: { properties: { k: { const: 'a' } } },
    then: { required: ['n'] },
  },
};

const EQUAL = 'type Equal = [T] extends [Other] ? ([Other] extends [T] ? true : false) : false;';

async function sayTheSame(schemas: readonly JsonObject[]): Promise<readonly boolean[]> {
  const others = await Promise.all(schemas.map((schema) => compile(schema as JSONSchema, 'Other', { bannerComment: '', format: true })));
  const cases = schemas.map((schema, index) => ({
    schema,
    dialect: '$schema' in schema ? ('draft-2020-12' as const) : ('draft-07' as const),
    lines: [`${(others[index] ?? '').replaceAll('\n', ' ')} ${EQUAL} export const equal: Equal = true;`],
  }));
  return (await compileCases(cases)).map(([said]) => said === '');
}

test('json-schema-to-typescript and we say the same where it is right', async () => {
  const same = await sayTheSame(Object.values(SAME));
  expect(Object.keys(SAME).filter((_, index) => same[index] !== true)).toEqual([]);
});

test('it says something else where it is wrong', async () => {
  const same = await sayTheSame(Object.values(OTHER));
  expect(Object.keys(OTHER).filter((_, index) => same[index] === true)).toEqual([]);
});

import { expect, test } from 'vitest';
import { checkShape, majorOf } from '../../src/asyncapi/check-shape.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { v2, v3, withMessage } from './documents.ts';

const VERSIONS = [
  { document: { asyncapi: '2.0.0' }, answer: 2 },
  { document: { asyncapi: '2.6.0' }, answer: 2 },
  { document: { asyncapi: '3.0.0' }, answer: 3 },
  { document: { asyncapi: '3.1.0' }, answer: 3 },
  {
    document: { asyncapi: '4.0.0' },
    answer: { code: 'version_unknown', message: 'asyncapi: expected 2.0.0 to 2.6.0, 3.0.x or 3.1.x; found "4.0.0"' },
  },
  { document: { asyncapi: '1.2.0' }, answer: { code: 'version_unknown' } },
  { document: { asyncapi: 2.6 }, answer: { code: 'wrong_type', message: /put it in quotes/ } },
  { document: { openapi: '3.0.0' }, answer: { code: 'missing_field', message: /this is an OpenAPI document/ } },
];

for (const { document, answer } of VERSIONS) {
  test(`${JSON.stringify(document)} is of ${JSON.stringify(answer)}`, () => {
    const found = majorOf(document);
    const expected =
      typeof answer === 'number'
        ? answer
        : { ...answer, ...(answer.message instanceof RegExp ? { message: expect.stringMatching(answer.message) as string } : {}) };
    expect({ found }).toMatchObject({ found: expected });
  });
}

const FINDINGS: readonly {
  readonly title: string;
  readonly document: JsonObject;
  readonly code: string;
  readonly pointer: string;
  readonly says: RegExp;
}[] = [
  { title: 'a field near a known one', document: v3({ chanels: {} }), code: 'unknown_field', pointer: '/chanels', says: /did you mean channels\?/ },
  {
    title: 'a field of the other major version',
    document: v3({ channels: { a: { publish: {} } } }),
    code: 'unknown_field',
    pointer: '/channels/a/publish',
    says: /operations with action: receive/,
  },
  {
    title: 'a field of the other major version, backwards',
    document: v2({ a: { address: 'x' } }),
    code: 'unknown_field',
    pointer: '/channels/a/address',
    says: /the key of the channel/,
  },
  {
    title: 'a field that nothing is near to',
    document: withMessage({ zzz: 1 }),
    code: 'unknown_field',
    pointer: '/components/messages/M/zzz',
    says: /it has .*payload/,
  },
  { title: 'a missing title', document: v3({ info: { version: '1' } }), code: 'missing_field', pointer: '/info', says: /info has no title/ },
  {
    title: 'a version that is a number',
    document: v3({ info: { title: 'a', version: 1 } }),
    code: 'wrong_type',
    pointer: '/info/version',
    says: /expected text; found 1/,
  },
  {
    title: 'channels that are a list',
    document: v3({ channels: [] }),
    code: 'wrong_type',
    pointer: '/channels',
    says: /expected an object with a name for each; found a list/,
  },
  {
    title: 'an action of 2.x',
    document: v3({ channels: { c: {} }, operations: { o: { action: 'publish', channel: { $ref: '#/channels/c' } } } }),
    code: 'value_unknown',
    pointer: '/operations/o/action',
    says: /publish of 2\.x is receive/,
  },
  {
    title: 'a channel by its name',
    document: v3({ channels: { c: {} }, operations: { o: { action: 'send', channel: 'c' } } }),
    code: 'wrong_type',
    pointer: '/operations/o/channel',
    says: /expected a reference/,
  },
  {
    title: 'a reference near a schema',
    document: withMessage({ payload: { $ref: '#/components/schemas/Ordr' } }, { schemas: { Order: {} } }),
    code: 'dangling_reference',
    pointer: '/components/messages/M/payload',
    says: /did you mean #\/components\/schemas\/Order\?/,
  },
  {
    title: 'a reference to the document',
    document: withMessage({ payload: { items: { $ref: '#' } } }),
    code: 'dangling_reference',
    pointer: '/components/messages/M/payload/items',
    says: /the whole document/,
  },
  {
    title: 'references in a circle',
    document: v3({ channels: { a: { $ref: '#/channels/a' } } }),
    code: 'dangling_reference',
    pointer: '/channels/a',
    says: /circle/,
  },
  {
    title: 'a payload that is text',
    document: withMessage({ payload: 'string' }),
    code: 'wrong_type',
    pointer: '/components/messages/M/payload',
    says: /expected a schema/,
  },
];

for (const { title, document, code, pointer, says } of FINDINGS) {
  test(`${title} is ${code}`, () => {
    expect(checkShape(createResolver(document), document['asyncapi'] === '3.0.0' ? 3 : 2)).toMatchObject([
      { code, pointer, message: expect.stringMatching(says) as string },
    ]);
  });
}

test('data in examples and extensions are no references', () => {
  const document = withMessage({
    payload: { enum: [{ $ref: '#/nowhere' }] },
    examples: [{ payload: { $ref: '#/nowhere' } }],
    'x-own': { $ref: '#/nowhere' },
  });
  expect(checkShape(createResolver(document), 3)).toEqual([]);
});

test('a property that is named $ref is a property', () => {
  expect(checkShape(createResolver(withMessage({ payload: { properties: { $ref: { type: 'string' } } } })), 3)).toEqual([]);
});

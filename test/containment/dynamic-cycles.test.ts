import { expect, test } from 'vitest';
import { buildSchemaGraph, compileSchema, refuseCertainCycles } from '../../src/containment/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { parseSchema } from '../../src/formats/json-schema/parse-schema.ts';

function errorOf(work: () => unknown): RegistryError | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return RegistryError.from(thrown);
  }
}

function cycleOf(schema: JsonObject, dialect: Dialect = 'draft-2020-12'): unknown {
  return errorOf(() => refuseCertainCycles(buildSchemaGraph({ schema, dialect })))?.data['cycle'];
}

const base = { $id: 'http://x/a', $dynamicAnchor: 'n' };
const itself = { $dynamicRef: '#n' };
const recursive = { $recursiveAnchor: true, $recursiveRef: '#' };

const REFUSED: readonly (readonly [string, JsonObject, readonly string[], Dialect?])[] = [
  ['at the root', { ...base, ...itself }, ['', '']],
  ['without an $id', { $dynamicAnchor: 'n', ...itself }, ['', '']],
  ['within allOf', { ...base, allOf: [{ type: 'object' }, itself] }, ['', '/allOf/1', '']],
  ['within a branch', { ...base, anyOf: [itself, true] }, ['', '/anyOf/0', '']],
  [
    'beside a $ref to the same place',
    { $ref: '#/$defs/a', $defs: { a: { $dynamicAnchor: 'n', not: itself } } },
    ['/$defs/a', '/$defs/a/not', '/$defs/a'],
  ],
  ['$recursiveRef', recursive, ['', ''], 'draft-2019-09'],
  ['$recursiveRef within allOf', { $recursiveAnchor: true, allOf: [{ $recursiveRef: '#' }] }, ['', '/allOf/0', ''], 'draft-2019-09'],
  [
    'of two resources each of which leads on to one of them',
    { ...base, $ref: 'b', $defs: { b: { $id: 'b', $dynamicAnchor: 'n', ...itself } } },
    ['/$defs/b', '/$defs/b'],
  ],
];
for (const [title, schema, cycle, dialect] of REFUSED) {
  test(`a dynamic reference that leads back in place whatever the scope is: ${title}`, () => expect(cycleOf(schema, dialect)).toEqual(cycle));
}

const TAKEN: readonly (readonly [string, JsonObject, Dialect?])[] = [
  ['below a member', { ...base, properties: { next: itself } }],
  ['below the items', { $recursiveAnchor: true, items: { $recursiveRef: '#' } }, 'draft-2019-09'],
  ['where another resource may end it', { ...base, allOf: [itself], $defs: { b: { $id: 'b', $dynamicAnchor: 'n', type: 'object' } } }],
  ['where nothing is dynamic', { $defs: { a: { $anchor: 'n', type: 'object' } }, $dynamicRef: '#n' }],
];
for (const [title, schema, dialect] of TAKEN) {
  test(`what enters something, or depends on the scope, is taken: ${title}`, () => expect(cycleOf(schema, dialect)).toBeUndefined());
}

test('such a schema is refused as one with a plain $ref is', () => {
  expect(errorOf(() => parseSchema({ schema: { ...base, ...itself } }))).toMatchObject({ code: 'schema_invalid', data: { pointer: '' } });
});

test('many references to many anchors are looked at once each', () => {
  const parts = Array.from({ length: 3_000 }, (_, index): [string, JsonObject] => [
    `p${index}`,
    { $id: `p${index}`, $dynamicAnchor: 'n', properties: { a: itself }, anyOf: [{ type: 'null' }, { properties: { b: itself } }] },
  ]);
  expect(cycleOf({ ...base, $defs: Object.fromEntries(parts) })).toBeUndefined();
});

const ASKED: readonly (readonly [string, JsonObject, string, Dialect?])[] = [
  ['at the root', { ...base, ...itself }, ''],
  ['beside other branches', { ...base, allOf: [{ allOf: [{ type: 'object' }] }, itself] }, ''],
  ['below a member', { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $dynamicAnchor: 'n', allOf: [itself] } } }, '/$defs/a'],
  ['$recursiveRef', recursive, '', 'draft-2019-09'],
];
for (const [title, schema, pointer, dialect = 'draft-2020-12'] of ASKED) {
  test(`an event that such a schema is asked about is told that it is the schema: ${title}`, () => {
    const error = errorOf(() => compileSchema({ schema, dialect }).evaluate({ a: {} }));
    expect(error).toMatchObject({ code: 'too_deep', data: { pointer } });
    expect(error?.message).toContain('leads back to itself without entering a member or an item');
  });
}

test('an event that nests too deep for a schema of dynamic references is told that it does', () => {
  let event: JsonObject = {};
  for (let level = 0; level < 1_500; level += 1) event = { next: event };
  const error = errorOf(() => compileSchema({ schema: { ...base, properties: { next: itself } }, dialect: 'draft-2020-12' }).evaluate(event));
  expect(error?.code).toBe('too_deep');
  expect(error?.message).toContain('nest too deep');
});

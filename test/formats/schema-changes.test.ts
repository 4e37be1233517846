import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { schemaChanges } from '../../src/formats/json-schema/schema-changes.ts';

const CASES: readonly { title: string; before: JsonValue; after: JsonValue; changes: readonly string[] }[] = [
  { title: 'the order of members', before: { type: 'object', title: 'a' }, after: { title: 'a', type: 'object' }, changes: [] },
  { title: 'the order of required', before: { required: ['a', 'b'] }, after: { required: ['b', 'a'] }, changes: [] },
  {
    title: 'the order of branches',
    before: { anyOf: [{ type: 'null' }, { minimum: 1 }] },
    after: { anyOf: [{ minimum: 1 }, { type: 'null' }] },
    changes: [],
  },
  { title: 'one type as a list', before: { type: 'string' }, after: { type: ['string'] }, changes: [] },
  { title: 'a new property', before: {}, after: { properties: { a: {} } }, changes: ['added property a /properties/a'] },
  {
    title: 'a property less',
    before: { properties: { a: {}, b: {} } },
    after: { properties: { b: {} } },
    changes: ['removed property a /properties/a'],
  },
  { title: 'one more required', before: { required: ['a'] }, after: { required: ['a', 'b'] }, changes: ['added required b /required/1'] },
  { title: 'required for the first time', before: {}, after: { required: ['b'] }, changes: ['added required b /required/0'] },
  { title: 'values of an enum', before: { enum: [1, 2] }, after: { enum: [1, 3] }, changes: ['added value 3 /enum/1', 'removed value 2 /enum/1'] },
  { title: 'a first enum', before: {}, after: { enum: [1] }, changes: ['added constraint enum /enum'] },
  { title: 'another type', before: { type: 'string' }, after: { type: 'integer' }, changes: ['changed type type /type'] },
  { title: 'one more type', before: { type: 'string' }, after: { type: ['string', 'null'] }, changes: ['added type null /type/1'] },
  {
    title: 'a bound, deep',
    before: { items: { minimum: 0 } },
    after: { items: { minimum: 1 } },
    changes: ['changed constraint minimum /items/minimum'],
  },
  { title: 'an annotation', before: { description: 'a' }, after: { description: 'b' }, changes: ['changed annotation description /description'] },
  { title: 'a word that is no keyword', before: {}, after: { constructor: 1 }, changes: ['added annotation constructor /constructor'] },
  { title: 'the dialect', before: {}, after: { $schema: 'x' }, changes: ['added identity $schema /$schema'] },
  {
    title: 'a branch among others',
    before: { oneOf: [{ const: 1 }] },
    after: { oneOf: [{ const: 2 }, { const: 1 }] },
    changes: ['added branch oneOf 0 /oneOf/0'],
  },
  {
    title: 'within a branch',
    before: { oneOf: [{ const: 1 }, { const: 2 }] },
    after: { oneOf: [{ const: 1 }, { const: 3 }] },
    changes: ['changed constraint const /oneOf/1/const'],
  },
  { title: 'a tuple', before: { prefixItems: [{}] }, after: { prefixItems: [{}, true] }, changes: ['added item prefixItems 1 /prefixItems/1'] },
  {
    title: 'closed',
    before: { additionalProperties: {} },
    after: { additionalProperties: false },
    changes: ['changed schema  /additionalProperties'],
  },
  { title: 'a name with a slash', before: {}, after: { properties: { 'a/b': {} } }, changes: ['added property a/b /properties/a~1b'] },
];
for (const { title, before, after, changes } of CASES) {
  test(title, () => {
    expect(schemaChanges(before, after).map(({ kind, thing, name, pointer }) => `${kind} ${thing} ${name} ${pointer}`)).toEqual(changes);
  });
}

test('sets and branches are compared by what they hold, however many there are', () => {
  const many = (first: number): readonly number[] => Array.from({ length: 30_000 }, (_, index) => first + index);
  expect(schemaChanges({ enum: many(0) }, { enum: many(1) }).map(({ kind, name }) => `${kind} ${name}`)).toEqual(['added 30000', 'removed 0']);
  const branches = (first: number): JsonValue => many(first).map((value) => ({ const: value }));
  expect(schemaChanges({ oneOf: branches(0) }, { oneOf: branches(1) })).toMatchObject([
    { kind: 'changed', pointer: '/oneOf/29999/const', before: 0, after: 30_000 },
  ]);
});

const KEYWORDS = ['properties', 'required', 'anyOf', 'items', 'prefixItems', 'enum', 'type', 'minimum', 'title', '$defs', 'x'];
const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue() as fc.Arbitrary<JsonValue>,
    fc.dictionary(fc.constantFrom(...KEYWORDS), tie('schema'), { maxKeys: 4 }),
  ),
}));

test('a document does not differ from itself', () => {
  fc.assert(fc.property(schema, (a) => schemaChanges(a, structuredClone(a)).length === 0));
});

test('where order means something, no difference is passed over', () => {
  fc.assert(
    fc.property(schema, schema, (a, b) => {
      fc.pre(!hasSets(a) && !hasSets(b));
      return (schemaChanges(a, b).length === 0) === (canonicalJson(a) === canonicalJson(b));
    }),
  );
});

/** Where an order, a single one instead of a list, or an empty one instead of none, is no difference. */
function hasSets(value: JsonValue): boolean {
  return /"(required|enum|type|anyOf|properties|\$defs|prefixItems)":/.test(JSON.stringify(value));
}

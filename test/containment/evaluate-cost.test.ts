import { expect, test } from 'vitest';
import { buildSchemaGraph, costliestNode } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';

const both = { $ref: '#/$defs/a' };

const rows: readonly (readonly [title: string, schema: JsonValue, cost: number, dialect?: Dialect])[] = [
  ['one subschema', {}, 1],
  ['two ways to one subschema count twice', { allOf: [both, both], $defs: { a: {} } }, 5],
  ['a dynamic reference to itself', { $dynamicAnchor: 'a', $dynamicRef: '#a' }, 2],
  ['a recursive reference to itself', { $recursiveAnchor: true, $recursiveRef: '#' }, 2, 'draft-2019-09'],
  ['a way round through a branch', { $dynamicAnchor: 'a', anyOf: [{ type: 'null' }, { $dynamicRef: '#a' }] }, 4],
];

for (const [title, schema, cost, dialect = 'draft-2020-12'] of rows) {
  test(`the cost of ${title} is ${cost}`, () => expect(costliestNode(buildSchemaGraph({ schema, dialect }))?.cost).toBe(cost));
}

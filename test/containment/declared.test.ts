import { expect, test } from 'vitest';
import { Membership } from '../../src/containment/form/holds.ts';
import { Terms } from '../../src/containment/form/terms.ts';
import { buildSchemaGraph } from '../../src/containment/index.ts';
import { lowerDeclared } from '../../src/containment/lower/declared.ts';
import { declaredShape } from '../../src/containment/profile/declared.ts';
import type { JsonValue } from '../../src/core/json/value.ts';

function nested(levels: number, innermost: JsonValue): JsonValue {
  return Array.from({ length: levels }).reduce<JsonValue>((value) => ({ a: value }), innermost);
}

test('declared members nest as deep as references lead, and beyond the stack', () => {
  const length = 9_500;
  const $defs = Object.fromEntries(Array.from({ length }, (_, at) => [`d${at}`, { properties: { a: { $ref: `#/$defs/d${(at + 1) % length}` } } }]));
  const graph = buildSchemaGraph({ schema: { $ref: '#/$defs/d0', $defs }, dialect: 'draft-2020-12' });
  const terms = new Terms();
  const term = lowerDeclared(declaredShape(graph), { terms, side: 'writer' });
  const membership = new Membership(terms);
  expect([nested(250, {}), nested(250, { b: 1 }), nested(3, { b: 1 })].map((value) => membership.holds(term, value))).toEqual([true, false, false]);
});

import { expect, test } from 'vitest';
import { Budget, BudgetExhausted } from '../../src/containment/budget.ts';
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

test('what a chain of references declares is counted before more of it is read', () => {
  const length = 2_000;
  const link = (at: number): JsonValue => ({ $ref: `#/$defs/d${at + 1}`, properties: { [`x${at}`]: { $ref: `#/$defs/d${at + 1}` } } });
  const $defs = Object.fromEntries(Array.from({ length }, (_, at) => [`d${at}`, at === length - 1 ? { properties: { z: {} } } : link(at)]));
  const graph = buildSchemaGraph({ schema: { $ref: '#/$defs/d0', $defs }, dialect: 'draft-2020-12' });
  const terms = new Terms();
  const budget = new Budget(100_000);
  terms.meter = (parts) => budget.spend(parts);
  // Each shape is made of all that is left of the chain, so fifty of them are what the budget pays for.
  const shape = declaredShape(graph, { maxShapes: 500 });
  expect(() => lowerDeclared(shape, { terms, side: 'writer' })).toThrow(BudgetExhausted);
});

test('what is declared is one term, whatever references lead to it', () => {
  const graph = buildSchemaGraph({
    schema: {
      properties: {
        a: { $ref: '#/$defs/node' },
        b: { description: 'the other', $ref: '#/$defs/again' },
        c: { allOf: [{ $ref: '#/$defs/node' }] },
        d: { $ref: '#/$defs/more' },
      },
      $defs: {
        node: { properties: { next: { $ref: '#/$defs/node' } } },
        again: { $ref: '#/$defs/node' },
        more: { required: ['id'], $ref: '#/$defs/node' },
      },
    },
    dialect: 'draft-2020-12',
  });
  const shape = declaredShape(graph);
  const ids = ['a', 'b', 'c', 'd'].map((name) => shape.member(name)?.id);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(ids[3]).not.toBe(ids[0]);
});

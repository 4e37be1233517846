import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { Presence } from '../../src/formats/format.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';

const of = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const TEXT = { type: 'string' };

interface Row {
  readonly title: string;
  readonly schema: JsonValue;
  readonly steps?: readonly string[];
  readonly allow: Presence;
  /** Where undeclared members are refused; default as `allow`. */
  readonly reject?: Presence;
}

const rows: readonly Row[] = [
  { title: 'a member', schema: of({ a: TEXT }), allow: 'declared' },
  { title: 'another member', schema: of({ b: TEXT }), allow: 'undeclared', reject: 'absent' },
  { title: 'another member of a closed object', schema: of({ b: TEXT }, { additionalProperties: false }), allow: 'absent' },
  { title: 'another member where nothing is unevaluated', schema: of({ b: TEXT }, { unevaluatedProperties: false }), allow: 'absent' },
  { title: 'a member that may not be', schema: of({ a: false }), allow: 'absent' },
  { title: 'an object that says there may be more', schema: of({ b: TEXT }, { additionalProperties: true }), allow: 'free' },
  { title: 'an object of which others have a form', schema: of({ b: TEXT }, { additionalProperties: TEXT }), allow: 'free' },
  { title: 'a pattern that matches', schema: of({ b: TEXT }, { patternProperties: { '^a': TEXT }, additionalProperties: false }), allow: 'free' },
  { title: 'a pattern that does not match', schema: of({ b: TEXT }, { patternProperties: { x: TEXT } }), allow: 'undeclared', reject: 'absent' },
  { title: 'a map', schema: { type: 'object' }, allow: 'free' },
  { title: 'anything', schema: true, allow: 'free' },
  { title: 'nothing', schema: false, allow: 'absent' },
  { title: 'a text', schema: TEXT, allow: 'absent' },
  { title: 'a member of a member', schema: of({ a: of({ b: TEXT }) }), steps: ['a', 'b'], allow: 'declared' },
  { title: 'a member of a text', schema: of({ a: TEXT }), steps: ['a', 'b'], allow: 'absent' },
  { title: 'a member of a text in one branch', schema: { anyOf: [of({ a: TEXT }), of({ a: of({ b: TEXT }) })] }, steps: ['a', 'b'], allow: 'declared' },
  { title: 'no member of a text in one branch is no proof', schema: { anyOf: [of({ a: TEXT }), of({ c: TEXT })] }, steps: ['a', 'b'], allow: 'free' },
  { title: 'an element', schema: of({ a: { type: 'array', items: of({ b: TEXT }) } }), steps: ['a', '0', 'b'], allow: 'declared' },
  { title: 'a name in an array', schema: of({ a: { type: 'array', items: of({ b: TEXT }) } }), steps: ['a', 'b'], allow: 'absent' },
  { title: 'an element, or a member of that name', schema: { items: of({ b: TEXT }) }, steps: ['0', 'b'], allow: 'declared' },
  { title: 'what nothing names in an element, or in a member of that name', schema: { items: of({ b: TEXT }) }, steps: ['0', 'a'], allow: 'free' },
  { title: 'an element, where members are closed', schema: { properties: { a: TEXT }, additionalProperties: false }, steps: ['0'], allow: 'free' },
  { title: 'a branch', schema: { oneOf: [of({ b: TEXT }), of({ a: TEXT })] }, allow: 'declared' },
  { title: 'a condition', schema: { if: of({ b: TEXT }), else: of({ a: TEXT }) }, allow: 'declared' },
  { title: 'a branch that must hold and is closed', schema: { allOf: [of({ a: TEXT }), of({ b: TEXT }, { additionalProperties: false })] }, allow: 'absent' },
  { title: 'a branch that need not hold and is closed', schema: { anyOf: [of({ b: TEXT }, { additionalProperties: false }), of({ c: TEXT })] }, allow: 'undeclared', reject: 'absent' },
  { title: 'a member that only a branch forbids', schema: { dependentSchemas: { b: of({ a: false }) } }, allow: 'free' },
  { title: 'a member that another one requires', schema: of({ b: TEXT }, { dependentRequired: { b: ['a'] } }), allow: 'free' },
  { title: 'a member that is required and nowhere described', schema: of({ b: TEXT }, { required: ['a'] }), allow: 'free' },
  { title: 'a member on which others depend', schema: of({ b: TEXT }, { dependentSchemas: { a: { required: ['b'] } } }), allow: 'free' },
  { title: 'a reference', schema: { $ref: '#/$defs/d', $defs: { d: of({ a: TEXT }) } }, allow: 'declared' },
  { title: 'a recursive reference', schema: of({ a: { $ref: '#' } }), steps: ['a', 'a', 'a', 'b'], allow: 'undeclared', reject: 'absent' },
  { title: 'the whole', schema: of({ a: TEXT }), steps: [], allow: 'declared' },
]; // prettier-ignore

for (const { title, schema, steps = ['a'], allow, reject = allow } of rows) {
  for (const [undeclared, presence] of [
    ['allow', allow],
    ['reject', reject],
  ] as const) {
    test(`presence(), undeclared ${undeclared}: ${title}`, () => {
      expect(jsonSchemaFormat.presence({ schema, dialect: 'draft-2020-12' }, steps, { undeclared })).toBe(presence);
    });
  }
}

test('a tangle of types ends at once', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 150 }, (_, at) => [
      `t${at}`,
      { anyOf: [true, ...Array.from({ length: 149 - at }, (__, to) => ({ $ref: `#/$defs/t${at + to + 1}` }))] },
    ]),
  );
  const document = { schema: { $ref: '#/$defs/t0', $defs }, dialect: 'draft-2020-12' } as const;
  expect(jsonSchemaFormat.presence(document, ['a', 'b', 'c'], { undeclared: 'allow' })).toBe('free');
});

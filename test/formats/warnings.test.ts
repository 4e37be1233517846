import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { warningsOf } from '../../src/formats/json-schema/warnings.ts';

function fanOut(levels: number, keyword: string): JsonObject {
  const level = (at: number): JsonValue =>
    at === levels ? { type: 'string' } : { [keyword]: [{ $ref: `#/$defs/l${at + 1}` }, { $ref: `#/$defs/l${at + 1}` }] };
  return { $ref: '#/$defs/l0', $defs: Object.fromEntries(Array.from({ length: levels + 1 }, (_, at) => [`l${at}`, level(at)])) };
}

function codes(schema: JsonObject): string[] {
  return warningsOf({ schema, dialect: 'draft-2020-12' }).map(({ code, pointer }) => `${code} ${pointer}`);
}

const COST: readonly (readonly [title: string, schema: JsonObject, warnings: readonly string[]])[] = [
  ['a fan-out of 2^8', fanOut(8, 'allOf'), []],
  ['a fan-out of 2^14', fanOut(14, 'allOf'), ['overlapping_branches ']],
  ['a fan-out of 2^100, which no double counts', fanOut(100, 'anyOf'), ['overlapping_branches ']],
  [
    'a fan-out below a member',
    { properties: { a: fanOut(14, 'oneOf'), b: {} }, $defs: fanOut(14, 'oneOf')['$defs'] as JsonObject },
    ['overlapping_branches /properties/a'],
  ],
  ['a union of 500 branches', { anyOf: Array.from({ length: 500 }, (_, at) => ({ properties: { k: { const: at } } })) }, []],
  ['a recursive schema', { properties: { next: { $ref: '#' } }, items: { anyOf: [{ $ref: '#' }, { $ref: '#' }] } }, []],
  [
    'a chain of references longer than the stack',
    Object.fromEntries([
      ['$ref', '#/$defs/d0'],
      ['$defs', Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`d${at}`, at === 8_999 ? {} : { $ref: `#/$defs/d${at + 1}` }]))],
    ]),
    [],
  ],
  ['a back reference', { properties: { a: { pattern: '^(a+)\\1$' } } }, ['pattern_backtracks /properties/a/pattern']],
  ['^(a+)+\\1$', { pattern: '^(a+)+\\1$' }, ['pattern_backtracks /pattern']],
  ['a pattern that counts far', { items: { pattern: '^(a?){60000}a{60000}$' } }, ['pattern_large /items/pattern']],
  ['lookaround that counts far', { pattern: '(?<!a{1,900}b{1,900})c' }, ['pattern_large /pattern']],
  ['a pattern that counts as many as texts have', { pattern: '^[a-z]{1,255}(-[0-9a-f]{4}){3}$' }, []],
  ['one among names', { patternProperties: { '^(x)\\1': {}, '^y': {} } }, ['pattern_backtracks /patternProperties/^(x)\\1']],
  [
    'patterns that backtrack elsewhere, and do not here',
    { allOf: [{ pattern: '^(a+)+$' }, { pattern: '^(?=.*a)(?!b)' }, { pattern: '\\bx{1,3}' }] },
    [],
  ],
];

for (const [title, schema, warnings] of COST) {
  test(`${title}: ${warnings.join(', ') || 'no warning'}`, () => expect(codes(schema)).toEqual(warnings));
}

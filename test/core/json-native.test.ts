import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from '../../src/core/json/decimal.ts';
import { parseNatively } from '../../src/core/json/parse-native.ts';
import { parseExactly } from '../../src/core/json/parse.ts';
import type { ExactValue } from '../../src/core/json/value.ts';

const LIMITS = { maxDepth: 6, maxMembers: 50, maxNames: 20, maxContainers: 60 };

/** What the exact parser says: the value, or nothing where it refuses the text. */
function exact(text: string): ExactValue | undefined {
  try {
    return parseExactly(text, LIMITS);
  } catch {
    return undefined;
  }
}

function holdsDecimal(value: ExactValue): boolean {
  if (value instanceof Decimal) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some((member) => holdsDecimal(member));
}

const LEFT: readonly (readonly [claim: string, text: string])[] = [
  ['a member twice', '{"a":1,"a":2}'],
  ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
  ['a member twice with space before the colon', '{"a" :1,"a"\t:2}'],
  ['a member twice deep inside', '[{"x":{"a":1,"b":2,"a":3}}]'],
  ['a member twice where another text looks like a member', '{"a":"\\":","a":1}'],
  ['the name __proto__', '{"__proto__":1}'],
  ['the name __proto__, escaped', '{"\\u005f_proto__":{"a":1}}'],
  ['an integer that no double holds', '9007199254740993'],
  ['a fraction that no double holds', '{"a":0.1000000000000000055}'],
  ['an exponent', '[1e400]'],
  ['a number that vanishes', '[1e-400]'],
  ['a number near a whole one', '[1.0000000000000000001]'],
  ['too many levels', '[[[[[[[1]]]]]]]'],
  ['too many members', `{${Array.from({ length: 51 }, (_, index) => `"k${index}":{}`).join(',')}}`],
  ['too many names', `[${Array.from({ length: 21 }, (_, index) => `{"k${index}":1}`).join(',')}]`],
  ['too many names, one behind an escaped quote', `{${Array.from({ length: 21 }, (_, index) => `"\\"${index}" :1`).join(',')}}`],
  ['too many objects and arrays', `[${'[],{},'.repeat(30)}"[{"]`],
  ['no JSON', '{"a":}'],
  ['a text without an end', '"abc'],
  ['a text whose end is escaped', '"abc\\"'],
  ['nothing', ''],
  ['a byte order mark', '\uFEFF{}'],
];
for (const [claim, text] of LEFT) {
  test(`${claim} is left to the exact parser`, () => expect(parseNatively(text, LIMITS)).toBeUndefined());
}

const TAKEN: readonly string[] = [
  '{}',
  ' [ ] ',
  '"a\\\\"',
  '{"a\\"b":"\\\\","c":[1,-2,0.5,true,false,null]}',
  '{"a:b":":","c":"{[:\\"1e5"}',
  '{"constructor":1,"toString":2,"hasOwnProperty":{}}',
  '{"1":1,"0":2}',
  '123456789012345',
  '-0.12345678901234',
  '[1E2,12.345678901234567,1.7976931348623157e308,4503599627370496]',
  '"\uD800"',
  '[[[[[[1]]]]]]',
  `[${'[],{},'.repeat(29)}"[{",[]]`,
  `[${Array.from({ length: 50 }, (_, index) => `{"k${index % 20}" : "${index}"}`).join(',')}]`,
];
for (const text of TAKEN) {
  test(`${text} is read by the host, and as the exact parser reads it`, () => {
    expect(parseNatively(text, LIMITS)).toEqual(exact(text));
    expect(parseNatively(text, LIMITS)).toBeDefined();
  });
}

// Names and values that meet, in texts with white space, escapes and mistakes.
const word = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '":"', '"\\""', '"\\\\"', '"x\\\\\\":"', '""');
const number = fc.oneof(
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.constantFrom('0', '-0', '1.0', '1e2', '1e-400', '0.1', '01', '1.', '-', '12345678901234567', '1.e5', '1e', '1-2'),
);
const space = fc.constantFrom('', '', ' ', '\n\t');
const { document } = fc.letrec<{ document: string; value: string; object: string; array: string }>((tie) => ({
  document: fc.tuple(space, tie('value'), space).map((parts) => parts.join('')),
  value: fc.oneof({ depthSize: 'small' }, word, number, fc.constantFrom('true', 'null', 'nul', ''), tie('object'), tie('array')),
  object: fc
    .array(
      fc.tuple(space, word, space, fc.constant(':'), space, tie('value'), space).map((parts) => parts.join('')),
      { maxLength: 4 },
    )
    .map((members) => `{${members.join(',')}}`),
  array: fc
    .array(
      fc.tuple(space, tie('value'), space).map((parts) => parts.join('')),
      { maxLength: 4 },
    )
    .map((items) => `[${items.join(',')}]`),
}));

test('whatever the host reads, the exact parser reads alike, and nothing inexact is among it', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.oneof(document, fc.json()), (text) => {
      const value = parseNatively(text, LIMITS);
      if (value === undefined) return;
      taken += 1;
      expect(value).toEqual(exact(text));
      expect(Object.is(JSON.stringify(value), JSON.stringify(exact(text)))).toBe(true);
      expect(holdsDecimal(value)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
  expect(taken).toBeGreaterThan(500);
});

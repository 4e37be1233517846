import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import { Decimal, isDoubleExact } from '../../src/core/json/decimal.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { decodeUtf8, locateAllInJson, locateInJson, parseJson } from '../../src/core/json/parse.ts';
import { formatPointer, parsePointer, valueAtPointer } from '../../src/core/json/pointer.ts';
import { isSameJson } from '../../src/core/json/same.ts';
import { stringifyExact } from '../../src/core/json/stringify.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';

const withoutProto = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

test('parseJson() reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(withoutProto, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('canonicalJson() of equal values is equal, and parses back', () => {
  fc.assert(
    fc.property(withoutProto, (value) => {
      expect(JSON.parse(canonicalJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('isSameJson() is whether the canonical texts are equal', () => {
  const member = fc.constantFrom('a', 'b', 'toString', 'constructor');
  const { value: values } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<JsonValue>(null, false, 0, -0, 1, '', 'a'),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(member, tie('value'), { maxKeys: 2, noNullPrototype: true }),
    ),
  }));
  const turned = (value: JsonValue): JsonValue =>
    Array.isArray(value)
      ? value.map(turned)
      : isJsonObject(value)
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([name, one]) => [name, turned(one)]),
          )
        : value;
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(isSameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      expect(isSameJson(a, turned(a))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const refused: readonly { readonly text: string; readonly code: string; readonly data: object }[] = [
  { text: '', code: 'json_invalid', data: { line: 1, column: 1, pointer: '' } },
  { text: '{"a":1,}', code: 'json_invalid', data: { column: 8 } },
  { text: '{"a":\n 01}', code: 'json_invalid', data: { line: 2, column: 3 } },
  { text: '[1 2]', code: 'json_invalid', data: { column: 4 } },
  { text: '"a', code: 'json_invalid', data: { column: 3 } },
  { text: '"\\x"', code: 'json_invalid', data: { column: 2 } },
  { text: '"\u0001"', code: 'json_invalid', data: { column: 2 } },
  { text: 'nul', code: 'json_invalid', data: { column: 1 } },
  { text: '1 1', code: 'json_invalid', data: { column: 3 } },
  { text: '\ufeff{}', code: 'json_invalid', data: { column: 1 } },
  { text: '{"a":{"b":1,"b":2}}', code: 'json_duplicate_key', data: { pointer: '/a', column: 13 } },
  { text: '{"a":1,"\\u0061":2}', code: 'json_duplicate_key', data: {} },
  { text: '{"__proto__":1}', code: 'json_forbidden_key', data: { column: 2 } },
  { text: '['.repeat(201), code: 'too_deep', data: {} },
];

for (const { text, code, data } of refused) {
  test(`parseJson() refuses ${JSON.stringify(text.slice(0, 30))}`, () => {
    const error = thrownBy(() => parseJson(text));
    expect(error.code).toBe(code);
    expect(error.data).toMatchObject(data);
  });
}

for (const [title, text] of [
  ['in one object', '{"a":1,"b":2,"c":3}'],
  ['in several, with texts that are no names', '[{"a":"b"},{"a":"c"},{"b":"d"},{"c":1}]'],
  ['where a number is no double', '{"a":1e400,"b":[{"c":1}]}'],
] as const) {
  test(`parseJson() refuses more names than are allowed, ${title}`, () => {
    const error = thrownBy(() => parseJson(text, { maxNames: 2 }));
    expect(error.code).toBe('too_many_members');
    expect(error.message).toMatch(/^expected at most 2 different member names in the text, found another one, "c", at line 1, column \d+; /);
  });
}

for (const text of ['[{},[1],{}]', '[1e400,{"a":[{}]}]']) {
  test(`parseJson() refuses more objects and arrays than are allowed: ${text}`, () => {
    const error = thrownBy(() => parseJson(text, { maxContainers: 3 }));
    expect(error.code).toBe('too_many_members');
    expect(error.message).toMatch(/^the text has more than 3 objects and arrays, at line 1, column \d+; send a smaller event$/);
    expect(parseJson(text, { maxContainers: 4 })).toEqual(parseJson(text));
  });
}

test('parseJson() counts a name once, however often and however it is written', () => {
  const text = '[{"a":1,"b":2},{"\\u0061":1,"b":2},{"b":"c"}]';
  expect(parseJson(text, { maxNames: 2 })).toEqual([{ a: 1, b: 2 }, { a: 1, b: 2 }, { b: 'c' }]);
});

test('parseJson() takes nesting of 200 levels', () => {
  expect(JSON.stringify(parseJson(`${'['.repeat(200)}${']'.repeat(200)}`))).toHaveLength(400);
});

for (const literal of ['0', '-0', '1.0', '1e2', '0.1', '9007199254740992', '1.7976931348623157e308', '5e-324']) {
  test(`${literal} is the value of its double`, () => expect(isDoubleExact(literal)).toBe(true));
}

for (const literal of ['9007199254740993', '1e400', '-1e400', '0.1000000000000000055', '1e-400', '123456789012345678901']) {
  test(`${literal} is no double, and is kept`, () => {
    const value = parseJson(literal);
    expect(value).toBeInstanceOf(Decimal);
    expect(Decimal.parse(stringifyExact(value)).equals(Decimal.parse(literal))).toBe(true);
  });
}

for (const [title, text, says] of [
  ['a byte order mark', '\ufeff{}', 'found U+FEFF, a byte order mark: send the text without it, at line 1, column 1'],
  ['a space that is none', '[1,\u00a02]', 'found U+00A0, at'],
  ['a zero-width space', '[1\u200b]', 'found U+200B, at'],
  ['a letter', '[a]', 'found "a", at'],
  ['a character beyond the BMP', '[🐙]', 'found "🐙", at'],
  ['a control character', '[\u0001]', 'found "\\u0001", at'],
] as const) {
  test(`${title} where none belongs is named so that it is seen`, () => expect(thrownBy(() => parseJson(text)).message).toContain(says));
}

test('decodeUtf8() refuses what is not UTF-8', () => {
  expect(thrownBy(() => decodeUtf8(Uint8Array.of(0x22, 0xc0, 0xa0, 0x22))).code).toBe('not_utf8');
});

test('locateInJson() finds the place of a value', () => {
  const text = '{\n  "a": [1,\n    {"b/c": true}]\n}';
  expect(locateInJson(text, '/a/1/b~1c')).toMatchObject({ line: 3, column: 13 });
  expect(locateInJson(text, '/a/2')).toBeUndefined();
});

test('locateAllInJson() finds each place where locateInJson() does', () => {
  const text = '{\n  "a": [1, {"": 2}],\n  "b": null, ';
  const pointers = ['', '/a', '/a/0', '/a/1/', '/b', '/c', 'a', '/~2'];
  const found = locateAllInJson(text, pointers);
  expect(pointers.map((pointer) => found.get(pointer))).toEqual(pointers.map((pointer) => locateInJson(text, pointer)));
  expect([...found].map(([pointer, { line, column }]) => `${pointer} ${line}:${column}`)).toEqual([
    ' 1:1',
    '/a 2:8',
    '/a/0 2:9',
    '/a/1/ 2:17',
    '/b 3:8',
  ]);
});

test('pointers print and parse back', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (steps) => {
      expect(parsePointer(formatPointer(steps))).toEqual(steps);
    }),
  );
});

test('valueAtPointer() does not look up the prototype', () => {
  expect(valueAtPointer<JsonValue>({ a: [] }, '/toString')).toBeUndefined();
  expect(valueAtPointer<JsonValue>({ a: [1] }, '/a/length')).toBeUndefined();
});

function thrownBy(work: () => unknown): RegistryError {
  try {
    work();
  } catch (thrown) {
    return RegistryError.from(thrown);
  }
  throw new Error('nothing was thrown');
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { splitArray } from '../../../src/gateway/batch/split.ts';

const split = (text: string, max = 1_000): string[] => splitArray(Buffer.from(text), max).map((bytes) => bytes.toString());

const SPLIT = [
  ['[]', []],
  [' [ \n\t] ', []],
  ['[1]', ['1']],
  ['[ 1 , 2 ]\r\n', ['1', '2']],
  ['[{"a":[1,2]},[3,{"b":4}]]', ['{"a":[1,2]}', '[3,{"b":4}]']],
  ['["],[", "\\",\\\\", "{"]', ['"],["', '"\\",\\\\"', '"{"']],
  ['["\\\\",1]', ['"\\\\"', '1']],
  ['["😀","é,"]', ['"😀"', '"é,"']],
  ['[1,]', ['1', '']],
  ['[,]', ['', '']],
  ['[{]},1]', ['{]}', '1']],
] as const;

for (const [text, elements] of SPLIT) test(`splitArray(${JSON.stringify(text)})`, () => expect(split(text)).toEqual(elements));

const REFUSED = [
  ['', 'envelope_invalid'],
  ['  ', 'envelope_invalid'],
  ['{}', 'envelope_invalid'],
  ['"[]"', 'envelope_invalid'],
  ['[', 'json_invalid'],
  ['[1', 'json_invalid'],
  ['["]', 'json_invalid'],
  ['["\\"]', 'json_invalid'],
  ['[1}', 'json_invalid'],
  ['[]]', 'json_invalid'],
  ['[],', 'json_invalid'],
  ['[1,2,3,4]', 'body_too_large'],
] as const;

for (const [text, code] of REFUSED) {
  test(`splitArray(${JSON.stringify(text)}) is ${code}`, () => {
    expect(() => split(text, 3)).toThrow(expect.objectContaining({ code }));
  });
}

test('the elements of an array are what JSON.parse makes of it', () => {
  const space = fc.constantFrom('', ' ', '\n', '\t ');
  fc.assert(
    fc.property(fc.array(fc.json()), space, (elements, gap) => {
      const text = `${gap}[${gap}${elements.join(`${gap},${gap}`)}${gap}]${gap}`;
      expect(split(text)).toEqual(elements.map((element) => element.trim()));
    }),
  );
});

test('whatever the bytes are, only errors of the catalogue are thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'[]{},"\\ 1')), (characters) => {
      try {
        split(characters.join(''));
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RegistryError);
      }
    }),
  );
});

test('megabytes that want to be looked at twice are looked at once', () => {
  for (const text of [
    `["${'\\"'.repeat(500_000)}"]`,
    `["${'\\'.repeat(1_000_000)}"]`,
    '['.repeat(1_000_000),
    `[${'"",'.repeat(999)}${' '.repeat(1_000_000)}1]`,
  ]) {
    try {
      split(text);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(RegistryError);
    }
  }
});

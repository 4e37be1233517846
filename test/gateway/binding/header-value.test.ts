import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHeaderValue } from '../../../src/gateway/binding/header-value.ts';

const DECODED = [
  ['plain', 'plain'],
  ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
  ['%e2%82%ac', '€'],
  ['%41%42', 'AB'],
  ['with space', 'with space'],
  ['"with space"', 'with space'],
  ['"a \\"b\\" \\\\ c"', 'a "b" \\ c'],
  ['"%22"', '"'],
  ['a"b', 'a"b'],
  ['%2541', '%41'],
  ['', ''],
] as const;

for (const [value, text] of DECODED) {
  test(`decodeHeaderValue(${value}) is ${text}`, () => expect(decodeHeaderValue('ce-x', value)).toBe(text));
}

const REFUSED = ['%', '%4', '%zz', '100%', '%C0%A0', '%ED%A0%80', '%FF', '%E2%82', '"open', '"', '"a"b"', 'caf\u00e9', '\u0000'];

for (const value of REFUSED) {
  test(`decodeHeaderValue(${JSON.stringify(value)}) is refused, naming the header`, () => {
    expect(() => decodeHeaderValue('ce-x', value)).toThrow(
      expect.objectContaining({ code: 'envelope_invalid', message: expect.stringContaining('ce-x') }),
    );
  });
}

test('decoding undoes the encoding of the specification', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decodeHeaderValue('ce-x', encode(text)) === text));
});

/** HTTP binding §3.1.3.2: space, double quote, percent and all beyond printable ASCII, as UTF-8. */
function encode(text: string): string {
  return [...text].map((character) => (/^[\x21\x23\x24\x26-\x7e]$/.test(character) ? character : percent(character))).join('');
}

function percent(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';

const ROWS = [
  ['polcy', ['policy', 'publishes'], 'policy'],
  ['tpye', ['type', 'title'], 'type'],
  ['POLICY', ['policy'], 'policy'],
  ['requird', ['require', 'required'], 'require'],
  ['requierd', ['required'], 'required'],
  ['ab', ['ac'], undefined],
  ['abc', ['abd'], 'abd'],
  ['abcde', ['abxye'], undefined],
  ['abcdef', ['abxyef'], 'abxyef'],
  ['', ['a'], undefined],
  ['policy', [], undefined],
] as const;
for (const [text, names, near] of ROWS) {
  test(`${JSON.stringify(text)} among ${names.join(', ') || 'nothing'} is ${near ?? 'nothing'}`, () => expect(nearest(text, names)).toBe(near));
}

test('what is there is meant, and the order of the names does not matter', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abAB'), maxLength: 8 });
  fc.assert(
    fc.property(word, fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'ab'), maxLength: 8 })), (text, names) => {
      expect(nearest(text, names)).toBe(nearest(text, names.toReversed()));
      for (const name of names) expect(nearest(name, names)).toBe(name);
    }),
  );
});

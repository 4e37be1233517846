import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints } from '../../src/storage/code-points.ts';

// Where texts are alike at first, and where code units and code points are in another order.
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '\u0000', '\uD7FF', '\uE000', '\uFFFD', '\u{10000}', '\u{1F600}') }),
);

test('names are in the order of their bytes in UTF-8', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

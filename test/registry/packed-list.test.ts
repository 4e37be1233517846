import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackedList } from '../../src/registry/packed-list.ts';

test('what was put in comes out, in order and as often as asked, whether it fills blocks or not', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 50 }), fc.integer({ min: 0, max: 300_000 }), (values, length) => {
      const list = new PackedList<unknown>();
      const all = [...values, 'x'.repeat(length), { ä: '\ud800 €' }, ...values];
      const texts = all.map((value) => list.push(value));
      expect(texts).toEqual(all.map((value) => JSON.stringify(value)));
      for (let times = 0; times < 2; times += 1) expect(Array.from(list, (value) => JSON.stringify(value))).toEqual(texts);
    }),
  );
});

import { expect, test } from 'vitest';
import { formatEntityTag, isNoneMatch, parseIfMatch } from '../../../src/http/kit/entity-tag.ts';

test('formatEntityTag() tells texts and epochs apart', () => {
  const tags = [formatEntityTag('a'), formatEntityTag('b'), formatEntityTag('a', 1), formatEntityTag('a', 2)];
  expect(new Set(tags).size).toBe(4);
  expect(formatEntityTag('a', 1)).toBe(tags[2]);
});

const noneMatch = [
  { header: '"x"', tag: '"x"', expected: true },
  { header: 'W/"x"', tag: '"x"', expected: true },
  { header: '"y", "x"', tag: '"x"', expected: true },
  { header: '*', tag: '"x"', expected: true },
  { header: '"y"', tag: '"x"', expected: false },
  { header: '', tag: '"x"', expected: false },
];

for (const { header, tag, expected } of noneMatch) {
  test(`isNoneMatch() is ${expected} for ${header || 'nothing'}`, () => expect(isNoneMatch(header, tag)).toBe(expected));
}

const ifMatch = [
  { header: undefined, epoch: undefined },
  { header: '*', epoch: undefined },
  { header: '"7"', epoch: 7 },
  { header: formatEntityTag('text', 7), epoch: 7 },
  { header: `W/${formatEntityTag('text', 12)}`, epoch: 12 },
];

for (const { header, epoch } of ifMatch) {
  test(`parseIfMatch() reads ${header}`, () => expect(parseIfMatch(header)).toBe(epoch));
}

for (const header of ['7', '"seven"', '"7", "8"', '', '"-1"', formatEntityTag('no epoch')]) {
  test(`parseIfMatch() takes ${header || 'nothing'} for no current tag`, () => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'epoch_mismatch' }) as Error);
  });
}

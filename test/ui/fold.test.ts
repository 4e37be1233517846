import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldLines } from '../../src/ui/kit/fold.ts';
import { linesOf, wholeDocument } from '../../src/ui/kit/json-lines.ts';
import { nearestPointer } from '../../src/ui/kit/nearest-pointer.ts';
import { visibleJson } from '../../src/ui/kit/visible-text.ts';

const LINES = linesOf(wholeDocument({ a: { b: { c: 1, d: 2, e: 3, f: 4, g: 5, h: 6, i: 7 } }, z: 0 }));

test('what encloses a wanted line stays, what is far from it is folded', () => {
  const runs = foldLines(LINES, (index) => LINES[index]?.pointer === '/a/b/h', { context: 1 });
  expect(runs).toEqual([
    { kind: 'shown', start: 0, end: 3 },
    { kind: 'folded', start: 3, end: 7 },
    { kind: 'shown', start: 7, end: 10 },
    { kind: 'folded', start: 10, end: 14 },
  ]);
});

test('the runs are all lines, in order, and each wanted line is shown', () => {
  const wanted = fc.array(fc.boolean(), { minLength: LINES.length, maxLength: LINES.length });
  fc.assert(
    fc.property(wanted, fc.nat({ max: 4 }), (isWanted, context) => {
      const runs = foldLines(LINES, (index) => isWanted[index] === true, { context });
      expect(runs.flatMap(({ start, end }) => LINES.slice(start, end))).toEqual(LINES);
      const shown = new Set(runs.flatMap(({ kind, start, end }) => (kind === 'shown' ? LINES.slice(start, end) : [])));
      expect(LINES.filter((line, index) => isWanted[index] === true && !shown.has(line))).toEqual([]);
    }),
  );
});

const places = [
  ['/a/b', '/a/b'],
  ['/a/x', '/a'],
  ['/x/y', ''],
  ['no pointer', ''],
] as const;
for (const [pointer, nearest] of places) {
  test(`the place nearest to ${pointer} is ${JSON.stringify(nearest)}`, () => expect(nearestPointer({ a: { b: null } }, pointer)).toBe(nearest));
}

test('what is made visible means the same in JSON, and has nothing left that steers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visibleJson(JSON.stringify(text));
      expect(JSON.parse(shown)).toBe(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    }),
  );
});

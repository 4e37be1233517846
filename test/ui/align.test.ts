import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { JsonLine } from '../../src/ui/kit/json-lines.ts';
import { align, type Row } from '../../src/ui/pages/diff/align.ts';

const SIGNS = { same: ' ', changed: '~', removed: '-', added: '+' } as const;

function drawn(rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const line = row.after ?? row.before;
    return `${SIGNS[row.kind]}${'  '.repeat(line.depth)}${line.name === undefined ? '' : `${line.name}: `}${line.text}`;
  });
}

const cases: readonly { readonly title: string; readonly before: JsonValue; readonly after: JsonValue; readonly rows: readonly string[] }[] = [
  { title: 'a value that changed', before: { a: 1 }, after: { a: 2 }, rows: [' {', '~  "a": 2', ' }'] },
  { title: 'a member that came', before: {}, after: { a: 1 }, rows: [' {', '+  "a": 1', ' }'] },
  { title: 'a member that went', before: { a: 1, b: 2 }, after: { b: 2 }, rows: [' {', '-  "a": 1', '   "b": 2', ' }'] },
  { title: 'the order of members', before: { a: 1, b: 2 }, after: { b: 2, a: 1 }, rows: [' {', '   "b": 2', '   "a": 1', ' }'] },
  { title: 'an item in the middle', before: ['a', 'c'], after: ['a', 'b', 'c'], rows: [' [', '   "a"', '+  "b"', '   "c"', ' ]'] },
  {
    title: 'a branch that changed',
    before: [{ a: 1 }, { b: 1 }],
    after: [{ a: 1 }, { b: 2 }],
    rows: [' [', '   {', '     "a": 1', '   }', '   {', '~    "b": 2', '   }', ' ]'],
  },
  { title: 'another type', before: { a: 1 }, after: { a: { b: 1 } }, rows: [' {', '-  "a": 1', '+  "a": {', '+    "b": 1', '+  }', ' }'] },
];

describe('align()', () => {
  for (const { title, before, after, rows } of cases) {
    test(title, () => expect(drawn(align(before, after))).toEqual(rows));
  }
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

/** The document that the lines of one side say. */
function readBack(lines: readonly (JsonLine | undefined)[]): JsonValue {
  const text = lines.flatMap((line) =>
    line === undefined ? [] : [`${line.name === undefined ? '' : `${line.name}:`}${line.text}${line.comma ? ',' : ''}`],
  );
  return JSON.parse(text.join('\n')) as JsonValue;
}

test('each side has its whole document, whatever the other is', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const rows = align(before, after);
      expect(canonicalJson(readBack(rows.map((row) => row.before)))).toBe(canonicalJson(before));
      expect(canonicalJson(readBack(rows.map((row) => row.after)))).toBe(canonicalJson(after));
    }),
  );
});

test('a document beside itself is the same in every row, and only then', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      expect(align(before, before).every(({ kind }) => kind === 'same')).toBe(true);
      expect(align(before, after).every(({ kind }) => kind === 'same')).toBe(canonicalJson(before) === canonicalJson(after));
    }),
  );
});

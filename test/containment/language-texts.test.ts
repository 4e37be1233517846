import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../src/containment/language/pattern.ts';
import { languageOf, type Language } from '../../src/containment/language/language.ts';
import { findTexts, type FoundTexts } from '../../src/containment/language/texts.ts';

interface Row {
  readonly title: string;
  readonly inside?: readonly string[];
  readonly outside?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly excluded?: readonly string[];
  readonly count?: number;
}

function search({ inside = [], outside = [], min = 0, max = Infinity, excluded = [], count = 3 }: Omit<Row, 'title'>): FoundTexts {
  const languages = [...inside.map(known), ...outside.map((source): Language => ({ kind: 'not', of: known(source) }))];
  return findTexts({ languages, min, max, excluded: new Set(excluded) }, { count, spend: () => undefined });
}

function known(source: string): Language {
  const language = languageOf(source);
  if (language === undefined) throw new Error(`no language: ${source}`);
  return language;
}

const empty: readonly Row[] = [
  { title: 'a pattern without its own superset', inside: ['^a+$'], outside: ['^aa*$'] },
  { title: 'the same words written differently', inside: ['^(?:ab)*a$'], outside: ['^a(?:ba)*$'] },
  { title: 'an anchored pattern without the unanchored one', inside: ['^ab'], outside: ['ab'] },
  { title: 'too short for the pattern', inside: ['^[a-z]{5,}$'], max: 4 },
  { title: 'too long for the pattern', inside: ['^[a-z]{0,3}$'], min: 4 },
  { title: 'a length that no word has', inside: ['^(?:aaa)*$'], min: 4, max: 5 },
  { title: 'every word excluded', inside: ['^[ab]$'], excluded: ['a', 'b'] },
  { title: 'a lookahead that forbids all', inside: ['^(?!a)[ab]$', '^a'] },
  { title: 'a lookahead that asks for what the rest has not', inside: ['^(?=b)a'] },
  { title: 'nothing but letters and no letters', inside: ['^\\p{L}+$'], outside: ['\\p{L}'] },
  { title: 'a minimum above the maximum', min: 3, max: 2 },
  { title: 'an unpaired surrogate that is of no help', inside: ['^[^\\ud800-\\udfff]$'], outside: ['^[^\\ud800]$'] },
  { title: 'a word between boundaries', inside: ['\\bfoo\\b'], outside: ['foo'] },
  { title: 'a word between boundaries, written out', inside: ['\\bfoo\\b'], outside: ['(^|\\W)foo(\\W|$)'] },
  { title: 'a word between boundaries, from what was written out', inside: ['(^|\\W)foo(\\W|$)'], outside: ['\\bfoo\\b'] },
  { title: 'not blank is the same as having one that is no space', inside: ['^(?!\\s*$).+'], outside: ['\\S'] },
  { title: 'a lookahead before the anchor', inside: ['^(?!\\d+$).+$'], outside: ['(?!^\\d+$)^.+$'] },
  { title: 'a lookahead at each character', inside: ['^(?:(?!foo).)*$'], outside: ['^(?!.*foo).*$'] },
  { title: 'a lookahead at the start for one at each character', inside: ['^(?!.*foo).*$'], outside: ['^(?:(?!foo).)*$'] },
  { title: 'a lookahead for a lookbehind at the end', inside: ['^(?!.*-dev$)[a-z-]+$'], outside: ['^[a-z-]+(?<!-dev)$'] },
  {
    title: 'lookaheads in the midst',
    inside: ['^(?!000|666|9\\d{2})\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}$'],
    outside: ['^(?!000|666)[0-8]\\d{2}-(?!00)\\d{2}-(?!0000)\\d{4}$'],
  },
  { title: 'a lookahead inside of a lookbehind', inside: ['(?<=a(?=b))[bc]'], outside: ['ab'] },
  { title: 'a thousand repetitions are no more than two thousand', inside: ['^[\\w-]{0,1000}$'], outside: ['^[\\w-]{0,2000}$'] },
];

describe('no text lies in', () => {
  for (const { title, ...goal } of empty) test(title, () => expect(search(goal)).toEqual({ texts: [], isAll: true }));
});

const found: readonly (Row & { readonly texts: readonly string[]; readonly isAll?: boolean })[] = [
  { title: 'anything', texts: ['', 'a', 'b'] },
  { title: 'a word of a pattern', inside: ['^a+$'], texts: ['a', 'aa', 'aaa'] },
  { title: 'a shortest difference', inside: ['^a*$'], outside: ['^a{0,2}$'], texts: ['aaa', 'aaaa', 'aaaaa'] },
  { title: 'all of a finite language', inside: ['^(?:red|green)$'], texts: ['red', 'green'], isAll: true },
  { title: 'the words of a length', inside: ['^a*b?$'], min: 2, max: 2, texts: ['aa', 'ab'], isAll: true },
  { title: 'what a lookahead leaves', inside: ['^(?!a)[abc]$'], texts: ['b', 'c'], isAll: true },
  { title: 'one of two alternatives with lookaheads', inside: ['^(?=a)[ab]$|^(?!c)[cd]$'], texts: ['a', 'd'], isAll: true },
  { title: 'a whole character beyond the first plane', inside: ['^[\\u{1F600}-\\u{1F601}]$'], texts: ['😀', '😁'], isAll: true },
  { title: 'a line break only where nothing else is left', inside: ['^[^]$'], outside: ['^.$'], texts: ['\u2028', '\u2029', '\n'] },
  { title: 'the excluded left out', inside: ['^[abc]$'], excluded: ['b'], texts: ['a', 'c'], isAll: true },
];

describe('texts of', () => {
  for (const { title, texts, isAll = false, ...goal } of found) test(title, () => expect(search(goal)).toEqual({ texts, isAll }));
});

test('where only an unpaired surrogate is left, nothing is said', () => {
  expect(search({ inside: ['^[\\ud800-\\udfff]$'] })).toEqual({ texts: [], isAll: false });
});

test.each(['(a)\\1', '(?=(a))b\\1'])('%s is no language', (source) => {
  expect(languageOf(source)).toBeUndefined();
});

const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '^', '$', '');
const pattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('pattern'), fc.constantFrom('*', '?', '{2}', '{1,2}', '+')).map(([a, times]) => `(?:${a})${times}`),
    fc.tuple(tie('pattern'), tie('pattern'), fc.constantFrom('=', '!')).map(([a, b, sign]) => `^(?${sign}${a})${b}`),
  ),
})).pattern;

// Over a and b, every class of these patterns has a member but those of other characters, of which c is one.
const words = ['', ...wordsUpTo(4)];

function wordsUpTo(length: number): string[] {
  if (length === 0) return [];
  const shorter = wordsUpTo(length - 1);
  return [...new Set([...shorter, ...['', ...shorter].flatMap((word) => ['a', 'b', 'c'].map((letter) => word + letter))])];
}

test('the texts that are found are those that match, and none is missing where all are said to be there', () => {
  let count = 0;
  fc.assert(
    fc.property(pattern, pattern, fc.nat({ max: 3 }), fc.nat({ max: 4 }), (inside, outside, min, max) => {
      const [wanted, refused] = [languageOf(inside), languageOf(outside)];
      fc.pre(wanted !== undefined && refused !== undefined);
      count += 1;
      const [accepts, rejects] = [compilePattern(inside), compilePattern(outside)];
      const fits = (text: string): boolean => accepts(text) && !rejects(text) && [...text].length >= min && [...text].length <= max;
      const { texts, isAll } = search({ inside: [inside], outside: [outside], min, max, count: 12 });
      expect(texts.filter((text) => !fits(text))).toEqual([]);
      expect(new Set(texts).size).toBe(texts.length);
      const expected = words.filter(fits);
      if (isAll) for (const word of expected) expect(texts).toContain(word);
      expect(texts.length).toBeGreaterThanOrEqual(Math.min(12, expected.length));
    }),
    { numRuns: 400 },
  );
  expect(count).toBeGreaterThan(200);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLookingMatcher } from '../../src/containment/language/looking-matcher.ts';
import { compilePattern } from '../../src/containment/language/pattern.ts';
import { parseLookingRegex } from '../../src/containment/language/syntax.ts';

function matcherOf(source: string): (text: string) => boolean {
  const regex = parseLookingRegex(source);
  if (regex === undefined) throw new Error(`not walked: ${source}`);
  const matches = createLookingMatcher(regex);
  return (text) => matches(text);
}

const rows: readonly (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
  ['a(?=b)', ['ab', 'xab'], ['a', 'ac', 'ba']],
  ['a(?!b)', ['a', 'ac'], ['ab', 'b']],
  ['(?<=a)b', ['ab'], ['b', 'bb']],
  ['(?<!a)b', ['b', 'cb'], ['ab']],
  ['\\bword\\b', ['word', 'a word.'], ['words', 'sword']],
  ['\\Ba', ['ba', 'aa'], ['a', ' a']],
  ['^(?:(?!foo).)*$', ['', 'fo', 'fofo'], ['foo', 'xfoox']],
  ['^(?=.*\\d)(?=.*[a-z]).{2,}$', ['a1', '1a'], ['aa', '11', 'a']],
  ['(?<=(?:ab){2})c', ['ababc'], ['abc', 'abcabc']],
  ['^(?<!x)(?:a|ab)(?=c|$)', ['a', 'ab', 'abc'], ['b', 'abd']],
  ['(?=(?<=a)b)b', ['ab'], ['b']],
  ['^.$', ['😀'], ['', 'ab', '\n']],
];

describe('lookaround and word boundaries', () => {
  for (const [pattern, matching, others] of rows) {
    test(`${pattern} matches ${matching.join(', ')} and not ${others.join(', ')}`, () => {
      const matches = matcherOf(pattern);
      expect([...matching, ...others].map(matches)).toEqual([...matching.map(() => true), ...others.map(() => false)]);
      const host = new RegExp(pattern, 'u');
      expect([...matching, ...others].map((text) => host.test(text))).toEqual([...matching.map(() => true), ...others.map(() => false)]);
    });
  }
});

test('a back reference is left to the host', () => expect(parseLookingRegex('(a)\\1')).toBeUndefined());

test.each([
  ['x|^(?:a|a)*(?!b)c$', `${'a'.repeat(5_000)}b`],
  ['^(?=(?:a+)+$)a*b', 'a'.repeat(5_000)],
  ['^(?:a{0,1000}){0,4}b$', 'a'.repeat(3_000)],
  ['(?<!(?:a|aa)+b)c$', `${'a'.repeat(3_000)}b`],
])('%s does not explode', (pattern, text) => expect(compilePattern(pattern)(text)).toBe(false));

const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '^', '$', '', '\\b', '\\B', '\\w', ' ');
const pattern: fc.Arbitrary<string> = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 5 },
    atom,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('pattern'), fc.constantFrom('*', '?', '+', '{2}', '{1,2}', '{0,3}', '*?', '{2,}')).map(([a, times]) => `(?:${a})${times}`),
    fc.tuple(tie('pattern'), fc.constantFrom('=', '!', '<=', '<!')).map(([a, sign]) => `(?${sign}${a})`),
  ),
})).pattern;

test('the walk over sets of positions agrees with the host', () => {
  // Without characters beyond the first plane: the host finds an empty match between the halves of a surrogate pair.
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '\n'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 10, maxLength: 10 }), (source, texts) => {
      const host = new RegExp(source, 'u');
      const matches = matcherOf(source);
      expect(texts.map(matches)).toEqual(texts.map((one) => host.test(one)));
    }),
    { numRuns: 2_000 },
  );
});

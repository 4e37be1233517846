import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLookingMatcher } from '../../src/containment/language/looking-matcher.ts';
import { languageOf, type TextState } from '../../src/containment/language/language.ts';
import { compilePattern } from '../../src/containment/language/pattern.ts';
import { parseLookingRegex } from '../../src/containment/language/syntax.ts';

function matcherOf(source: string): (text: string) => boolean {
  const regex = parseLookingRegex(source);
  if (regex === undefined) throw new Error(`not walked: ${source}`);
  const matches = createLookingMatcher(regex);
  return (text) => matches(text);
}

/** The same by the automaton that containment is decided with; undefined where it became too large. */
function automatonOf(source: string): (text: string) => boolean | undefined {
  const language = languageOf(source);
  if (language?.kind !== 'matches') throw new Error(`no automaton: ${source}`);
  const { automaton } = language;
  // What is decided stays so.
  return (text) => {
    const end = Array.from(text).reduce<TextState | undefined>(
      (state, character) =>
        state === undefined || state.isAccepting || state.isStuck
          ? state
          : automaton.step(state, automaton.alphabet.classOf(character.codePointAt(0) as number)),
      automaton.initial,
    );
    return end && (end.isAccepting || end.isAcceptingAtEnd);
  };
}

/** All texts of up to `length` characters. */
function textsOf(characters: readonly string[], length: number): readonly string[] {
  const shorter = length === 0 ? [] : textsOf(characters, length - 1);
  return ['', ...shorter.flatMap((text) => characters.map((character) => text + character))];
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
  ['^(?!\\s*$).+', ['a', ' a'], ['', ' ', '  ']],
  ['(?!^\\d+$)^.+$', ['a', '1a'], ['', '12']],
  ['^(?!.*--)[a-z-]+$', ['a-b', '-'], ['a--b', '', '--']],
  ['(?<=a$)', ['a', 'ba'], ['', 'ab']],
  ['(?<=a(?=b))[bc]', ['ab'], ['ac', 'b']],
  ['(?<!a(?=b))[bc]', ['ac', 'b', 'abc'], ['ab', 'a']],
  ['(?<!^a|b(?!c))d', ['d', 'cad'], ['ad', 'cbd']],
  ['(?!(?!a))b|c$', ['c', 'bc'], ['b', 'a']],
  ['^\\b$|^\\B$', [''], ['a', ' ']],
];

describe('lookaround and word boundaries', () => {
  for (const [pattern, matching, others] of rows) {
    test(`${pattern} matches ${matching.join(', ')} and not ${others.join(', ')}`, () => {
      const matches = matcherOf(pattern);
      expect([...matching, ...others].map(matches)).toEqual([...matching.map(() => true), ...others.map(() => false)]);
      expect([...matching, ...others].map(automatonOf(pattern))).toEqual([...matching, ...others].map(matches));
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

test('so does the automaton, on all short texts', () => {
  const texts = textsOf(['a', 'b', ' ', '\n'], 4);
  fc.assert(
    fc.property(pattern, (source) => {
      const host = new RegExp(source, 'u');
      expect(texts.map(automatonOf(source))).toEqual(texts.map((one) => host.test(one)));
    }),
    { numRuns: 500 },
  );
});

test('the walk and the automaton agree on characters beyond the first plane', () => {
  const texts = textsOf(['a', '😀'], 4);
  fc.assert(
    fc.property(pattern, (source) => {
      expect(texts.map(automatonOf(source))).toEqual(texts.map(matcherOf(source)));
    }),
    { numRuns: 300 },
  );
});

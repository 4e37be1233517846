import { expect, test } from 'vitest';
import { wordsOf } from '../../src/containment/index.ts';

test.each<readonly [pattern: string, words: readonly string[]]>([
  ['^ab$', ['ab']],
  ['^(?:red|green)$', ['red', 'green']],
  ['a{2,3}', ['aa', 'aaa']],
  ['[x-z]\\d', ['x0', 'z9']],
  ['(a)\\1', ['a']],
  // Longer than what is tried.
  ['(a{100}){100}', []],
  // 10^12 characters.
  ['^(((a{1000}){1000}){1000}){1000}$', []],
  // As many repetitions of nothing.
  ['^((((?:){1000}){1000}){1000}){1000}$', []],
  [`${'('.repeat(5_000)}a${')'.repeat(5_000)}`, []],
])('words of %s', (pattern, words) => expect(wordsOf(pattern).slice(0, 3)).toEqual(words));

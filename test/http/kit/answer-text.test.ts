import { expect, test } from 'vitest';
import { answerText, isLongAnswer } from '../../../src/http/kit/answer-text.ts';

test.each([1, 2_000_000])('what is given out again and again is written once, with %i characters as well', (characters) => {
  const value = Object.freeze({ text: 'x'.repeat(characters) });
  expect(answerText(value)).toBe(answerText(value));
});

test('what may change is written each time', () => {
  const value = { count: 1 };
  expect(answerText(value).text).toBe('{"count":1}');
  value.count = 2;
  expect(answerText(value).text).toBe('{"count":2}');
});

test.each([
  [false, 'a text of some characters', 'x'.repeat(40_000)],
  [true, 'a text of many', 'x'.repeat(50_000)],
  [true, 'many members', Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`member${at}`, at]))],
  [true, 'many elements within a member', { a: [null, Array.from({ length: 20_000 }, () => 1)] }],
  [true, 'many texts in turn', Array.from({ length: 100 }, () => 'x'.repeat(500))],
  [false, 'what is no text', undefined],
])('%s that an answer is long: %s', (expected, _what, value) => {
  expect(isLongAnswer(value)).toBe(expected);
});

test('of what was written already the length is known', () => {
  const value = Object.freeze({ text: 'ü'.repeat(40_000) });
  answerText(value);
  expect(isLongAnswer(value)).toBe(true);
});

import { expect, test } from 'vitest';
import { answerText } from '../../../src/http/kit/answer-text.ts';

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

import { expect, test } from 'vitest';
import { readNumber } from '../../src/ui/app/read-number.ts';
import { readAsked as readDiff } from '../../src/ui/pages/diff/question.ts';
import { readAsked as readTry } from '../../src/ui/pages/try/question.ts';

test.each([
  ['1', 1],
  ['2147483647', 2_147_483_647],
  ['0', undefined],
  ['01', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  [' 1', undefined],
  ['9'.repeat(16), undefined],
  ['<script>', undefined],
  ['', undefined],
  [null, undefined],
])('%j is the number %j', (text, number) => expect(readNumber(text)).toBe(number));

test('the addresses of both pages that name versions are read by it', () => {
  const query = new URLSearchParams('subject=a&from=1&to=x&version=2&judge=0&against=3,x,1,3');
  expect(readDiff(query)).toMatchObject({ from: 1, to: undefined });
  expect(readTry(query)).toMatchObject({ version: 2, judge: undefined, against: [1, 3] });
});

import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/http/kit/retry-after.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

const AFTER = [
  [undefined, undefined],
  ['0', 0],
  ['120', 120_000],
  ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
  ['Friday, 02-Jan-26 03:05:05 GMT', 60_000],
  ['Fri Jan  2 03:05:05 2026', 60_000],
  ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['-1', undefined],
  ['-1x', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['', undefined],
  ['2026-01-02T03:05:05Z', undefined],
  ['9'.repeat(30), undefined],
] as const;

for (const [text, expected] of AFTER) {
  test(`Retry-After ${JSON.stringify(text)} is ${expected} ms`, () => expect(retryAfterMs(text, NOW)).toBe(expected));
}

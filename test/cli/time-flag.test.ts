import { expect, test } from 'vitest';
import { readDuration, readExpiry } from '../../cli/time-flag.ts';

const NOW = Date.UTC(2027, 0, 1);

for (const [text, read] of [
  ['90d', '2027-04-01T00:00:00.000Z'],
  ['12h', '2027-01-01T12:00:00.000Z'],
  ['30m', '2027-01-01T00:30:00.000Z'],
  ['2030-01-31', '2030-01-31T00:00:00.000Z'],
  ['2030-01-31T00:00:00+01:00', '2030-01-30T23:00:00.000Z'],
] as const) {
  test(`--expires ${text} is ${read}`, () => expect(readExpiry(text, NOW)).toBe(read));
}

for (const text of ['', '5s', '0m', '1.5h', '90', 'tomorrow', '2026-12-31T23:59:59Z', '2027-13-01']) {
  test(`--expires ${JSON.stringify(text)} is refused, and the spans are named`, () =>
    expect(() => readExpiry(text, NOW)).toThrow(/90d, 12h or 30m.*2030-01-31T00:00:00Z/));
}

for (const [text, ms] of [
  ['90s', 90_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
] as const) {
  test(`--for ${text} is ${ms} ms`, () => expect(readDuration('--for', text)).toBe(ms));
}

for (const text of ['', '0s', '90', '1.5h', '-1s', '12345678s', '1w']) {
  test(`--for ${JSON.stringify(text)} is refused`, () =>
    expect(() => readDuration('--for', text)).toThrow('--for: expected a time such as 90s, 15m, 2h or 1d'));
}

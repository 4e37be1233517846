import { expect, test } from 'vitest';
import { parseTime } from '../../src/core/timestamp.ts';

for (const [text, time] of [
  ['2027-06-30', '2027-06-30T00:00:00.000Z'],
  ['2027-06-30T12:00Z', '2027-06-30T12:00:00.000Z'],
  ['2027-06-30t12:00:00.25+02:00', '2027-06-30T10:00:00.250Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ['0000-01-01', '0000-01-01T00:00:00.000Z'],
] as const) {
  test(`${text} is ${time}`, () => expect(parseTime(text)).toBe(time));
}

for (const text of [
  '',
  'tomorrow',
  '2027-02-30',
  '2027-06-30T12:00:00',
  '2027-06-30T12:00:60Z',
  '2027-06-30 12:00Z',
  // In UTC these have a year of more digits, which sorts before all others.
  '9999-12-31T23:59:59-01:00',
  '0000-01-01T00:00:00+00:01',
]) {
  test(`${JSON.stringify(text)} is no time`, () => expect(parseTime(text)).toBeUndefined());
}

import { expect, test } from 'vitest';
import { FairLine } from '../../../src/server/workers/fair-line.ts';

function lineOf(lanes: string): FairLine<string> {
  const line = new FairLine<string>();
  for (const [at, lane] of [...lanes].entries()) line.add(lane, `${lane}${at}`);
  return line;
}

function taken(line: FairLine<string>): string[] {
  const all: string[] = [];
  for (let next = line.take(); next !== undefined; next = line.take()) all.push(next);
  return all;
}

const rows = [
  { lanes: '', order: '' },
  { lanes: 'aaa', order: 'a0 a1 a2' },
  { lanes: 'aaab', order: 'a0 b3 a1 a2' },
  { lanes: 'abcab', order: 'a0 b1 c2 a3 b4' },
];
for (const { lanes, order } of rows) {
  test(`"${lanes}" go as "${order}"`, () => expect(taken(lineOf(lanes)).join(' ')).toBe(order));
}

test('a lane that comes again while others wait is behind them', () => {
  const line = lineOf('ab');
  expect(line.take()).toBe('a0');
  line.add('a', 'again');
  expect(taken(line)).toEqual(['b1', 'again']);
});

test('one of another lane that comes meanwhile goes before the next of a long one', () => {
  const line = lineOf('aaa');
  expect(line.take()).toBe('a0');
  line.add('b', 'b');
  expect(taken(line)).toEqual(['b', 'a1', 'a2']);
});

const crowds = [
  { lanes: 'aab', lane: 'b', displaced: undefined, left: 'a0 b2 a1' },
  { lanes: 'aaab', lane: 'b', displaced: 'a2', left: 'a0 b3 a1' },
  { lanes: 'aaab', lane: 'c', displaced: 'a2', left: 'a0 b3 a1' },
  { lanes: 'aaa', lane: 'a', displaced: undefined, left: 'a0 a1 a2' },
  { lanes: 'ab', lane: 'c', displaced: undefined, left: 'a0 b1' },
  { lanes: 'aabb', lane: 'c', displaced: 'a1', left: 'a0 b2 b3' },
];
for (const { lanes, lane, displaced, left } of crowds) {
  test(`for one of ${lane}, ${displaced ?? 'nothing'} of "${lanes}" is taken out`, () => {
    const line = lineOf(lanes);
    expect(line.displaceFor(lane)).toBe(displaced);
    expect(taken(line).join(' ')).toBe(left);
  });
}

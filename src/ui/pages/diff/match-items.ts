import { canonicalJson } from '../../../core/json/canonical.ts';
import type { JsonPlace } from '../../kit/json-lines.ts';
import type { Couple } from './align.ts';

/** Cells of the table of a longest common subsequence: a second of work, and more than any schema that people wrote needs. */
const MOST_CELLS = 4_000_000;

/**
 * Couple the items of two arrays: equal ones in order, as many as can be; what is left between two of them is coupled in order where
 * both are objects or arrays, so that a changed branch is shown as a change. Quadratic in what lies between a common start and end; arrays that are
 * too long for that are coupled by their common start and end only.
 */
export function matchItems(before: readonly JsonPlace[], after: readonly JsonPlace[]): Couple[] {
  const [older, newer] = [before.map(textOf), after.map(textOf)];
  const couples: Couple[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...commonPairs(older, newer), [before.length, after.length] as const]) {
    couples.push(...gap(before.slice(i, x), after.slice(j, y)));
    const [left, right] = [before[x], after[y]];
    if (left && right) couples.push({ before: left, after: right });
    [i, j] = [x + 1, y + 1];
  }
  return couples;
}

function textOf({ value }: JsonPlace): string {
  return canonicalJson(value);
}

function gap(before: readonly JsonPlace[], after: readonly JsonPlace[]): Couple[] {
  const couples: Couple[] = [];
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [before[at], after[at]];
    if (left && right && isCompound(left) === isCompound(right)) couples.push({ before: left, after: right });
    else couples.push(...(left ? [{ before: left }] : []), ...(right ? [{ after: right }] : []));
  }
  return couples;
}

function isCompound({ value }: JsonPlace): boolean {
  return typeof value === 'object' && value !== null;
}

type IndexPair = readonly [number, number];

function commonPairs(a: readonly string[], b: readonly string[]): IndexPair[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = longestCommon(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [
    ...Array.from({ length: start }, (_, at): IndexPair => [at, at]),
    ...middle.map(([x, y]): IndexPair => [x + start, y + start]),
    ...Array.from({ length: end }, (_, at): IndexPair => [a.length - end + at, b.length - end + at]),
  ];
}

/** Source: the textbook table of the longest common subsequence, read from its start. */
function longestCommon(a: readonly string[], b: readonly string[]): IndexPair[] {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_CELLS) return [];
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (x: number, y: number): number => lengths[x * width + y] ?? 0;
  for (let x = a.length - 1; x >= 0; x -= 1)
    for (let y = b.length - 1; y >= 0; y -= 1) lengths[x * width + y] = a[x] === b[y] ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
  const pairs: IndexPair[] = [];
  for (let [x, y] = [0, 0]; x < a.length && y < b.length;) {
    if (a[x] === b[y]) pairs.push([x++, y++]);
    else if (at(x + 1, y) >= at(x, y + 1)) x += 1;
    else y += 1;
  }
  return pairs;
}

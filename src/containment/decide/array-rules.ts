import type { Shape } from '../form/shape.ts';
import type { Term, TermOf } from '../form/term.ts';
import type { Prover } from './prover.ts';

/** Positions that are looked at one by one; beyond, the answer is "don't know". */
const MAX_POSITIONS = 200;

/** Whether every array of `shape` is in the atom. */
export function arrayAtomHolds(prover: Prover, shape: Shape, atom: Term): boolean {
  switch (atom.kind) {
    case 'at':
      return itemHolds(prover, shape, atom.index, atom.of);
    case 'from':
      return tailHolds(prover, shape, atom);
    case 'size':
      return leastSize(shape) >= atom.min && greatestSize(prover, shape) <= atom.max;
    case 'contains':
      return hasEnough(prover, shape, atom) && hasNotTooMany(prover, shape, atom);
    case 'unique':
      return shape.isUnique || greatestSize(prover, shape) <= 1;
    default:
      return false;
  }
}

/** Whether surely no array is in `shape`. */
export function isArrayPartEmpty(prover: Prover, shape: Shape): boolean {
  const least = leastSize(shape);
  if (least === 0) return false;
  if (greatestSize(prover, shape) < least) return true;
  if (!areAllSeen(shape)) return false;
  return shape.contains.some(
    ({ of, min }) => min > 0 && positions(shape).every((index) => prover.areDisjointBelow(itemOf(prover, shape, index), of)),
  );
}

/** What the item at `index` is in, if it is there. */
export function itemOf(prover: Prover, shape: Shape, index: number): Term {
  const tails = shape.tails.filter((tail) => tail.index <= index).map(({ of }) => of);
  return prover.terms.and([...(shape.positions.get(index) ?? []), ...tails]);
}

/** The first position from which on all are alike. */
export function tailStart(shape: Shape): number {
  return Math.max(0, ...[...shape.positions.keys()].map((index) => index + 1), ...shape.tails.map(({ index }) => index));
}

export function leastSize(shape: Shape): number {
  return Math.max(shape.size.min, ...shape.contains.map(({ min }) => min));
}

export function greatestSize(prover: Prover, shape: Shape): number {
  const end = positions(shape).find((index) => prover.isEmptyBelow(itemOf(prover, shape, index)));
  return Math.min(shape.size.max, end ?? Infinity);
}

/** Whether `positions` leaves none out. */
function areAllSeen(shape: Shape): boolean {
  return Math.min(tailStart(shape), shape.size.max - 1) <= MAX_POSITIONS;
}

/** One index for every kind of position: each before the tail, and the first of the tail. */
function positions(shape: Shape): readonly number[] {
  const last = Math.min(tailStart(shape), MAX_POSITIONS, shape.size.max - 1);
  return Array.from({ length: Math.max(0, last + 1) }, (_, index) => index);
}

function itemHolds(prover: Prover, shape: Shape, index: number, of: Term): boolean {
  return index >= shape.size.max || prover.leqBelow(index, itemOf(prover, shape, index), of) || index >= greatestSize(prover, shape);
}

function tailHolds(prover: Prover, shape: Shape, { index, of }: TermOf<'from'>): boolean {
  const end = Math.max(tailStart(shape), index);
  if (end - index > MAX_POSITIONS) return false;
  for (let position = index; position <= end; position += 1) if (!itemHolds(prover, shape, position, of)) return false;
  return true;
}

function hasEnough(prover: Prover, shape: Shape, { of, min }: TermOf<'contains'>): boolean {
  if (min === 0 || shape.contains.some((known) => known.min >= min && prover.leqBelow('*', known.of, of))) return true;
  const least = leastSize(shape);
  const end = tailStart(shape);
  if (end > MAX_POSITIONS) return false;
  let sure = 0;
  for (let index = 0; index < Math.min(end, least); index += 1) if (prover.leqBelow('*', itemOf(prover, shape, index), of)) sure += 1;
  if (sure < min && least > end && prover.leqBelow('*', itemOf(prover, shape, end), of)) sure += least - end;
  return sure >= min;
}

function hasNotTooMany(prover: Prover, shape: Shape, { of, max }: TermOf<'contains'>): boolean {
  if (max >= shape.size.max || shape.contains.some((known) => known.max <= max && prover.leqBelow('*', of, known.of))) return true;
  const greatest = greatestSize(prover, shape);
  const end = tailStart(shape);
  if (greatest <= max) return true;
  if (end > MAX_POSITIONS || (greatest > end && !prover.areDisjointBelow(itemOf(prover, shape, end), of))) return false;
  const possible = positions(shape).filter((index) => index < end && !prover.areDisjointBelow(itemOf(prover, shape, index), of));
  return possible.length <= max;
}

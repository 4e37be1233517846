import { Decimal } from '../../core/json/decimal.ts';
import { NUMBER, TYPE } from '../form/term.ts';
import type { Literals } from './literals.ts';

/** Multiples that are counted off one by one. */
const MAX_COUNTED = 1_000n;

/**
 * Whether the bounds and divisors of a goal leave no number: the bounds cross, no common multiple lies between them, or
 * each that does is a multiple of what must not divide it, or is refuted by itself. False where that is not plain.
 */
export function hasNoNumber({ mask, atoms, nots }: Literals, isRefuted: (number: number) => boolean): boolean {
  const isWhole = (mask & NUMBER) === TYPE.integer;
  const isBroken = (mask & NUMBER) === TYPE.fraction;
  const given = [...atoms, ...nots].flatMap((atom) => (atom.kind === 'multiple' ? [atom.divisor] : 'bound' in atom ? [atom.bound] : []));
  const exponent = Math.min(0, ...given.map((number) => Decimal.from(number).exponent)) - 1;
  const scaled = (number: number): bigint => {
    const { negative, digits, exponent: own } = Decimal.from(number);
    return BigInt(digits) * 10n ** BigInt(own - exponent) * (negative ? -1n : 1n);
  };
  // Ten units to the last digit of any number given: an open bound is a closed one, one unit further in.
  const lows = atoms.flatMap((atom) => (atom.kind === 'min' ? [scaled(atom.bound) + (atom.isOpen ? 1n : 0n)] : []));
  const highs = atoms.flatMap((atom) => (atom.kind === 'max' ? [scaled(atom.bound) - (atom.isOpen ? 1n : 0n)] : []));
  const low = lows.toSorted((a, b) => (a < b ? 1 : -1))[0];
  const high = highs.toSorted((a, b) => (a < b ? -1 : 1))[0];
  if (low !== undefined && high !== undefined && low > high) return true;
  const steps = [...atoms.flatMap((atom) => (atom.kind === 'multiple' ? [scaled(atom.divisor)] : [])), ...(isWhole ? [scaled(1)] : [])];
  const refused = [...nots.flatMap((atom) => (atom.kind === 'multiple' ? [scaled(atom.divisor)] : [])), ...(isBroken ? [scaled(1)] : [])];
  const [first, ...others] = steps;
  const isOut = (number: bigint): boolean => refused.some((divisor) => number % divisor === 0n) || isRefutedExactly(number, exponent, isRefuted);
  if (first === undefined) return low !== undefined && low === high && isOut(low);
  const step = others.reduce((a, b) => (a / divisorOf(a, b)) * b, first);
  if (refused.some((divisor) => step % divisor === 0n)) return true;
  if (low === undefined || high === undefined) return false;
  const start = low + (((-low % step) + step) % step);
  if (start > high) return true;
  if ((high - start) / step > MAX_COUNTED) return false;
  for (let multiple = start; multiple <= high; multiple += step) if (!isOut(multiple)) return false;
  return true;
}

function isRefutedExactly(number: bigint, exponent: number, isRefuted: (number: number) => boolean): boolean {
  const literal = `${number}e${exponent}`;
  const double = Number(literal);
  return Number.isFinite(double) && Decimal.from(double).equals(Decimal.parse(literal)) && isRefuted(double);
}

function divisorOf(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisorOf(b, a % b);
}

import { Decimal } from '../../core/json/decimal.ts';
import type { ExactValue } from '../../core/json/value.ts';

/** A number of an instance or a schema: a double stands for its shortest decimal form. */
export type ExactNumber = number | Decimal;

export function isExactNumber(value: ExactValue | undefined): value is ExactNumber {
  return typeof value === 'number' || value instanceof Decimal;
}

/** Mathematically: 1.0 and 1e2 are integers. */
export function isInteger(value: ExactNumber): boolean {
  return typeof value === 'number' ? Number.isInteger(value) : value.isInteger;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. Linear in the digits; exponents cost nothing. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  // Shortest forms of doubles are in the order of the doubles.
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  return compareDecimals(asDecimal(a), asDecimal(b));
}

/**
 * Whether `value` is an integer multiple of `divisor`, exactly: 0.3 is one of 0.1. `divisor` is not zero.
 * Linear in the digits of `value`; exponents are taken by modular exponentiation, so 1e1000000000 is as cheap as 1.
 */
export function isMultipleOf(value: ExactNumber, divisor: ExactNumber): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return (value as number) % (divisor as number) === 0;
  const [a, b] = [asDecimal(value), asDecimal(divisor)];
  if (a.digits === '0') return true;
  const shift = a.exponent - b.exponent;
  // `digits` never ends in 0, so no power of ten divides it.
  if (shift < 0) return false;
  const modulus = BigInt(b.digits);
  return (remainder(a.digits, modulus) * powerOfTen(shift, modulus)) % modulus === 0n;
}

/** A text that two numbers share exactly if they are equal. */
export function numberKey(value: ExactNumber): string {
  // String(-0) is '0' already.
  if (typeof value === 'number') return String(value);
  const double = value.toJSON();
  return Number.isFinite(double) && Decimal.from(double).equals(value) ? String(double) : value.toString();
}

function asDecimal(value: ExactNumber): Decimal {
  return typeof value === 'number' ? Decimal.from(value) : value;
}

function compareDecimals(a: Decimal, b: Decimal): number {
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs;
  const magnitude = a.exponent + a.digits.length - (b.exponent + b.digits.length);
  const order = magnitude === 0 ? compareDigits(a.digits, b.digits) : magnitude;
  return a.negative && order !== 0 ? -order : order;
}

function signOf(value: Decimal): number {
  return value.digits === '0' ? 0 : value.negative ? -1 : 1;
}

// Both begin at the same power of ten and have no trailing zeros, so the order of texts is that of values.
function compareDigits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// In chunks, since BigInt(text) is quadratic in the length of the text.
const CHUNK = 256;
const CHUNK_SCALE = 10n ** BigInt(CHUNK);

function remainder(digits: string, modulus: bigint): bigint {
  let rest = 0n;
  for (let at = 0; at < digits.length; at += CHUNK) {
    const chunk = digits.slice(at, at + CHUNK);
    const scale = chunk.length === CHUNK ? CHUNK_SCALE : 10n ** BigInt(chunk.length);
    rest = (rest * scale + BigInt(chunk)) % modulus;
  }
  return rest;
}

function powerOfTen(exponent: number, modulus: bigint): bigint {
  let result = 1n % modulus;
  let base = 10n % modulus;
  for (let rest = BigInt(exponent); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

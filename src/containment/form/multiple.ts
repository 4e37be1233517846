import { Decimal } from '../../core/json/decimal.ts';

/** Whether `value` is a whole multiple of `divisor`, both meant as their shortest decimal form: 0.3 is one of 0.1. */
export function isMultiple(value: number, divisor: number): boolean {
  if (value === 0) return true;
  const [a, b] = [Decimal.from(value), Decimal.from(divisor)];
  const scale = Math.min(a.exponent, b.exponent);
  return scaled(a, scale) % scaled(b, scale) === 0n;
}

// Doubles have exponents within ±400, so the power stays small.
function scaled(number: Decimal, scale: number): bigint {
  return BigInt(number.digits) * 10n ** BigInt(number.exponent - scale);
}

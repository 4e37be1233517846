import { Decimal } from './decimal.ts';
import type { ExactValue } from './value.ts';

/** JSON text of a value with exact numbers, without white space, members in their own order. The host writes it where it can. */
export function stringifyExact(value: ExactValue): string {
  return holdsDecimal(value) ? stringifyDecimals(value) : JSON.stringify(value);
}

function holdsDecimal(value: ExactValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Decimal) return true;
  return Array.isArray(value) ? value.some(holdsDecimal) : Object.values(value).some(holdsDecimal);
}

function stringifyDecimals(value: ExactValue): string {
  if (value instanceof Decimal) return value.toString();
  if (Array.isArray(value)) return `[${value.map(stringifyDecimals).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${stringifyDecimals(member)}`)
    .join(',')}}`;
}

import { Decimal } from './decimal.ts';
import type { ExactValue } from './value.ts';

/** JSON text of a value with exact numbers, without white space, members in their own order. */
export function stringifyExact(value: ExactValue): string {
  if (value instanceof Decimal) return value.toString();
  if (Array.isArray(value)) return `[${value.map(stringifyExact).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${stringifyExact(member)}`)
    .join(',')}}`;
}

import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { quote, quoteKey } from '../quote.ts';

/** JavaScript for a value of JSON. */
export function literal(value: JsonValue): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return listOf((value as readonly JsonValue[]).map(literal));
  return isJsonObject(value) ? objectOf(value, literal) : JSON.stringify(value);
}

export function listOf(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** An object with the same names; `textOf` writes what each has. */
export function objectOf<T extends JsonValue>(members: Readonly<Record<string, T>>, textOf: (member: T) => string): string {
  const all = Object.entries(members).map(([name, member]) => `${name === '__proto__' ? '["__proto__"]' : quoteKey(name)}: ${textOf(member)}`);
  return all.length === 0 ? '{}' : `{ ${all.join(', ')} }`;
}

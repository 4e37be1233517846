import { RegistryError } from '../../core/errors.ts';
import { Decimal } from '../../core/json/decimal.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { ExactObject, ExactValue, JsonObject, JsonValue } from '../../core/json/value.ts';

/** Read a part of a body. Throws `request_invalid` with its place. */
export type Read<T> = (value: ExactValue, pointer: string) => T;

export const asText: Read<string> = (value, pointer) => (typeof value === 'string' ? value : refuse(pointer, 'a string', value));

export const asFlag: Read<boolean> = (value, pointer) => (typeof value === 'boolean' ? value : refuse(pointer, 'true or false', value));

export const asInteger: Read<number> = (value, pointer) =>
  typeof value === 'number' && Number.isInteger(value) ? value : refuse(pointer, 'a whole number', value);

export function asList<T>(read: Read<T>): Read<readonly T[]> {
  return (value, pointer) =>
    Array.isArray(value)
      ? (value as readonly ExactValue[]).map((item, index) => read(item, appendPointer(pointer, index)))
      : refuse(pointer, 'an array', value);
}

/** An object as it came, with numbers that are doubles. */
export const asJson: Read<JsonObject> = (value, pointer) => {
  requireDoubles(value, pointer);
  return asMembers(value, pointer) as JsonObject;
};

/** The members of an object. Unknown ones mean nothing: old clients send members of newer ones. */
export const asMembers: Read<ExactObject> = (value, pointer) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Decimal) return refuse(pointer, 'an object', value);
  return value as ExactObject;
};

/** A member; undefined where it is absent or null. */
export function member<T>(body: ExactValue, name: string, read: Read<T>, pointer = ''): T | undefined {
  const members = asMembers(body, pointer);
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  return value === undefined || value === null ? undefined : read(value, appendPointer(pointer, name));
}

function requireDoubles(value: ExactValue, pointer: string): asserts value is JsonValue {
  if (value instanceof Decimal) refuse(pointer, 'a number that a double holds', value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) requireDoubles(item, appendPointer(pointer, name));
}

/** Throws `request_invalid`. */
export function refuse(pointer: string, expected: string, found: ExactValue): never {
  const shown = found instanceof Decimal ? found.toString() : (JSON.stringify(found) ?? 'nothing');
  throw new RegistryError(
    'request_invalid',
    `body at ${pointer === '' ? 'its root' : pointer}: expected ${expected}; found ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`,
    { data: { pointer } },
  );
}

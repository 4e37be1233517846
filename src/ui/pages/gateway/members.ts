import type { JsonObject, JsonValue } from '../../../core/json/value.ts';

// The admin API's answers are handed through as they come; a member that is not there, or is something else, is undefined here.

export function textOf(object: JsonObject, member: string): string | undefined {
  const value = object[member];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(object: JsonObject, member: string): number | undefined {
  const value = object[member];
  return typeof value === 'number' ? value : undefined;
}

export function objectOf(object: JsonObject, member: string): JsonObject | undefined {
  return asObject(object[member]);
}

export function objectsOf(object: JsonObject, member: string): readonly JsonObject[] {
  const value: JsonValue | undefined = object[member];
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== undefined) : [];
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

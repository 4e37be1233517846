import type { JsonObject, JsonValue } from '../../../../core/json/value.ts';

/** The texts at a keyword that are not empty. */
export function textsOf(schemas: readonly JsonObject[], keyword: string): readonly string[] {
  return schemas.flatMap((schema) => (typeof schema[keyword] === 'string' && schema[keyword] !== '' ? [schema[keyword]] : []));
}

/** The items of a value; none of what is no list. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

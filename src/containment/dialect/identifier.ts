import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { Dialect } from '../../core/version.ts';
import { dialectOfUri } from './dialects.ts';

/** The keyword that names a schema: `id` in draft-04, `$id` since. `dialect` is in force where the schema names no standard one. */
export function identifierKeyword(schema: JsonValue, dialect: Dialect): 'id' | '$id' {
  const named = isJsonObject(schema) && typeof schema['$schema'] === 'string' ? dialectOfUri(schema['$schema']) : undefined;
  return (named ?? dialect) === 'draft-04' ? 'id' : '$id';
}

/** What a schema calls itself, as written; undefined if it has no name. */
export function identifierOf(schema: JsonValue, dialect: Dialect): string | undefined {
  const id = isJsonObject(schema) ? schema[identifierKeyword(schema, dialect)] : undefined;
  return typeof id === 'string' ? id : undefined;
}

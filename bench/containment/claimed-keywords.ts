import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';

/** What json-schema-diff says it supports, by its KEYWORDS.md; `items` only with one schema, which `keywordsIn` tells apart. */
const CLAIMED: ReadonlySet<string> = new Set([
  '$schema',
  'type',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'items',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
  'required',
  'properties',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
]);

export function isClaimed(keyword: string): boolean {
  return CLAIMED.has(keyword);
}

const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'required', 'type', 'dependentRequired']);

/** The keywords of a schema and its subschemas; an `items` with a list of them is called `items []`. */
export function keywordsIn(schema: JsonValue): string[] {
  if (Array.isArray(schema)) return schema.flatMap((item) => keywordsIn(item));
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (VALUES.has(keyword)) return [keyword];
    const below = MAPS.has(keyword) && isJsonObject(value) ? Object.values(value) : [value];
    return [keyword === 'items' && Array.isArray(value) ? 'items []' : keyword, ...below.flatMap((one) => keywordsIn(one))];
  });
}

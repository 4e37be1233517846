import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';

/** Keywords that hardly anything but a schema has as a member. */
const TELLING: ReadonlySet<string> = new Set([
  ...['$schema', '$id', '$ref', '$dynamicRef', '$recursiveRef', '$defs', 'definitions', '$vocabulary', '$anchor'],
  ...['type', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  ...['properties', 'required', 'patternProperties', 'additionalProperties', 'propertyNames', 'unevaluatedProperties'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas'],
  ...['items', 'prefixItems', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems', 'unevaluatedItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
]);

/** Keywords that other documents have too: the dependencies of a package, the description of anything. */
const COMMON: ReadonlySet<string> = new Set([
  ...['$comment', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['id', 'format', 'pattern', 'contains', 'dependencies', 'contentEncoding', 'contentMediaType', 'contentSchema'],
]);

/**
 * Whether a JSON file is meant as a schema. Every object is one to the specification, a package.json too; here it
 * takes a telling keyword, or nothing but keywords. Whatever is no object is left to the parser, which says what is wrong.
 */
export function looksLikeSchema(value: JsonValue): boolean {
  if (!isJsonObject(value)) return true;
  const names = Object.keys(value);
  return names.some((name) => TELLING.has(name)) || names.every((name) => COMMON.has(name) || name.startsWith('x-'));
}

import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';

/** Members that some keyword of JSON Schema gives a meaning to, beyond describing. */
const TELLING: ReadonlySet<string> = new Set([
  ...['$schema', '$id', 'id', '$ref', '$dynamicRef', '$recursiveRef', '$defs', 'definitions', '$vocabulary', '$anchor'],
  ...['type', 'enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'format', 'pattern'],
  ...['properties', 'required', 'patternProperties', 'additionalProperties', 'propertyNames', 'unevaluatedProperties'],
  ...['minProperties', 'maxProperties', 'dependencies', 'dependentRequired', 'dependentSchemas'],
  ...['items', 'prefixItems', 'additionalItems', 'contains', 'minItems', 'maxItems', 'uniqueItems', 'unevaluatedItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
]);

const DESCRIBING: ReadonlySet<string> = new Set(['$comment', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly']);

/**
 * Whether a JSON file is meant as a schema. Every object is one to the specification, a package.json too; here it
 * takes a keyword, or nothing that is none. Whatever is no object is left to the parser, which says what is wrong.
 */
export function looksLikeSchema(value: JsonValue): boolean {
  if (!isJsonObject(value)) return true;
  const names = Object.keys(value);
  return names.some((name) => TELLING.has(name)) || names.every((name) => DESCRIBING.has(name) || name.startsWith('x-'));
}

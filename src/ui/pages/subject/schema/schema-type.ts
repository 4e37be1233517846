import { isJsonObject, type JsonObject, type JsonValue } from '../../../../core/json/value.ts';
import type { Place } from './schema-places.ts';
import { textsOf } from './keyword-values.ts';

interface Followed {
  readonly parts: readonly Place[];
  readonly refersTo: readonly string[];
  readonly again: string | undefined;
}

/** The type of a value in words: `string (uuid)`, `array of Line`, `integer or null`. `expand` follows what an item refers to. */
export function typeOf(parts: readonly Place[], expand: (place: Place) => Followed): string {
  const schemas = parts.map(({ schema }) => schema);
  if (schemas.includes(false)) return 'nothing';
  const objects = schemas.filter(isJsonObject);
  const names = namesOf(objects);
  const [format] = textsOf(objects, 'format');
  const text = names.length === 0 ? guess(objects) : names.join(' or ');
  if (text === 'array') return arrayOf(parts, expand);
  return format === undefined ? text : `${text} (${format})`;
}

function arrayOf(parts: readonly Place[], expand: (place: Place) => Followed): string {
  for (const part of parts) {
    const items = isJsonObject(part.schema) ? part.schema['items'] : undefined;
    if (!isJsonObject(items)) continue;
    const { parts: inner, refersTo, again } = expand({ ...part, schema: items, pointer: `${part.pointer}/items` });
    const objects = inner.map(({ schema }) => schema).filter(isJsonObject);
    const names = namesOf(objects);
    const called = again ?? textsOf(objects, 'title')[0] ?? refersTo[0];
    const plain = names.length === 0 ? guess(objects) : names.join(' or ');
    const isScalar = names.length > 0 && !names.includes('object') && !names.includes('array');
    return `array of ${isScalar ? plain : (called ?? plain)}`;
  }
  return 'array';
}

function namesOf(objects: readonly JsonObject[]): readonly string[] {
  for (const { type } of objects) {
    if (typeof type === 'string') return [type];
    if (Array.isArray(type)) return (type as readonly JsonValue[]).filter((name) => typeof name === 'string');
  }
  return [];
}

/** Where no `type` says it: what the other keywords are about. */
function guess(objects: readonly JsonObject[]): string {
  const has = (...names: readonly string[]): boolean => objects.some((schema) => names.some((name) => schema[name] !== undefined));
  const values = objects.flatMap((schema) =>
    schema['const'] !== undefined ? [schema['const']] : Array.isArray(schema['enum']) ? (schema['enum'] as readonly JsonValue[]) : [],
  );
  if (values.length > 0) return [...new Set(values.map(kindOf))].join(' or ');
  if (has('oneOf', 'anyOf')) return 'one of several';
  if (has('properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames')) return 'object';
  if (has('items', 'prefixItems', 'contains')) return 'array';
  return 'anything';
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

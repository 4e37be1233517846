import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';

/** Something of an OpenAPI document that JSON Schema says otherwise or not at all; nothing that is valid changes by it. */
export interface ConversionNote {
  /** A JSON Pointer into the OpenAPI document. */
  readonly pointer: string;
  readonly message: string;
}

/** Keywords of OpenAPI 3.0 that mean in JSON Schema 2020-12 what they mean there. */
const KEPT: ReadonlySet<string> = new Set([
  ...['title', 'description', 'default', 'deprecated', 'readOnly', 'writeOnly', 'format', 'enum', 'required', 'pattern', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
]);

/** Keywords that say nothing about what is valid. */
const DROPPED: ReadonlySet<string> = new Set(['xml', 'externalDocs']);

/** Handled together, since one changes what the other means. */
const TOGETHER: ReadonlySet<string> = new Set(['type', 'nullable', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']);

const EXCLUSIVE: ReadonlySet<string> = new Set(['exclusiveMinimum', 'exclusiveMaximum']);

type Convert = (value: JsonValue, pointer: string) => JsonValue;

/** Where to hand notes, and what a reference becomes. */
export interface ConversionContext {
  readonly note: (note: ConversionNote) => void;
  readonly reference: (reference: string) => string;
}

/**
 * Convert a schema object of OpenAPI 3.0 into JSON Schema 2020-12 that accepts exactly the same values.
 *
 * `nullable` adds null to the `type` beside it and does nothing without one; an `enum` without null still refuses it (3.0.3). Siblings of
 * `$ref` mean nothing. A bound that is exclusive becomes the bound itself. `discriminator` helps to choose and forbids nothing, so it
 * goes; keywords that OpenAPI does not know go too, since a reader of JSON Schema would obey them. Extensions stay.
 *
 * Source: OpenAPI 3.0.3, "Schema Object".
 */
export function convertSchema(value: JsonValue, pointer: string, context: ConversionContext): JsonValue {
  if (!isJsonObject(value)) return value;
  const { $ref: reference } = value;
  if (typeof reference === 'string') return { $ref: context.reference(reference) };
  const each: Convert = (schema, at) => convertSchema(schema, at, context);
  const members = Object.entries(value).flatMap(([name, member]): (readonly [string, JsonValue])[] => {
    const at = appendPointer(pointer, name);
    if (EXCLUSIVE.has(name) && typeof member === 'number') context.note({ pointer: at, message: numericBound(name) });
    if (TOGETHER.has(name)) return [];
    if (KEPT.has(name) || name.startsWith('x-')) return [[name, member]];
    const convert = Object.hasOwn(SUBSCHEMAS, name) ? SUBSCHEMAS[name] : undefined;
    if (convert !== undefined) return [[name, convert(member, at, each)]];
    if (name === 'example') return [['examples', [member]]];
    if (!DROPPED.has(name)) context.note({ pointer: at, message: dropped(name) });
    return [];
  });
  return Object.fromEntries([...typeOf(value), ...members, ...boundsOf(value)]);
}

function numericBound(name: string): string {
  return `${name} is true or false in OpenAPI 3.0, beside ${name === 'exclusiveMinimum' ? 'minimum' : 'maximum'}; as a number it forbids nothing`;
}

function dropped(name: string): string {
  return name === 'discriminator'
    ? 'discriminator forbids nothing in OpenAPI, and JSON Schema has none'
    : `OpenAPI 3.0 has no ${name}, so it forbids nothing`;
}

const SUBSCHEMAS: Readonly<Record<string, (value: JsonValue, pointer: string, each: Convert) => JsonValue>> = {
  properties: (value, pointer, each) =>
    isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, each(schema, appendPointer(pointer, name))]))
      : value,
  items: (value, pointer, each) => each(value, pointer),
  additionalProperties: (value, pointer, each) => each(value, pointer),
  not: (value, pointer, each) => each(value, pointer),
  allOf: eachOf,
  anyOf: eachOf,
  oneOf: eachOf,
};

function eachOf(value: JsonValue, pointer: string, each: Convert): JsonValue {
  return Array.isArray(value) ? (value as readonly JsonValue[]).map((schema, index) => each(schema, appendPointer(pointer, index))) : value;
}

function typeOf({ type, nullable }: JsonObject): (readonly [string, JsonValue])[] {
  if (type === undefined) return [];
  return [['type', nullable === true && typeof type === 'string' ? [type, 'null'] : type]];
}

function boundsOf(schema: JsonObject): (readonly [string, JsonValue])[] {
  const bounds = [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const;
  return bounds.flatMap(([bound, exclusive]) => {
    const value = schema[bound];
    if (value === undefined) return [];
    return [[schema[exclusive] === true ? exclusive : bound, value] as const];
  });
}

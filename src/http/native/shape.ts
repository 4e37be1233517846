import { RegistryError } from '../../core/errors.ts';
import { Decimal } from '../../core/json/decimal.ts';
import { findDecimal } from '../../core/json/find-decimal.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { ExactObject, ExactValue, JsonObject, JsonValue } from '../../core/json/value.ts';

/**
 * What a part of a request looks like: one definition both reads it and describes it in the OpenAPI document.
 * `read` throws `request_invalid` with the JSON Pointer of the place.
 */
export interface Shape<T> {
  readonly schema: JsonObject;
  read(value: ExactValue, pointer: string): T;
}

type Read<S> = S extends Shape<infer T> ? T : never;
type Shapes = Readonly<Record<string, Shape<unknown>>>;
type ObjectOf<R extends Shapes, O extends Shapes> = { readonly [K in keyof R]: Read<R[K]> } & { readonly [K in keyof O]?: Read<O[K]> };

/** A text that is not blank. */
export function text(description?: string): Shape<string> {
  const expected = 'a text that is not blank';
  return {
    schema: { type: 'string', pattern: '\\S', ...(description === undefined ? {} : { description }) },
    read: (value, pointer) => (typeof value === 'string' && /\S/.test(value) ? value : refuse(pointer, expected, value)),
  };
}

export function flag(): Shape<boolean> {
  return {
    schema: { type: 'boolean' },
    read: (value, pointer) => (typeof value === 'boolean' ? value : refuse(pointer, 'true or false', value)),
  };
}

/** The number of a version. */
export function versionNumber(): Shape<number> {
  return whole({ min: 1, max: 2 ** 31 - 1 });
}

export function whole({ min, max }: { readonly min: number; readonly max: number }, description?: string): Shape<number> {
  return {
    schema: { type: 'integer', minimum: min, maximum: max, ...(description === undefined ? {} : { description }) },
    read: (value, pointer) => {
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
      return fits ? value : refuse(pointer, `a whole number from ${min} to ${max}`, value);
    },
  };
}

export function oneOf<T extends string>(values: readonly T[]): Shape<T> {
  return {
    schema: { type: 'string', enum: values },
    read: (value, pointer) => values.find((candidate) => candidate === value) ?? refuse(pointer, `one of ${values.join(', ')}`, value),
  };
}

/** A text that `parse` takes; what it throws goes through. */
export function parsed(schema: JsonObject, parse: (text: string) => string): Shape<string> {
  return { schema, read: (value, pointer) => (typeof value === 'string' ? parse(value) : refuse(pointer, 'a string', value)) };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { schema: { anyOf: [shape.schema, { type: 'null' }] }, read: (value, pointer) => (value === null ? null : shape.read(value, pointer)) };
}

export function list<T>(shape: Shape<T>, { max }: { readonly max?: number } = {}): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: shape.schema, ...(max === undefined ? {} : { maxItems: max }) },
    read: (value, pointer) => {
      if (!Array.isArray(value)) return refuse(pointer, 'an array', value);
      if (value.length > (max ?? Infinity)) throw tooMany(pointer, { max: max ?? 0, found: value.length });
      return (value as readonly ExactValue[]).map((item, index) => shape.read(item, appendPointer(pointer, index)));
    },
  };
}

/** What is read when it is its turn, so that what is wrong with one of several is no fault of the others. */
export function later<T>(shape: Shape<T>): Shape<() => T> {
  return { schema: shape.schema, read: (value, pointer) => () => shape.read(value, pointer) };
}

/** An object whose members all have one shape. */
export function mapOf<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: shape.schema },
    read: (value, pointer) =>
      Object.fromEntries(
        Object.entries(requireObject(value, pointer)).map(([name, member]) => [name, shape.read(member, appendPointer(pointer, name))]),
      ),
  };
}

/** An object with these members and no others. */
export function object<R extends Shapes, O extends Shapes>(required: R, optional: O): Shape<ObjectOf<R, O>> {
  const shapes = new Map(Object.entries<Shape<unknown>>({ ...required, ...optional }));
  const names = [...shapes.keys()];
  return {
    schema: {
      type: 'object',
      ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
      properties: Object.fromEntries([...shapes].map(([name, shape]) => [name, shape.schema])),
      additionalProperties: false,
    },
    read: (value, pointer) => {
      const members = requireObject(value, pointer);
      for (const name of Object.keys(required)) if (!Object.hasOwn(members, name)) refuseMissing(pointer, name);
      // What is written wrong is told before what is wrong with a value, which may depend on it.
      const shaped = Object.entries(members).map(([name, member]) => ({
        name,
        member,
        shape: shapes.get(name) ?? refuseUnknown(pointer, name, names),
      }));
      const read = shaped.map(({ name, member, shape }) => [name, shape.read(member, appendPointer(pointer, name))] as const);
      return Object.fromEntries(read) as ObjectOf<R, O>;
    },
  };
}

/** Any JSON value with exact numbers. */
export function exact(description: string): Shape<ExactValue> {
  return { schema: { description }, read: (value) => value };
}

/**
 * A schema document, or its text. Numbers that are no doubles are `number_inexact` with the pointer inside the
 * document; what else is wrong with it is for the format to say.
 */
export function document(description: string): Shape<JsonValue> {
  return { schema: { description }, read: (value) => requireDoubles(value) };
}

function requireDoubles(value: ExactValue): JsonValue {
  const found = findDecimal(value);
  if (found === undefined) return value as JsonValue;
  const { decimal, pointer } = found;
  throw new RegistryError(
    'number_inexact',
    `the number ${decimal.toString()} at ${pointer === '' ? 'the root' : pointer} of the schema is not the value of any double in its shortest form; write one that is`,
    { data: { pointer } },
  );
}

function requireObject(value: ExactValue, pointer: string): ExactObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Decimal) return refuse(pointer, 'an object', value);
  return value as ExactObject;
}

/** @internal Throws `request_invalid` for a member of a body. */
export function refuse(pointer: string, expected: string, found: ExactValue): never {
  throw new RegistryError('request_invalid', `body at ${placeName(pointer)}: expected ${expected}; found ${describe(found)}`, { data: { pointer } });
}

function refuseMissing(pointer: string, name: string): never {
  throw new RegistryError('request_invalid', `body at ${placeName(pointer)}: expected a member "${name}"; found none`, { data: { pointer } });
}

function refuseUnknown(pointer: string, name: string, names: readonly string[]): never {
  const known = names.length === 0 ? 'no members' : `only ${names.join(', ')}`;
  throw new RegistryError('request_invalid', `body at ${placeName(pointer)}: unknown member ${JSON.stringify(name)}; expected ${known}`, {
    data: { pointer: appendPointer(pointer, name) },
  });
}

function tooMany(pointer: string, { max, found }: { readonly max: number; readonly found: number }): RegistryError {
  return new RegistryError('request_invalid', `body at ${placeName(pointer)}: expected at most ${max} items; found ${found}`, { data: { pointer } });
}

function placeName(pointer: string): string {
  return pointer === '' ? 'its root' : pointer;
}

function describe(value: ExactValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Decimal) return `the number ${value.toString()}`;
  if (typeof value === 'object') return 'an object';
  const shown = JSON.stringify(value);
  return shown.length <= 80 ? shown : `a string of ${shown.length - 2} characters`;
}

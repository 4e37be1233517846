import { appendPointer, parsePointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { DIALECTS, METASCHEMAS, type Dialect } from '../core/version.ts';
import { convertSchema } from '../importers/openapi/convert-schema.ts';
import { isData, isMapOf, pointerOf, referenceTo } from './references.ts';
import { kindOfFormat } from './schema-format.ts';
import type { Unit, Units } from './units.ts';

/** A unit as a JSON Schema document of its own. */
export interface RenderedSchema {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
  /** The pointers of the units that it refers to. */
  readonly needs: readonly string[];
  /** What it says otherwise than the document does. */
  readonly notes: readonly { readonly pointer: string; readonly message: string }[];
  /** Where a value of it stands in the bundled document. */
  readonly trace: (pointer: string) => string;
}

/**
 * Write a unit as a document: references to other units become `nameOf` of those, references into itself stay inside; units that refer to
 * each other in a circle, which no registry takes as documents of their own, are its definitions. `$id` goes, since references of AsyncAPI
 * go by where a schema stands; what was the id is kept as `x-asyncapi-id`.
 */
export function renderSchema(units: Units, unit: Unit, nameOf: (pointer: string) => string): RenderedSchema {
  const dialect = dialectOf(unit);
  const inside = units.circleOf(unit.pointer).filter((pointer) => pointer !== unit.pointer);
  const needs = new Set<string>();
  const definitions = dialect === 'draft-2020-12' || dialect === 'draft-2019-09' ? '$defs' : 'definitions';
  const keys = keysOf(inside, isJsonObject(unit.schema) ? unit.schema[definitions] : undefined);
  const notes: { readonly pointer: string; readonly message: string }[] = [];

  function reference(text: string): string {
    const target = units.target(text);
    if (target === undefined) return text;
    if (target.unit === unit.pointer) return referenceTo(target.rest);
    const key = keys.get(target.unit);
    if (key !== undefined) return referenceTo(`${appendPointer(`/${definitions}`, key)}${target.rest}`);
    needs.add(target.unit);
    const fragment = target.rest === '' ? '' : referenceTo(target.rest);
    return `${nameOf(target.unit)}${fragment}`;
  }

  function write({ kind, schema, pointer }: Unit): JsonValue {
    const own =
      kind === 'openapi' ? convertSchema(schema, pointer, { note: (note) => void notes.push(note), reference }) : rewrite(schema, reference);
    return own;
  }

  const own = asObject(write(unit));
  const others = inside.map((pointer) => [keys.get(pointer) ?? '', withoutDialect(write(units.get(pointer) ?? unit))] as const);
  const present = own[definitions];
  const all = others.length === 0 ? {} : { [definitions]: { ...(isJsonObject(present) ? present : {}), ...Object.fromEntries(others) } };
  return {
    schema: { $schema: METASCHEMAS[dialect], ...own, ...all },
    dialect,
    needs: [...needs],
    notes,
    trace: (pointer) => traceTo(unit, definitions, keys, pointer),
  };
}

/** Its own `$schema`, where it names one that is known. */
function dialectOf({ schema, schemaFormat, kind }: Unit): Dialect {
  const { dialect } = kindOfFormat(schemaFormat);
  const said = isJsonObject(schema) && kind !== 'openapi' ? schema['$schema'] : undefined;
  if (typeof said !== 'string') return dialect;
  return (
    DIALECTS.find(
      (known) =>
        METASCHEMAS[known].replace(/#$/, '') ===
        said.replace(/#$/, '').replace(/^https:\/\/json-schema.org\/draft-/, 'http://json-schema.org/draft-'),
    ) ?? dialect
  );
}

/** `true` and `{}` say the same, and only the latter can say what it is written in. */
function asObject(schema: JsonValue): JsonObject {
  if (isJsonObject(schema)) return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'));
  return schema === false ? { not: {} } : {};
}

function withoutDialect(schema: JsonValue): JsonValue {
  return isJsonObject(schema) ? asObject(schema) : schema;
}

/** The last step of a pointer, and more of it where two end alike, or a definition that is there already is called so. */
function keysOf(pointers: readonly string[], present: JsonValue | undefined): ReadonlyMap<string, string> {
  const taken = new Set(isJsonObject(present) ? Object.keys(present) : []);
  return new Map(
    pointers.map((pointer) => {
      const steps = parsePointer(pointer) ?? [];
      let key = steps.at(-1) ?? 'schema';
      for (let length = 2; taken.has(key) && length <= steps.length; length += 1) key = steps.slice(-length).join('.');
      while (taken.has(key)) key += '_';
      taken.add(key);
      return [pointer, key] as const;
    }),
  );
}

/** The same schema with its references changed, its ids put aside. */
function rewrite(value: JsonValue, reference: (text: string) => string, isMap = false): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => rewrite(item, reference));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]): [string, JsonValue] => {
      if (isMap) return [name, rewrite(member, reference)];
      if (name === '$ref' && typeof member === 'string') return [name, reference(member)];
      if (name === '$id' && typeof member === 'string' && pointerOf(member) === undefined)
        return member.startsWith('#') ? [name, member] : ['x-asyncapi-id', member];
      return [name, isData(name) ? member : rewrite(member, reference, isMapOf(name))];
    }),
  );
}

function traceTo(unit: Unit, definitions: string, keys: ReadonlyMap<string, string>, pointer: string): string {
  const [first, key, ...rest] = parsePointer(pointer) ?? [];
  const found = first === definitions ? [...keys].find(([, name]) => name === key)?.[0] : undefined;
  return found === undefined ? `${unit.pointer}${pointer}` : rest.reduce<string>(appendPointer, found);
}

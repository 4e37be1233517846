import { RegistryError } from '../../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';

/** A document whose schemas stand below one place and refer to each other by pointers there. */
export interface SchemaPool {
  /** `#/components/schemas/`, `#/definitions/`. */
  readonly start: string;
  readonly schemas: JsonObject;
}

/** A schema and those that it needs. */
export interface Extracted {
  readonly root: JsonValue;
  /** The names of the pool's schemas that it leads to, itself only where it leads back to itself. */
  readonly needed: readonly string[];
}

/**
 * A schema with what it leads to, so that it can stand alone. One that is a mere reference is what it refers to. Throws
 * `reference_unresolved` for a reference that leads elsewhere than into the pool.
 */
export function extractSchema(schema: JsonValue, pool: SchemaPool): Extracted {
  let root = schema;
  const passed = new Set<string>();
  for (let name = mereReference(root, pool); name !== undefined && !passed.has(name); name = mereReference(root, pool)) {
    passed.add(name);
    root = find(pool, name);
  }
  const needed = new Set<string>();
  const visit = (value: JsonValue): void => {
    for (const reference of referencesIn(value)) {
      const name = nameIn(pool, reference);
      if (needed.has(name)) continue;
      needed.add(name);
      visit(find(pool, name));
    }
  };
  visit(root);
  return { root, needed: Object.keys(pool.schemas).filter((name) => needed.has(name)) };
}

function mereReference(schema: JsonValue, pool: SchemaPool): string | undefined {
  const reference = isJsonObject(schema) ? schema['$ref'] : undefined;
  // Deeper ones stay as they are.
  return typeof reference === 'string' && reference.startsWith(pool.start) && !reference.slice(pool.start.length).includes('/')
    ? nameIn(pool, reference)
    : undefined;
}

/** The name in the pool that a reference leads to, or into. Throws `reference_unresolved`. */
export function nameIn({ start }: SchemaPool, reference: string): string {
  if (!reference.startsWith(start)) {
    throw new RegistryError(
      'reference_unresolved',
      `$ref ${JSON.stringify(reference)} leads elsewhere than into ${start}, so the schema cannot stand alone`,
    );
  }
  const [name = ''] = reference.slice(start.length).split('/');
  return decode(name).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function find({ start, schemas }: SchemaPool, name: string): JsonValue {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema !== undefined) return schema;
  throw new RegistryError('reference_unresolved', `there is no ${start}${name}, which a $ref leads to`);
}

// Below the keywords whose values are data a member of this name is data as well.
const DATA: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'example', 'examples']);

/** Every `$ref` below a value; a property that has this name is no reference. */
function* referencesIn(value: JsonValue, isMap = false): Generator<string> {
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) yield* referencesIn(item);
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (!isMap && name === '$ref' && typeof member === 'string') yield member;
    else if (isMap || !(DATA.has(name) || name.startsWith('x-'))) yield* referencesIn(member, !isMap && MAPS.has(name));
  }
}

const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions', '$defs']);

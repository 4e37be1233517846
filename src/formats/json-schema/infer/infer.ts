import { formatTest } from '../../../containment/index.ts';
import { canonicalJson } from '../../../core/json/canonical.ts';
import { Decimal } from '../../../core/json/decimal.ts';
import { appendPointer } from '../../../core/json/pointer.ts';
import type { ExactObject, ExactValue, JsonObject, JsonValue } from '../../../core/json/value.ts';
import { METASCHEMAS } from '../../../core/version.ts';

export interface InferOptions {
  /** A text or whole number that has from two to so many different values, each seen twice or more, becomes an `enum`. Default 0: none does. */
  readonly maxEnum?: number;
}

/** What the samples say about one place, and how sure that is. */
export interface Inferred {
  /** A pattern of places: a JSON Pointer in which `*` stands for any item. */
  readonly place: string;
  readonly types: readonly string[];
  /** Values that were seen here. */
  readonly seen: number;
  /** Values that could have had it: objects around a member. */
  readonly of: number;
  readonly isRequired: boolean;
  readonly format?: string;
  /** Different values, where they are few: up to 10. */
  readonly distinct?: number;
}

export interface Inference {
  readonly schema: JsonObject;
  readonly places: readonly Inferred[];
}

/**
 * A schema of 2020-12 that every sample satisfies, and says no more than the samples do: types, members that were always there, formats that all
 * texts of a place have. Objects stay open. An object with many different names, of which none is in every sample, is a map. Numbers that
 * no double holds are of type `number` or `integer` like others. The order of samples does not matter. Linear.
 */
export function inferSchema(samples: readonly ExactValue[], { maxEnum = 0 }: InferOptions = {}): Inference {
  const root = new Observed();
  for (const sample of samples) root.add(sample);
  const places: Inferred[] = [];
  const schema = schemaOf(root, { place: '', of: samples.length, isRequired: true, maxEnum, places });
  return { schema: { $schema: METASCHEMAS['draft-2020-12'], ...schema }, places };
}

type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

const MAX_DISTINCT = 200;
/** Formats in the order in which they are tried: the narrower first. */
const FORMATS = ['date-time', 'date', 'time', 'uuid', 'email', 'ipv4', 'ipv6', 'uri'] as const;
const MAX_NAMES = 100;

const NO_MEMBERS: ReadonlyMap<string, Observed> = new Map();

/** All values that were seen at one place. Most places have one kind of value: what the others need is made when one comes. */
class Observed {
  seen = 0;
  readonly types = new Map<TypeName, number>();
  items: Observed | undefined;
  /** Canonical texts with how often; undefined once there were too many. */
  distinct: Map<string, number> | undefined = new Map();
  formats: readonly string[] = FORMATS;
  #members: Map<string, Observed> | undefined;

  get members(): ReadonlyMap<string, Observed> {
    return this.#members ?? NO_MEMBERS;
  }

  /** What was seen under this name; nothing at first. */
  member(name: string): Observed {
    const members = (this.#members ??= new Map());
    const known = members.get(name);
    if (known !== undefined) return known;
    const made = new Observed();
    members.set(name, made);
    return made;
  }

  add(value: ExactValue): void {
    this.seen += 1;
    const type = typeNameOf(value);
    this.types.set(type, (this.types.get(type) ?? 0) + 1);
    if (Array.isArray(value)) for (const item of value as readonly ExactValue[]) (this.items ??= new Observed()).add(item);
    else if (type === 'object') this.#addMembers(value as ExactObject);
    else this.#addScalar(value);
  }

  #addMembers(object: ExactObject): void {
    for (const name of Object.keys(object)) this.member(name).add(object[name] ?? null);
  }

  #addScalar(value: ExactValue): void {
    if (typeof value === 'string') this.formats = this.formats.filter((format) => isOf(format, value));
    if (this.distinct === undefined || value instanceof Decimal) {
      this.distinct = undefined;
      return;
    }
    const text = canonicalJson(value as JsonValue);
    this.distinct.set(text, (this.distinct.get(text) ?? 0) + 1);
    if (this.distinct.size > MAX_DISTINCT) this.distinct = undefined;
  }
}

/** What is formally a URI may be any text with a colon, such as `note: x`: one that is meant so has an authority, or is a URN. */
function isOf(format: string, text: string): boolean {
  return formatTest(format)?.(text) === true && (format !== 'uri' || /^urn:|:\/\//i.test(text));
}

function typeNameOf(value: ExactValue): TypeName {
  if (value === null) return 'null';
  if (value instanceof Decimal) return value.isInteger ? 'integer' : 'number';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'boolean' | 'object' | 'string';
}

interface Context {
  readonly place: string;
  readonly of: number;
  readonly isRequired: boolean;
  readonly maxEnum: number;
  readonly places: Inferred[];
}

function schemaOf(observed: Observed, context: Context): JsonObject {
  const types = typesOf(observed);
  const format = formatOf(observed);
  const values = enumOf(observed, types, context.maxEnum);
  const distinct = toldDistinct(observed);
  context.places.push({
    place: context.place,
    types,
    seen: observed.seen,
    of: context.of,
    isRequired: context.isRequired,
    ...(format === undefined ? {} : { format }),
    ...(distinct === undefined ? {} : { distinct }),
  });
  return {
    ...(types.length === 0 ? {} : { type: types.length === 1 ? (types[0] ?? '') : types }),
    ...(format === undefined ? {} : { format }),
    ...(values === undefined ? {} : { enum: values }),
    ...(types.includes('object') ? objectKeywords(observed, context) : {}),
    ...(observed.items === undefined
      ? {}
      : { items: schemaOf(observed.items, { ...context, place: `${context.place}/*`, of: observed.items.seen }) }),
  };
}

/** Sorted; an integer is a number where both were seen. */
function typesOf({ types }: Observed): TypeName[] {
  return [...types.keys()].filter((type) => type !== 'integer' || !types.has('number')).toSorted();
}

function formatOf({ types, formats }: Observed): string | undefined {
  return types.has('string') ? formats[0] : undefined;
}

/** How many different values there were, where they are few; objects and lists are not compared, so nothing is said of a place that has some. */
function toldDistinct({ distinct, seen }: Observed): number | undefined {
  if (distinct === undefined || distinct.size === 0 || distinct.size > 10) return undefined;
  const counted = [...distinct.values()].reduce((sum, count) => sum + count, 0);
  return counted === seen ? distinct.size : undefined;
}

/** The values of a place where they are few and come again; a null among them is a value as well. */
function enumOf({ distinct }: Observed, types: readonly TypeName[], maxEnum: number): JsonValue[] | undefined {
  // One value for all says too little of a place to close it.
  if (distinct === undefined || distinct.size < 2 || distinct.size > maxEnum) return undefined;
  if (!types.every((type) => type === 'string' || type === 'integer' || type === 'null')) return undefined;
  if (![...distinct.values()].every((count) => count > 1)) return undefined;
  return [...distinct.keys()].toSorted().map((text) => JSON.parse(text) as JsonValue);
}

function objectKeywords(observed: Observed, context: Context): JsonObject {
  const objects = observed.types.get('object') ?? 0;
  const names = [...observed.members.keys()].toSorted();
  const isAlways = (name: string): boolean => observed.members.get(name)?.seen === objects;
  const required = names.filter(isAlways);
  if (names.length > MAX_NAMES && required.length === 0) return mapKeywords(observed, names, context);
  const properties = names.map((name) => {
    const place = appendPointer(context.place, name);
    return [name, schemaOf(observed.members.get(name) ?? new Observed(), { ...context, place, of: objects, isRequired: isAlways(name) })] as const;
  });
  return { ...(required.length === 0 ? {} : { required }), ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }) };
}

/** An object whose names are data: its values are all of one kind. */
function mapKeywords(observed: Observed, names: readonly string[], context: Context): JsonObject {
  const all = new Observed();
  for (const name of names) merge(all, observed.members.get(name) ?? new Observed());
  return { additionalProperties: schemaOf(all, { ...context, place: `${context.place}/*`, of: all.seen, isRequired: false }) };
}

function merge(into: Observed, from: Observed): void {
  into.seen += from.seen;
  for (const [type, count] of from.types) into.types.set(type, (into.types.get(type) ?? 0) + count);
  into.formats = into.formats.filter((format) => from.formats.includes(format));
  if (into.distinct !== undefined && from.distinct !== undefined && into.distinct.size + from.distinct.size <= MAX_DISTINCT) {
    for (const [text, count] of from.distinct) into.distinct.set(text, (into.distinct.get(text) ?? 0) + count);
  } else into.distinct = undefined;
  if (from.items !== undefined) merge((into.items ??= new Observed()), from.items);
  for (const [name, member] of from.members) merge(into.member(name), member);
}

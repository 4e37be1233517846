import { type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { parsePointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { claimName, typeName } from '../naming.ts';
import { docOf } from './doc.ts';
import { aliasedBy } from './references.ts';
import type { ArrayShape, Conjunction, ObjectShape, Shape } from './shape.ts';
import { shapesOfAll } from './shapes-of.ts';
import { NEVER, UNKNOWN, type Declaration, type Literal, type Property, type Type } from './type.ts';

// An array this long or longer is typed as an array, not as a tuple.
const MAX_TUPLE = 16;
const MAX_NESTING = 40;

export interface ModelOptions {
  /** Of the root type. */
  readonly name: string;
  /** Follows every name of this model, so that two models can share a file. */
  readonly suffix: string;
  /** Whether members that are not declared may be there: what a reader tolerates and a writer does not send. */
  readonly isOpen: boolean;
}

/**
 * Read a schema as types: the root first, then every schema that a reference leads to, and what contains itself.
 * What a type cannot say is left out, so that no valid value is excluded.
 */
export function buildModel(graph: SchemaGraph, options: ModelOptions): Model {
  return new ModelBuilder(graph, options).build();
}

export interface Model {
  readonly declarations: readonly Declaration[];
  /** Whether a closed model of the same schema would say something else. */
  readonly hasOpenObjects: boolean;
}

class ModelBuilder {
  readonly #graph: SchemaGraph;
  readonly #options: ModelOptions;
  readonly #taken = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #declarations = new Map<string, Declaration | undefined>();
  /** Places that are being read, by the schemas that hold there. */
  readonly #open = new Set<string>();
  #hasOpenObjects = false;
  readonly #pending: { readonly name: string; readonly schemas: Conjunction }[] = [];

  constructor(graph: SchemaGraph, options: ModelOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  build(): Model {
    const { root } = this.#graph;
    const target = aliasedBy(root, this.#graph) ?? root;
    const name = this.#nameOf([target], [this.#options.name]);
    this.#names.set(keyOf([root]), name);
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      this.#declarations.set(next.name, this.#declare(next.name, next.schemas));
    }
    const declarations = [...this.#declarations.values()].filter((declaration) => declaration !== undefined);
    return { declarations, hasOpenObjects: this.#hasOpenObjects };
  }

  #declare(name: string, schemas: Conjunction): Declaration {
    const [first] = schemas;
    const doc = first === undefined ? {} : { ...docOf(first), ...(name === this.#rootName ? docOf(this.#graph.root) : {}) };
    return { name, type: this.#structureOf(schemas, 0), doc };
  }

  get #rootName(): string {
    return `${this.#options.name}${this.#options.suffix}`;
  }

  /** The type of a place: a name where there is one, else what is there. */
  #typeOf(schemas: Conjunction, nesting: number): Type {
    const [only, second] = schemas;
    if (only === undefined) return UNKNOWN;
    const target = second === undefined ? aliasedBy(only, this.#graph) : undefined;
    if (target !== undefined) return { kind: 'named', name: this.#nameOf([target]) };
    const known = this.#names.get(keyOf(schemas));
    if (known !== undefined) return { kind: 'named', name: known };
    // What contains itself needs a name; so does what nests too deep to be read in one piece.
    if (this.#open.has(keyOf(schemas)) || nesting > MAX_NESTING) return { kind: 'named', name: this.#nameOf(schemas) };
    return this.#structureOf(schemas, nesting);
  }

  #structureOf(schemas: Conjunction, nesting: number): Type {
    const key = keyOf(schemas);
    this.#open.add(key);
    const type = unite(shapesOfAll(schemas, { graph: this.#graph, depth: 0 }).map((shape) => this.#typeOfShape(shape, nesting + 1)));
    this.#open.delete(key);
    return type;
  }

  #typeOfShape(shape: Shape, nesting: number): Type {
    switch (shape.kind) {
      case 'any':
        return UNKNOWN;
      case 'scalar':
        return shape;
      case 'value':
        return typeOfValue(shape.value);
      case 'ref':
        return this.#typeOfReference(shape.target);
      case 'array':
        return this.#typeOfArray(shape, nesting);
      case 'object':
        return this.#typeOfObject(shape, nesting);
    }
  }

  #typeOfReference(target: SchemaNode): Type {
    const final = aliasedBy(target, this.#graph) ?? target;
    return final.schema === true ? UNKNOWN : { kind: 'named', name: this.#nameOf([final]) };
  }

  #typeOfObject({ members, isClosed, rest, patterns }: ObjectShape, nesting: number): Type {
    const properties: Property[] = [];
    for (const [name, { schemas, required, forbidden }] of members) {
      if (name === '__proto__' || (forbidden && isClosed)) continue;
      const type = forbidden ? NEVER : this.#typeOf(schemas, nesting);
      const [first] = schemas;
      properties.push({ name, type, required: required && !forbidden, doc: first === undefined ? {} : docOf(first) });
    }
    if (!isClosed && rest.length === 0) this.#hasOpenObjects = true;
    const others = patterns.map((pattern) => this.#typeOf([pattern], nesting));
    if (!isClosed && (this.#options.isOpen || rest.length > 0)) others.push(this.#typeOf(rest, nesting));
    return others.length === 0 ? { kind: 'object', properties } : { kind: 'object', properties, rest: unite(others) };
  }

  #typeOfArray({ prefix, rest, minItems, maxItems }: ArrayShape, nesting: number): Type {
    const after = this.#typeOf(rest, nesting);
    // Without a list of items the minimum alone makes a tuple; a maximum alone does not.
    const length = Math.min(Math.max(prefix.length, minItems), maxItems);
    if (length === 0 && maxItems > 0) return { kind: 'array', items: after };
    if (length > MAX_TUPLE) return { kind: 'array', items: unite([...prefix.map((item) => this.#typeOf(item, nesting)), after]) };
    const listed = Array.from({ length }, (_, index) => this.#typeOf(prefix[index] ?? rest, nesting));
    const tuple = { kind: 'tuple', prefix: listed, required: Math.min(minItems, length) } as const;
    return maxItems <= length ? tuple : { ...tuple, rest: after };
  }

  #nameOf(schemas: Conjunction, given?: readonly string[]): string {
    const key = keyOf(schemas);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const [node] = schemas;
    const candidates = given ?? (node === undefined ? [] : namesFor(node, this.#options.name));
    const name = `${claimName(candidates, schemas.map(({ location }) => location).join(' '), this.#taken)}${this.#options.suffix}`;
    this.#names.set(key, name);
    this.#declarations.set(name, undefined); // Keeps its place in the order of discovery.
    this.#pending.push({ name, schemas });
    return name;
  }
}

function keyOf(schemas: Conjunction): string {
  return schemas
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
    .join('&');
}

/** From the nearest to the most precise: the last step, the title, the whole way. */
function namesFor({ location, schema }: SchemaNode, rootName: string): (string | undefined)[] {
  const [document = '', pointer = ''] = location.includes('#') ? location.split('#', 2) : ['', location];
  const steps = (parsePointer(pointer) ?? []).filter((step) => !['definitions', '$defs', 'properties', 'components', 'schemas'].includes(step));
  const title = typeof schema === 'boolean' ? undefined : schema['title'];
  const documentName = document === '' ? undefined : typeName(document.replace(/^.*\//, '').replace(/\.(schema\.)?json$/, ''));
  const candidates = [
    steps.length > 0 ? typeName(steps.at(-1) ?? '') : documentName,
    typeof title === 'string' ? typeName(title) : undefined,
    typeName([documentName ?? rootName, ...steps].join(' ')),
  ];
  // What ends in Input is what a writer sends.
  return candidates.map((name) => (name?.endsWith('Input') === true ? `${name}Type` : name));
}

function typeOfValue(value: JsonValue): Type {
  if (Array.isArray(value)) return { kind: 'tuple', prefix: value.map(typeOfValue), required: value.length };
  if (!isJsonObject(value)) return { kind: 'literal', value: value as Literal };
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
  return { kind: 'object', properties: entries.map(([name, member]) => ({ name, type: typeOfValue(member), required: true, doc: {} })) };
}

function unite(types: readonly Type[]): Type {
  const [sole] = types;
  if (types.length === 1 && sole !== undefined) return sole;
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.members : [type]));
  if (flat.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
  const scalars = new Set(flat.map((type) => (type.kind === 'scalar' ? type.name : '')));
  const wanted = flat.filter((type) => type.kind !== 'literal' || !scalars.has(type.value === null ? 'null' : (typeof type.value as 'string')));
  const members = [...new Map(wanted.map((type) => [JSON.stringify(type), type])).values()];
  const [only, second] = members;
  return only !== undefined && second === undefined ? only : { kind: 'union', members };
}

import { type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { parsePointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { SUBJECT_REFERENCE } from '../../core/subject.ts';
import { claimName, typeName } from '../naming.ts';
import { docOf } from './doc.ts';
import { aliasedBy } from './references.ts';
import { scalarText } from './scalar-text.ts';
import { indexesOf } from './indexes.ts';
import { KnownBodies, type KnownBody } from './known-bodies.ts';
import { renamedDeclaration } from './rename.ts';
import type { ArrayShape, Conjunction, Member, ObjectShape, Shape } from './shape.ts';
import { MAX_TUPLE } from './limits.ts';
import { mergeEqual } from './merge-equal.ts';
import { keyOf, type ShapeReader, type Widened } from './shape-reader.ts';
import { NEVER, UNKNOWN, type Declaration, type Literal, type Property, type Type } from './type.ts';
import { unite, withoutMixes } from './unite.ts';

const MAX_NESTING = 40;

export interface ModelOptions {
  /** Of the root type. */
  readonly name: string;
  /** The name of the branded type for a format; undefined: a string is a string. */
  readonly brandOf?: (format: string) => string | undefined;
  /** Of contracts that have the same graph but for the root. Default: none. */
  readonly bodies?: KnownBodies;
}

export interface Model {
  /** The root first. */
  readonly declarations: readonly Declaration[];
  readonly widened: Widened;
}

/**
 * Read a schema as types: the root first, then every schema that a reference leads to, and what contains itself.
 * What a type cannot say is left out, so that no valid value is excluded.
 */
export function buildModel(graph: SchemaGraph, shapes: ShapeReader, options: ModelOptions): Model {
  return new ModelBuilder(graph, shapes, options).build();
}

class ModelBuilder {
  readonly #graph: SchemaGraph;
  readonly #shapes: ShapeReader;
  readonly #options: ModelOptions;
  readonly #taken = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #wanted = new Map<string, string>();
  readonly #declarations = new Map<string, Declaration | undefined>();
  /** Places that are being read, by the schemas that hold there. */
  readonly #open = new Set<string>();
  readonly #bodies: KnownBodies;
  readonly #widened = new Map<SchemaNode, Set<string>>();
  /** What the declaration that is being made calls others. */
  #asked = new Map<string, KnownBody['names'][number]>();
  readonly #pending: { readonly name: string; readonly schemas: Conjunction }[] = [];

  constructor(graph: SchemaGraph, shapes: ShapeReader, options: ModelOptions) {
    this.#graph = graph;
    this.#shapes = shapes;
    this.#options = options;
    this.#bodies = options.bodies ?? new KnownBodies();
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
    return { declarations: mergeEqual(declarations, this.#wanted), widened: this.#widened };
  }

  #declare(name: string, schemas: Conjunction): Declaration {
    const { declaration, widened } = this.#bodyOf(name, schemas);
    for (const [node, keywords] of widened) this.#widened.set(node, new Set([...(this.#widened.get(node) ?? []), ...keywords]));
    if (name !== this.#options.name) return declaration;
    return { ...declaration, doc: { ...declaration.doc, ...docOf(this.#graph.root) } };
  }

  #bodyOf(name: string, schemas: Conjunction): Pick<KnownBody, 'declaration' | 'widened'> {
    const key = keyOf(schemas);
    const known = this.#bodies.get(key);
    if (known !== undefined) return { ...known, declaration: this.#takeOver(known, name) };
    this.#asked = new Map();
    const { result: type, widened } = this.#shapes.noting(() => this.#structureOf(schemas, 0));
    const [first] = schemas;
    const declaration = { name, type, doc: first === undefined ? {} : docOf(first), location: first?.location ?? '' };
    const body = { declaration, widened, names: [...this.#asked.values()] };
    this.#bodies.set(key, body);
    return body;
  }

  /** The same declaration under the names of this contract. */
  #takeOver({ declaration, names }: KnownBody, name: string): Declaration {
    const others = new Map(names.map((asked) => [asked.name, this.#nameOf(asked.schemas)]));
    if (name === declaration.name && [...others].every(([there, here]) => there === here)) return declaration;
    return { ...renamedDeclaration(declaration, (there) => others.get(there) ?? there), name };
  }

  /** The type of a place: a name where there is one, else what is there. */
  #typeOf(schemas: Conjunction, nesting: number): Type {
    const [only, second] = schemas;
    if (only === undefined) return UNKNOWN;
    const target = second === undefined ? aliasedBy(only, this.#graph) : undefined;
    if (target !== undefined) return { kind: 'named', name: this.#nameOf([target]) };
    const known = this.#names.get(keyOf(schemas));
    const isOwn = known === undefined && !this.#open.has(keyOf(schemas)) && nesting <= MAX_NESTING;
    if (isOwn) return second === undefined ? this.#structureOfOne(only, nesting) : this.#structureOf(schemas, nesting);
    // What contains itself needs a name; so does what nests too deep to be read in one piece.
    this.#bodies.bind();
    return { kind: 'named', name: this.#nameOf(schemas) };
  }

  /** What most members are, a scalar, is read once for all that say the same. */
  #structureOfOne(node: SchemaNode, nesting: number): Type {
    const text = scalarText(node);
    if (text === undefined) return this.#structureOf([node], nesting);
    return this.#bodies.scalar(text, () => this.#structureOf([node], nesting));
  }

  #structureOf(schemas: Conjunction, nesting: number): Type {
    const key = keyOf(schemas);
    this.#open.add(key);
    const shapes = this.#shapes.read(schemas);
    const types = withoutMixes(shapes.map((shape) => ({ type: this.#typeOfShape(shape, nesting + 1), members: this.#closedMembers(shape) })));
    this.#open.delete(key);
    return unite(types, { isOpenList: true });
  }

  /** The members of a shape that has no others; undefined where it may have others, or is no object. */
  #closedMembers(shape: Shape): ReadonlyMap<string, Member> | undefined {
    const shapes = shape.kind === 'ref' ? this.#shapes.read([shape.target]) : [shape];
    const [only, second] = shapes;
    if (only === undefined || second !== undefined) return undefined;
    if (only.kind === 'ref') return this.#closedMembers(only);
    return only.kind === 'object' && only.isClosed && only.patterns.length === 0 ? only.members : undefined;
  }

  #typeOfShape(shape: Shape, nesting: number): Type {
    switch (shape.kind) {
      case 'any':
      case 'others':
        return UNKNOWN;
      case 'scalar':
        return this.#typeOfScalar(shape);
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

  #typeOfScalar({ name, format }: Extract<Shape, { kind: 'scalar' }>): Type {
    const brand = format === undefined ? undefined : this.#options.brandOf?.(format);
    return { kind: 'scalar', name, ...(brand === undefined ? {} : { brand }) };
  }

  #typeOfReference(target: SchemaNode): Type {
    const final = aliasedBy(target, this.#graph) ?? target;
    return final.schema === true ? UNKNOWN : { kind: 'named', name: this.#nameOf([final]) };
  }

  #typeOfObject(shape: ObjectShape, nesting: number): Type {
    const { members, isClosed, rest, patterns } = shape;
    const properties: Property[] = [];
    for (const [name, { schemas, required, forbidden }] of members) {
      if (name === '__proto__' || (forbidden && isClosed && patterns.length === 0)) continue;
      const type = forbidden ? NEVER : this.#typeOf(schemas, nesting);
      const first = schemas.find(({ id }) => id >= 0);
      properties.push({ name, type, required: required && !forbidden, doc: first === undefined ? {} : docOf(first) });
    }
    const named = patterns.map((pattern) => ({ pattern, type: this.#typeOf([pattern.node], nesting) }));
    const others = indexesOf(properties, named, isClosed ? undefined : this.#typeOf(rest, nesting));
    // What declares no member at all is a map, for a writer as well.
    const isTolerant = !isClosed && rest.length === 0 && members.size + patterns.length > 0;
    return { kind: 'object', properties, ...others, ...(isTolerant ? { sent: indexesOf(properties, named, undefined) } : {}) };
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
    const name = this.#names.get(key) ?? this.#claim(schemas, key, given);
    this.#asked.set(key, { name, schemas });
    return name;
  }

  #claim(schemas: Conjunction, key: string, given: readonly string[] | undefined): string {
    const [node] = schemas;
    const candidates = given ?? (node === undefined ? [] : namesFor(node, this.#options.name));
    const name = claimName(candidates, schemas.map(({ location }) => location).join(' '), this.#taken);
    this.#names.set(key, name);
    this.#wanted.set(name, candidates.find((candidate) => candidate !== undefined) ?? name);
    this.#declarations.set(name, undefined); // Keeps its place in the order of discovery.
    this.#pending.push({ name, schemas });
    return name;
  }
}

/** From the nearest to the most precise: the last step, the title, the whole way. */
function namesFor({ location, schema }: SchemaNode, rootName: string): (string | undefined)[] {
  const [document = '', pointer = ''] = location.includes('#') ? location.split('#', 2) : ['', location];
  const steps = (parsePointer(pointer) ?? [])
    .filter((step) => !['definitions', '$defs', 'properties', 'components', 'schemas'].includes(step))
    .map(lastLabel);
  const title = typeof schema === 'boolean' ? undefined : schema['title'];
  const candidates = [
    steps.length > 0 ? typeName(steps.at(-1) ?? '') : documentName(lastLabel(document)),
    typeof title === 'string' ? typeName(title) : undefined,
    typeName([documentName(withoutPrefix(document)) ?? rootName, ...steps].join(' ')),
  ];
  // What ends in Input is what a writer sends.
  return candidates.map((name) => (name?.endsWith('Input') === true ? `${name}Type` : name));
}

/** The type that a whole document is, by the last step of its name. */
function documentName(document: string): string | undefined {
  return document === '' ? undefined : typeName(document.replace(/^.*\//, '').replace(/\.(schema\.)?json$/, ''));
}

/** Of a subject that a schema refers to, the word that it ends in: `com.shop.schemas.Address` is an Address. */
function lastLabel(step: string): string {
  return step.startsWith(SUBJECT_REFERENCE) ? (withoutPrefix(step).split('.').at(-1) ?? step) : step;
}

function withoutPrefix(name: string): string {
  return name.startsWith(SUBJECT_REFERENCE) ? name.slice(SUBJECT_REFERENCE.length) : name;
}

function typeOfValue(value: JsonValue): Type {
  if (Array.isArray(value)) return { kind: 'tuple', prefix: value.map(typeOfValue), required: value.length };
  if (!isJsonObject(value)) return { kind: 'literal', value: value as Literal };
  const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
  return { kind: 'object', properties: entries.map(([name, member]) => ({ name, type: typeOfValue(member), required: true, doc: {} })) };
}

import { RegistryError, unreachable } from '../../core/errors.ts';
import { appendPointer, parsePointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import { isLegacy } from '../dialect/dialects.ts';
import { inDraft06 } from '../dialect/draft-04.ts';
import { identifierOf } from '../dialect/identifier.ts';
import { childShapes, isInForce } from '../dialect/keywords.ts';
import { equalJson } from '../evaluate/equality.ts';
import type { Reading } from '../dialect/vocabulary.ts';
import { DocumentStore, type KnownDocument } from './documents.ts';
import type { AmbiguousName, SchemaGraph, UnresolvedReference } from './graph.ts';
import type { Children, Resource, SchemaNode, SchemaReference } from './node.ts';
import { resolveUri, splitFragment } from './uri.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface GrowingResource extends Omit<Mutable<Resource>, 'anchors' | 'dynamicAnchors'> {
  readonly anchors: Map<string, SchemaNode>;
  readonly dynamicAnchors: Map<string, SchemaNode>;
}

interface GrowingNode extends Mutable<SchemaNode> {
  readonly resource: GrowingResource;
}

/** Most subschemas have none. */
const NO_CHILDREN: ReadonlyMap<string, Children> = new Map();
const NO_REFERENCES: readonly SchemaReference[] = [];

/** Where a value stands while the document is walked. */
interface Place {
  readonly location: string;
  readonly depth: number;
  /** The resource around it; absent at the root of a document. */
  readonly resource?: GrowingResource;
  readonly document: KnownDocument;
}

/** @internal Builds one graph: documents are walked when something leads to them, then references are followed. */
export class GraphBuilder {
  readonly #nodes: GrowingNode[] = [];
  readonly #resources: GrowingResource[] = [];
  readonly #byUri = new Map<string, GrowingResource>();
  /** By the prefix of the document. */
  readonly #roots = new Map<string, GrowingNode>();
  /** Made when a reference leads to a place that is no subschema: few documents have one. */
  #byLocation: Map<string, GrowingNode> | undefined;
  readonly #unresolved: UnresolvedReference[] = [];
  readonly #ambiguous: AmbiguousName[] = [];
  readonly #unknownVocabularies: { uri: string; location: string }[] = [];
  readonly #documents: DocumentStore;
  readonly #limits: { readonly nodes: number; readonly depth: number };

  constructor(document: SchemaDocument, limits: { readonly nodes: number; readonly depth: number }) {
    this.#documents = new DocumentStore(document);
    this.#limits = limits;
  }

  build(): SchemaGraph {
    const root = this.#load(this.#documents.root);
    if (root === undefined) throw new RegistryError('schema_invalid', 'a schema is an object or a boolean', { data: { pointer: '' } });
    // The list grows while references are followed: they may lead into documents not walked yet.
    for (let id = 0; id < this.#nodes.length; id += 1) this.#follow(this.#nodes[id] as GrowingNode);
    return {
      root,
      nodes: this.#nodes,
      resources: this.#resources,
      unresolved: this.#unresolved,
      ambiguous: this.#ambiguous,
      unknownVocabularies: this.#unknownVocabularies,
    };
  }

  #load(document: KnownDocument): GrowingNode | undefined {
    const known = this.#roots.get(document.prefix);
    if (known !== undefined) return known;
    const root = this.#visit(document.schema, { location: document.prefix, depth: 0, document });
    if (root !== undefined) this.#roots.set(document.prefix, root);
    return root;
  }

  #visit(written: JsonValue, place: Place): GrowingNode | undefined {
    if (typeof written !== 'boolean' && !isJsonObject(written)) return undefined;
    this.#checkLimits(place);
    const own = this.#resourceFor(written, place);
    const resource = own ?? place.resource ?? unreachable('a root without a resource');
    const schema = keywordsInForce(written, resource.reading);
    const node: GrowingNode = {
      id: this.#nodes.length,
      schema,
      written,
      resource,
      location: place.location,
      children: NO_CHILDREN,
      references: NO_REFERENCES,
    };
    this.#nodes.push(node);
    this.#byLocation?.set(place.location, node);
    if (own !== undefined) this.#openResource(own, node);
    this.#registerAnchors(node);
    this.#visitChildren(node, { ...place, resource });
    return node;
  }

  #checkLimits({ location, depth }: Place): void {
    const { nodes, depth: maxDepth } = this.#limits;
    if (this.#nodes.length >= nodes) throw tooLarge(`the schema has more than ${nodes} subschemas, referenced documents included`, location);
    if (depth >= maxDepth) throw tooLarge(`the schema nests subschemas deeper than ${maxDepth} levels`, location);
  }

  /** A new resource if one begins here. */
  #resourceFor(schema: boolean | JsonObject, { resource, document, location }: Place): GrowingResource | undefined {
    if (resource === undefined) {
      const reading = this.#documents.readingFor(schema, document.dialect, location);
      return newResource(reading, document.uri, embeddedUri(schema, reading) ?? '');
    }
    const uri = embeddedUri(schema, resource.reading);
    if (uri === undefined) return undefined;
    const reading = this.#documents.readingFor(schema, resource.reading, location);
    return isHidden(schema, reading) ? undefined : newResource(reading, resource.uri, uri);
  }

  #openResource(resource: GrowingResource, root: GrowingNode): void {
    resource.root = root;
    resource.isRecursiveAnchor = typeof root.schema === 'object' && root.schema['$recursiveAnchor'] === true;
    this.#resources.push(resource);
    const first = this.#byUri.get(resource.uri);
    if (first === undefined) this.#byUri.set(resource.uri, resource);
    else this.#compare(resource.uri, first.root, root);
    for (const uri of resource.reading.unknownVocabularies) this.#unknownVocabularies.push({ uri, location: root.location });
  }

  #registerAnchors(node: GrowingNode): void {
    const { schema, resource } = node;
    if (typeof schema === 'boolean') return;
    const id = schema['$id'];
    if (isLegacy(resource.reading.dialect) && typeof id === 'string' && id.includes('#')) this.#registerAnchor(splitFragment(id).fragment, node);
    this.#registerAnchor(schema['$anchor'], node);
    this.#registerAnchor(schema['$dynamicAnchor'], node);
    const dynamic = schema['$dynamicAnchor'];
    if (typeof dynamic === 'string' && !resource.dynamicAnchors.has(dynamic)) resource.dynamicAnchors.set(dynamic, node);
  }

  // What begins with a slash is a pointer, whatever calls itself so.
  #registerAnchor(name: JsonValue | undefined, node: GrowingNode): void {
    if (typeof name !== 'string' || name === '' || name.startsWith('/')) return;
    const { anchors, uri } = node.resource;
    const first = anchors.get(name);
    if (first === undefined) anchors.set(name, node);
    else this.#compare(`${uri}#${name}`, first, node);
  }

  #compare(name: string, first: SchemaNode, second: SchemaNode): void {
    if (equalJson(first.written, second.written)) return;
    this.#ambiguous.push({ name, locations: [first.location, second.location] });
  }

  #visitChildren(node: GrowingNode, place: Place): void {
    const { schema, resource } = node;
    if (typeof schema === 'boolean') return;
    const shapes = childShapes(resource.reading.dialect);
    for (const keyword of Object.keys(schema)) {
      if (!Object.hasOwn(shapes, keyword)) continue;
      const children = this.#childrenOf(schema[keyword] as JsonValue, shapes[keyword] ?? 'schema', {
        ...place,
        location: appendPointer(place.location, keyword),
      });
      if (children !== undefined) node.children = withChildren(node.children, keyword, children);
    }
  }

  #childrenOf(value: JsonValue, shape: string, place: Place): Children | undefined {
    const visit = (child: JsonValue, step: string | number): GrowingNode | undefined =>
      this.#visit(child, { ...place, location: appendPointer(place.location, step), depth: place.depth + 1 });
    if (shape.startsWith('schema') && !Array.isArray(value)) {
      const node = this.#visit(value, { ...place, depth: place.depth + 1 });
      return node === undefined ? undefined : { kind: 'schema', node };
    }
    if (shape.includes('list') && Array.isArray(value)) {
      return { kind: 'list', nodes: value.flatMap((child, index) => visit(child, index) ?? []) };
    }
    if (!shape.startsWith('map') || !isJsonObject(value)) return undefined;
    const nodes = new Map<string, SchemaNode>();
    for (const name of Object.keys(value)) {
      const node = visit(value[name] as JsonValue, name);
      if (node !== undefined) nodes.set(name, node);
    }
    return { kind: 'map', nodes };
  }

  #follow(node: GrowingNode): void {
    const { schema } = node;
    if (typeof schema === 'boolean') return;
    for (const keyword of ['$ref', '$recursiveRef', '$dynamicRef'] as const) {
      const text = schema[keyword];
      if (typeof text !== 'string') continue;
      const reference = this.#resolve(node, keyword, text);
      node.references = [...node.references, reference];
      if (reference.target === undefined) this.#unresolved.push({ node, reference, location: appendPointer(node.location, keyword) });
    }
  }

  #resolve(node: GrowingNode, keyword: SchemaReference['keyword'], text: string): SchemaReference {
    const uri = resolveUri(node.resource.uri, text);
    const { uri: resourceUri, fragment } = splitFragment(uri);
    const resource = this.#findResource(resourceUri, splitFragment(text).uri);
    const target = resource === undefined || fragment === undefined ? undefined : this.#findInside(resource, fragment);
    return { keyword, text, uri, target, dynamicAnchor: dynamicAnchorOf(keyword, fragment, target) };
  }

  #findResource(uri: string, asWritten: string): GrowingResource | undefined {
    const known = this.#byUri.get(uri);
    if (known !== undefined) return known;
    const document = this.#documents.at(uri);
    if (document !== undefined) return this.#load(document)?.resource;
    const named = this.#documents.named(asWritten);
    // What has that very identifier comes before what is only called so.
    const unread = named === undefined ? this.#documents.unread(this.#roots) : this.#documents.unreadWith(uri, this.#roots);
    for (const other of unread) this.#load(other);
    return this.#byUri.get(uri) ?? (named && this.#load(named)?.resource);
  }

  #findInside(resource: GrowingResource, fragment: string): GrowingNode | undefined {
    if (fragment === '') return resource.root as GrowingNode;
    if (!fragment.startsWith('/')) return resource.anchors.get(fragment) as GrowingNode | undefined;
    const steps = parsePointer(fragment);
    if (steps === undefined) return undefined;
    const start = resource.root as GrowingNode;
    return (descend(start, steps) as GrowingNode | undefined) ?? this.#walk(start, steps);
  }

  /** Follow a pointer through the text, and make a subschema of what stands there if it is none yet. */
  #walk(start: GrowingNode, steps: readonly string[]): GrowingNode | undefined {
    this.#byLocation ??= new Map(this.#nodes.map((node) => [node.location, node]));
    let nearest = start;
    let value: JsonValue = start.written;
    let location = start.location;
    for (const step of steps) {
      const next = memberOf(value, step);
      if (next === undefined) return undefined;
      value = next;
      location = appendPointer(location, step);
      nearest = this.#byLocation.get(location) ?? nearest;
    }
    if (nearest.location === location) return nearest;
    return this.#visit(value, { location, depth: 0, resource: nearest.resource, document: this.#documents.root });
  }
}

/** Where the steps lead from subschema to subschema; undefined where they do not, or through a list. */
function descend(start: SchemaNode, steps: readonly string[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = start;
  for (let at = 0; at < steps.length && node !== undefined; at += 1) {
    const children: Children | undefined = node.children.get(steps[at] ?? '');
    if (children?.kind === 'map') at += 1;
    if (children === undefined || children.kind === 'list' || at === steps.length) return undefined;
    node = children.kind === 'schema' ? children.node : children.nodes.get(steps[at] ?? '');
  }
  return node;
}

function withChildren(known: ReadonlyMap<string, Children>, keyword: string, children: Children): ReadonlyMap<string, Children> {
  return known === NO_CHILDREN ? new Map([[keyword, children]]) : (known as Map<string, Children>).set(keyword, children);
}

function keywordsInForce(schema: boolean | JsonObject, { dialect, silenced }: Reading): boolean | JsonObject {
  if (typeof schema === 'boolean') return schema;
  const besideReference = Object.hasOwn(schema, '$ref');
  const isKept = (keyword: string): boolean => isInForce(keyword, dialect, besideReference) && !silenced.has(keyword);
  if (dialect !== 'draft-04' && Object.keys(schema).every(isKept)) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => isKept(keyword));
  return dialect === 'draft-04' ? inDraft06(Object.fromEntries(kept)) : Object.fromEntries(kept);
}

/** The URI, relative to what is around, of the resource that begins at `schema`; an anchor begins none. */
function embeddedUri(schema: boolean | JsonObject, { dialect }: Reading): string | undefined {
  const id = identifierOf(schema, dialect);
  return id === undefined || id.startsWith('#') ? undefined : splitFragment(id).uri;
}

function newResource(reading: Reading, base: string, uri: string): GrowingResource {
  const absolute = splitFragment(resolveUri(base, uri)).uri;
  return { uri: absolute, reading, anchors: new Map(), dynamicAnchors: new Map(), isRecursiveAnchor: false } as unknown as GrowingResource;
}

/** Up to draft-07: beside `$ref`, `$id` means nothing. */
function isHidden(schema: boolean | JsonObject, { dialect }: Reading): boolean {
  return isLegacy(dialect) && typeof schema === 'object' && Object.hasOwn(schema, '$ref');
}

/** The anchor by which the dynamic scope may override a reference: its first target must carry the same one. */
function dynamicAnchorOf(keyword: SchemaReference['keyword'], fragment: string | undefined, target: SchemaNode | undefined): string | undefined {
  if (target === undefined || keyword === '$ref') return undefined;
  if (keyword === '$recursiveRef') return target.resource.root === target && target.resource.isRecursiveAnchor ? '' : undefined;
  return fragment !== undefined && target.resource.dynamicAnchors.get(fragment) === target ? fragment : undefined;
}

function memberOf(value: JsonValue, step: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(step) ? (value as readonly JsonValue[])[Number(step)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function tooLarge(what: string, pointer: string): RegistryError {
  return new RegistryError('schema_too_large', `${what}, at ${JSON.stringify(pointer)}; split it or raise the limit`, { data: { pointer } });
}

import { buildSchemaGraph, findSchemaFaults, type SchemaGraph, type SchemaNode } from '../containment/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { Dialect } from '../core/version.ts';
import { partOf, type DocumentPart } from './document-part.ts';

/** A document that stands alone: nothing else is given with it. */
export interface LoneDocument {
  readonly schema: JsonValue;
  readonly dialect: Dialect;
}

/** Documents that were read as one, each with its root in the graph that they share. */
export interface CommonGraph<Document> {
  readonly graph: SchemaGraph;
  readonly roots: ReadonlyMap<Document, SchemaNode>;
}

const HOLDERS = ['definitions', '$defs'];

// Well below what one document may have, so that no limit is passed over.
const MAX_LENGTH = 500_000;
const MAX_NODES = 10_000;

// Groups that a document is held against, the newest first.
const MAX_GROUPS = 16;

/** A document taken apart. */
interface Dissected<Document> {
  readonly document: Document;
  readonly root: DocumentPart;
  /** By keyword and name. */
  readonly definitions: ReadonlyMap<string, DocumentPart>;
  /** Documents of one reading have the same. */
  readonly reading: string;
  readonly dialect: Dialect;
}

interface Group<Document> {
  readonly members: Dissected<Document>[];
  readonly definitions: Map<string, DocumentPart>;
}

/**
 * Read documents together that have the same definitions under the same names, as the events of one source do: each
 * definition becomes nodes once, however many documents hold it. What each document says is what it would say alone.
 *
 * Left out, for the caller to read alone: documents with identifiers, anchors or dynamic references, whose references lead
 * elsewhere than to their own definitions, and whatever has a fault.
 */
export function readInCommon<Document extends LoneDocument>(documents: readonly Document[]): readonly CommonGraph<Document>[] {
  const parts = new Map<string, DocumentPart>();
  const known = new Map<JsonValue, DocumentPart | undefined>();
  const groups: Group<Document>[] = [];
  for (const document of documents) {
    const dissected = dissect(document, (value) => {
      if (!known.has(value)) known.set(value, partOf(value, parts));
      return known.get(value);
    });
    if (dissected !== undefined) addTo(groups, dissected);
  }
  return groups.flatMap((group) => (group.members.length < 2 ? [] : (graphOfGroup(group) ?? [])));
}

type ReadPart = (value: JsonValue) => DocumentPart | undefined;

function dissect<Document extends LoneDocument>(document: Document, read: ReadPart): Dissected<Document> | undefined {
  const { schema, dialect } = document;
  if (!isJsonObject(schema)) return undefined;
  const { $schema, ...rest } = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !HOLDERS.includes(keyword)));
  const [definitions, root] = [readDefinitions(schema, read), read(rest)];
  if (root === undefined || definitions === undefined || ($schema !== undefined && typeof $schema !== 'string')) return undefined;
  const all = [root, ...definitions.values()];
  const isSmall = sumOf(all, ({ text }) => text.length) <= MAX_LENGTH && sumOf(all, ({ nodes }) => nodes) <= MAX_NODES;
  const isWhole = all.every(({ references }) => references.every((name) => definitions.has(name)));
  return isSmall && isWhole ? { document, root, definitions, dialect, reading: JSON.stringify([$schema, dialect]) } : undefined;
}

function readDefinitions(schema: JsonObject, read: ReadPart): ReadonlyMap<string, DocumentPart> | undefined {
  const definitions = new Map<string, DocumentPart>();
  for (const holder of HOLDERS) {
    const held = schema[holder] ?? {};
    if (!isJsonObject(held)) return undefined;
    for (const name of Object.keys(held)) {
      const part = name === '__proto__' ? undefined : read(held[name] as JsonValue);
      if (part === undefined) return undefined;
      definitions.set(`${holder}/${name}`, part);
    }
  }
  return definitions;
}

function addTo<Document>(groups: Group<Document>[], dissected: Dissected<Document>): void {
  const { definitions, reading } = dissected;
  const fitting = groups.slice(-MAX_GROUPS).find(
    (group) =>
      group.members[0]?.reading === reading &&
      [...definitions].every(([name, part]) => {
        const known = group.definitions.get(name);
        return known === undefined || known === part;
      }),
  );
  const group = fitting ?? { members: [], definitions: new Map<string, DocumentPart>() };
  if (fitting === undefined) groups.push(group);
  group.members.push(dissected);
  for (const [name, part] of definitions) group.definitions.set(name, part);
}

/** One document whose branches are the roots. */
function graphOfGroup<Document>({ members, definitions }: Group<Document>): CommonGraph<Document> | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  const [$schema] = JSON.parse(first.reading) as readonly [JsonValue | null];
  const held = HOLDERS.map((holder): readonly [string, JsonObject] => [
    holder,
    Object.fromEntries(
      [...definitions].flatMap(([name, part]) => (name.startsWith(`${holder}/`) ? [[name.slice(holder.length + 1), part.value]] : [])),
    ),
  ]);
  const schema = {
    ...($schema === null ? {} : { $schema }),
    ...Object.fromEntries(held.filter(([, named]) => Object.keys(named).length > 0)),
    allOf: members.map(({ root }) => root.value),
  };
  try {
    const graph = buildSchemaGraph({ schema, dialect: first.dialect }, { nodes: Number.POSITIVE_INFINITY });
    if (graph.unresolved.length + graph.unknownVocabularies.length + findSchemaFaults(graph).length > 0) return undefined;
    return {
      graph,
      roots: rootsOf(
        graph,
        members.map(({ document }) => document),
      ),
    };
  } catch {
    // Whoever reads the documents one by one finds which it is.
    return undefined;
  }
}

function rootsOf<Document>(graph: SchemaGraph, documents: readonly Document[]): ReadonlyMap<Document, SchemaNode> {
  const branches = graph.root.children.get('allOf');
  const roots = branches?.kind === 'list' ? branches.nodes : [];
  // The graph is ours alone: in their own documents the branches stand at the root.
  for (const node of graph.nodes) Object.assign(node, { location: node.location.replace(/^\/allOf\/\d+/, '') });
  return new Map(documents.flatMap((document, index) => (roots[index] === undefined ? [] : [[document, roots[index]] as const])));
}

function sumOf<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}

import {
  buildSchemaGraph,
  identifierKeyword,
  identifierOf,
  METASCHEMA_URIS,
  resolveUri,
  splitFragment,
  type SchemaGraph,
} from '../../containment/index.ts';
import { parsePointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';
import type { Dialect } from '../../core/version.ts';

type Draft = Record<string, JsonValue>;

/**
 * One document that needs no other: what the references lead to is embedded under `$defs` (`definitions` up to
 * draft-07) as resources with `$id` (`id` in draft-04). A reference that named a document otherwise than its own identifier
 * is rewritten. A document without references is returned as it is.
 */
export function bundleSchema(document: SchemaDocument): JsonValue {
  const { schema, documents = {} } = document;
  if (!isJsonObject(schema) || Object.keys(documents).length === 0) return schema;
  const base = splitFragment(identifierOf(schema, document.dialect) ?? '').uri;
  const graph = buildSchemaGraph(document);
  const embedded = Object.entries(documents).map(([name, referenced]) => ({ name, uri: resolveUri(base, name), referenced }));
  const copies = new Map(embedded.map(({ uri, referenced }) => [uri, structuredClone(referenced.schema)]));
  const root = structuredClone<Draft>(schema);
  const ownIds = new Map(embedded.flatMap(({ uri, referenced }) => ownIdOf(uri, referenced)));
  rewriteReferences(graph, { root, copies, ownIds });
  const container = graph.root.resource.reading.dialect <= 'draft-07' ? 'definitions' : '$defs';
  const definitions: Draft = { ...(isJsonObject(root[container]) ? root[container] : {}) };
  for (const { name, uri, referenced } of embedded) {
    const resource = asResource(copies.get(uri) ?? true, uri, referenced.dialect, document.dialect);
    definitions[freeName(definitions, name)] = resource;
  }
  return { ...root, [container]: definitions };
}

function ownIdOf(uri: string, { schema, dialect }: ReferencedDocument): [string, string][] {
  const own = identifierOf(schema, dialect);
  const id = own === undefined ? uri : resolveUri(uri, own);
  return id === uri ? [] : [[uri, splitFragment(id).uri]];
}

interface Copies {
  readonly root: Draft;
  readonly copies: ReadonlyMap<string, JsonValue>;
  readonly ownIds: ReadonlyMap<string, string>;
}

function rewriteReferences(graph: SchemaGraph, { root, copies, ownIds }: Copies): void {
  for (const node of graph.nodes) {
    for (const { keyword, uri } of node.references) {
      const target = splitFragment(uri);
      const ownId = ownIds.get(target.uri);
      if (ownId === undefined) continue;
      const place = splitLocation(node.location);
      const holder = descend(place.document === undefined ? root : copies.get(place.document), place.pointer);
      if (holder !== undefined) holder[keyword] = `${ownId}${target.fragment === undefined ? '' : `#${target.fragment}`}`;
    }
  }
}

function splitLocation(location: string): { readonly document: string | undefined; readonly pointer: string } {
  const hash = location.indexOf('#');
  if (location === '' || location.startsWith('/') || hash === -1) return { document: undefined, pointer: location };
  return { document: location.slice(0, hash), pointer: location.slice(hash + 1) };
}

function descend(value: JsonValue | undefined, pointer: string): Draft | undefined {
  let here: JsonValue | undefined = value;
  for (const step of parsePointer(pointer) ?? []) here = (here as JsonObject | undefined)?.[step];
  return isJsonObject(here) ? here : undefined;
}

function asResource(schema: JsonValue, uri: string, dialect: Dialect, outer: Dialect): JsonValue {
  const body: JsonObject = isJsonObject(schema) ? schema : { allOf: [schema] };
  const named = Object.hasOwn(body, '$schema') || dialect === outer ? {} : dialectUri(dialect);
  return { [identifierKeyword(schema, dialect)]: uri, ...named, ...body };
}

function dialectUri(dialect: Dialect): JsonObject {
  const uri = Object.entries(METASCHEMA_URIS).find(([name]) => name === dialect)?.[1];
  return uri === undefined ? {} : { $schema: uri };
}

function freeName(taken: JsonObject, name: string): string {
  return Object.hasOwn(taken, name) ? freeName(taken, `${name}_`) : name;
}

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
import { createBundleNames, referenceTo, type BundleNames } from './bundle-names.ts';
import { dialectInForce } from './dialect-in-force.ts';

type Draft = Record<string, JsonValue>;

/**
 * One document that needs no other: what the references lead to is embedded under `$defs` (`definitions` up to
 * draft-07) as resources with `$id` (`id` in draft-04). A reference that the new surroundings would lead elsewhere is
 * rewritten. A document without references is returned as it is.
 */
export function bundleSchema(document: SchemaDocument): JsonValue {
  const { schema, documents = {} } = document;
  if (!isJsonObject(schema) || Object.keys(documents).length === 0) return schema;
  const graph = buildSchemaGraph(document);
  const base = splitFragment(identifierOf(schema, document.dialect) ?? '').uri;
  const embedded = Object.entries(documents).map(([name, referenced]) => ({ name, uri: splitFragment(resolveUri(base, name)).uri, referenced }));
  const names = createBundleNames(graph, { base, isWrapped: (text) => isWrapped(text, graph.root.resource.reading.dialect) });
  const copies = new Map(embedded.map(({ uri, referenced }) => [uri, structuredClone(referenced.schema)]));
  const root = structuredClone<Draft>(schema);
  rewriteReferences(graph, names, (uri) => (uri === undefined ? root : copies.get(uri)));
  const container = graph.root.resource.reading.dialect <= 'draft-07' ? 'definitions' : '$defs';
  const whole = wrapped(root, document.dialect);
  const definitions: Draft = { ...(isJsonObject(whole[container]) ? whole[container] : {}) };
  for (const { name, uri, referenced } of embedded) {
    const id = referenceTo(base, names.absolute(ownUri(uri, referenced)));
    definitions[freeName(definitions, name)] = asResource(copies.get(uri) ?? true, id, { dialect: referenced.dialect, outer: document.dialect });
  }
  return { ...whole, [container]: definitions };
}

/** Where the document calls itself, with a plain-name fragment if its identifier has one. */
function ownUri(uri: string, { schema, dialect }: ReferencedDocument): string {
  const own = identifierOf(schema, dialect);
  return own === undefined ? uri : resolveUri(uri, own);
}

function rewriteReferences(graph: SchemaGraph, names: BundleNames, copyOf: (document: string | undefined) => JsonValue | undefined): void {
  for (const node of graph.nodes) {
    for (const reference of node.references) {
      const text = names.textOf(node, reference);
      if (text === reference.text) continue;
      const place = splitLocation(node.location);
      const holder = descend(copyOf(place.document), place.pointer);
      if (holder !== undefined) holder[reference.keyword] = text;
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

/** Up to draft-07 nothing counts beside `$ref`, neither a name nor a container: such a schema goes into an `allOf`. */
function isWrapped(schema: JsonValue, dialect: Dialect): boolean {
  return typeof schema === 'boolean' || (isJsonObject(schema) && Object.hasOwn(schema, '$ref') && dialect <= 'draft-07');
}

function wrapped(schema: JsonValue, dialect: Dialect): Draft {
  if (!isWrapped(schema, dialectInForce({ schema, dialect }))) return schema as Draft;
  const keyword = identifierKeyword(schema, dialect);
  const { $schema, [keyword]: id, ...rest } = isJsonObject(schema) ? schema : {};
  const head = { ...($schema === undefined ? {} : { $schema }), ...(id === undefined ? {} : { [keyword]: id }) };
  return { ...head, allOf: [isJsonObject(schema) ? rest : schema] };
}

function asResource(schema: JsonValue, id: string, { dialect, outer }: { readonly dialect: Dialect; readonly outer: Dialect }): JsonValue {
  const body = wrapped(schema, dialect);
  const named = Object.hasOwn(body, '$schema') || dialect === outer ? {} : { $schema: METASCHEMA_URIS[dialect] };
  return { ...named, ...body, [identifierKeyword(schema, dialect)]: id };
}

function freeName(taken: JsonObject, name: string): string {
  return Object.hasOwn(taken, name) ? freeName(taken, `${name}_`) : name;
}

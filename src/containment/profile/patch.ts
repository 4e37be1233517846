import { parsePointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { resolveUri, splitFragment } from '../resolve/uri.ts';
import { isClosed } from './open.ts';

export interface Patches {
  readonly opened?: ReadonlySet<SchemaNode> | undefined;
  readonly defaulted?: ReadonlySet<SchemaNode> | undefined;
}

type Draft = Record<string, JsonValue>;

/** The document that a loosened reader is: for judges, who know schemas only. Locations of keywords stay as they were. */
export function patchDocument(document: SchemaDocument, graph: SchemaGraph, { opened, defaulted }: Patches): SchemaDocument {
  const isTouched = (node: SchemaNode): boolean =>
    (opened?.has(node) === true && isClosed(node)) || (defaulted?.has(node) === true && hasDefaults(node));
  const touched = graph.nodes.filter(isTouched);
  if (touched.length === 0) return document;
  const copy = structuredClone<SchemaDocument>(document);
  const others = referencedIn(copy, graph);
  for (const node of touched) {
    const place = placeOf(copy, others, node.location);
    if (place !== undefined) patch(place, { isOpened: opened?.has(node) === true, isDefaulted: defaulted?.has(node) === true });
  }
  return copy;
}

function hasDefaults({ schema }: SchemaNode): boolean {
  return typeof schema === 'object' && Array.isArray(schema['required']) && isJsonObject(schema['properties']);
}

function patch(schema: Draft, { isOpened, isDefaulted }: { readonly isOpened: boolean; readonly isDefaulted: boolean }): void {
  const { required, properties } = schema;
  if (isOpened) for (const keyword of ['additionalProperties', 'unevaluatedProperties']) if (schema[keyword] === false) schema[keyword] = true;
  if (isDefaulted && Array.isArray(required)) schema['required'] = required.filter((name) => !isPreset(properties, name));
}

function isPreset(properties: JsonValue | undefined, name: JsonValue): boolean {
  const property = isJsonObject(properties) && typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) && property['default'] !== undefined;
}

/** The documents given with a root, by what the locations in them begin with. */
function referencedIn({ documents = {} }: SchemaDocument, graph: SchemaGraph): ReadonlyMap<string, JsonValue> {
  const base = splitFragment(graph.root.resource.uri).uri;
  return new Map(Object.entries(documents).map(([name, { schema }]) => [`${resolveUri(base, name).replace(/#$/, '')}#`, schema]));
}

function placeOf({ schema }: SchemaDocument, others: ReadonlyMap<string, JsonValue>, location: string): Draft | undefined {
  // A document may be named by a path, which looks like a pointer.
  for (const [prefix, other] of others) if (location.startsWith(prefix)) return descend(other, location.slice(prefix.length));
  return location === '' || location.startsWith('/') ? descend(schema, location) : undefined;
}

function descend(root: JsonValue, pointer: string): Draft | undefined {
  let here: JsonValue | undefined = root;
  for (const step of parsePointer(pointer) ?? []) here = (here as JsonObject | undefined)?.[step];
  return isJsonObject(here) ? here : undefined;
}

import { resolveUri, splitFragment, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import type { JsonValue } from '../../core/json/value.ts';

type Resource = SchemaNode['resource'];
type Reference = SchemaNode['references'][number];

/** What resources are called within a bundle, and how references to them are written there. */
export interface BundleNames {
  /** The URI in the bundle of a document that has this one outside of it. */
  absolute(uri: string): string;
  /** The reference as the bundle must write it: as it stands wherever that leads to the same place. */
  textOf(node: SchemaNode, reference: Reference): string;
}

// RFC 2606 keeps it free. Nothing is ever fetched.
const PLACE = 'https://bundle.invalid/';

export interface BundleNamesOptions {
  /** The base of the root document; '' for none. */
  readonly base: string;
  /** Whether a document goes into an `allOf`, so that pointers into it lead there. */
  readonly isWrapped: (schema: JsonValue, dialect: Resource['reading']['dialect']) => boolean;
}

/**
 * Outside of a bundle a reference may name a document otherwise than by its URI: as the registered reference calls it, seen from the
 * root. Inside only URIs count. Where a resource with an absolute URI refers to one with a relative one, the relative
 * ones are moved below a made-up place, since no reference could lead from there to here.
 */
export function createBundleNames(graph: SchemaGraph, { base, isWrapped }: BundleNamesOptions): BundleNames {
  const byUri = new Map<string, Resource>();
  for (const resource of graph.resources) if (!byUri.has(resource.uri)) byUri.set(resource.uri, resource);
  const documents = new Map(graph.nodes.filter(({ location }) => location.endsWith('#')).map((node) => [node.location.slice(0, -1), node.resource]));
  const found = new Map(graph.nodes.flatMap((node) => node.references.map((reference) => [reference, findResource(reference)] as const)));
  const moves = graph.nodes.some((node) => node.references.some((reference) => isStranded(node.resource, found.get(reference))));

  // As the resolver looks for it: by URI, by where a document was found, and by what was written, seen from the root.
  function findResource({ uri, text, target }: Reference): Resource | undefined {
    if (target === undefined) return undefined;
    const written = splitFragment(text).uri;
    const resolved = splitFragment(uri).uri;
    return byUri.get(resolved) ?? documents.get(resolved) ?? documents.get(resolveUri(base, written)) ?? documents.get(written) ?? target.resource;
  }

  function absolute(uri: string): string {
    return moves && !isAbsolute(uri) ? resolveUri(PLACE, uri) : uri;
  }

  function nameOf(resource: Resource): string {
    return isEmbedded(resource) ? absolute(resource.uri) : resource.uri;
  }

  function textOf({ resource }: SchemaNode, reference: Reference): string {
    const { text } = reference;
    const target = found.get(reference);
    if (target === undefined) return text;
    const hash = text.indexOf('#');
    const fragment = hash === -1 ? '' : text.slice(hash);
    const isInWrapped = fragment.startsWith('#/') && isDocument(target) && isWrapped(target.root.written, target.reading.dialect);
    const there = isInWrapped ? `#/allOf/0${fragment.slice(1)}` : fragment;
    const wanted = nameOf(target);
    const leadsThere = splitFragment(resolveUri(nameOf(resource), text)).uri === wanted && !leadsOut(nameOf(resource), text);
    if (leadsThere) return there === fragment ? text : `${text.slice(0, hash)}${there}`;
    return `${referenceTo(nameOf(resource), wanted)}${there}`;
  }

  return { absolute, textOf };
}

/** Whether a relative reference goes above where a relative base begins. To RFC 3986 that is the beginning; others, such as ajv, find nothing there. */
function leadsOut(base: string, text: string): boolean {
  if (isAbsolute(base) || base.startsWith('/') || isAbsolute(text) || text.startsWith('/')) return false;
  let depth = base.split('/').length - 1;
  for (const step of splitFragment(text).uri.split('/')) {
    if (step === '..') depth -= 1;
    else if (step !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function isStranded(from: Resource, to: Resource | undefined): boolean {
  return to !== undefined && isAbsolute(from.uri) && !isAbsolute(to.uri) && isEmbedded(to);
}

function isAbsolute(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(uri);
}

function isEmbedded({ root: { location } }: Resource): boolean {
  return location !== '' && !location.startsWith('/');
}

function isDocument({ root: { location } }: Resource): boolean {
  return location === '' || location.endsWith('#');
}

/** What must be written under `base` so that it leads to `uri`. */
export function referenceTo(base: string, uri: string): string {
  const isLocal = !isAbsolute(base) && !isAbsolute(uri) && !base.startsWith('/') && !uri.startsWith('/');
  return isLocal ? '../'.repeat(base.split('/').length - 1) + uri : uri;
}

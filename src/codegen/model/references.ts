import type { SchemaGraph, SchemaNode, SchemaReference } from '../../containment/index.ts';

// What stands beside a reference without narrowing it.
const ANNOTATIONS = new Set(
  `$id $schema $anchor $dynamicAnchor $recursiveAnchor $comment $defs definitions $vocabulary title description default deprecated
  examples readOnly writeOnly format contentMediaType contentEncoding`.split(/\s+/),
);

const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef']);

/** Keywords that say nothing to a type. */
export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || keyword.startsWith('x-') || keyword === 'tsType' || keyword === 'tsEnumNames';
}

/**
 * What a reference leads to; undefined where that depends on the way in. A dynamic reference is certain where the root
 * resource, which is always the outermost, overrides it, or where nothing but its target carries the anchor.
 */
export function referencedBy({ target, dynamicAnchor }: SchemaReference, graph: SchemaGraph): SchemaNode | undefined {
  if (dynamicAnchor === undefined || target === undefined) return target;
  const outermost = overrideIn(graph.root.resource, dynamicAnchor);
  if (outermost !== undefined) return outermost;
  return graph.resources.every((resource) => [undefined, target].includes(overrideIn(resource, dynamicAnchor))) ? target : undefined;
}

function overrideIn(resource: SchemaNode['resource'], dynamicAnchor: string): SchemaNode | undefined {
  if (dynamicAnchor === '') return resource.isRecursiveAnchor ? resource.root : undefined;
  return resource.dynamicAnchors.get(dynamicAnchor);
}

/** What a schema that is nothing but a reference leads to, through chains of such. */
export function aliasedBy(node: SchemaNode, graph: SchemaGraph): SchemaNode | undefined {
  if (node.references.length !== 1) return undefined;
  let found: SchemaNode | undefined;
  const seen = new Set<SchemaNode>();
  for (let next = directTarget(node, graph); next !== undefined && !seen.has(next); next = directTarget(next, graph)) {
    seen.add(next);
    found = next;
  }
  return found;
}

function directTarget({ schema, references }: SchemaNode, graph: SchemaGraph): SchemaNode | undefined {
  const [only, second] = references;
  if (only === undefined || second !== undefined || typeof schema === 'boolean') return undefined;
  const isAlone = Object.keys(schema).every((keyword) => REFERENCES.has(keyword) || isAnnotation(keyword));
  return isAlone ? referencedBy(only, graph) : undefined;
}

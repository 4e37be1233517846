import { RegistryError } from '../../core/errors.ts';
import { referenceTarget, type Resource, type SchemaNode } from './node.ts';

const IN_PLACE: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas', 'dependencies']);

/** The subschemas that judge the same instance as `node`: in-place applicators and the static targets of references. */
export function inPlaceNodes(node: SchemaNode): SchemaNode[] {
  const found: SchemaNode[] = [];
  for (const [keyword, children] of node.children) {
    if (!IN_PLACE.has(keyword)) continue;
    if (children.kind === 'schema') found.push(children.node);
    else for (const child of children.nodes.values()) found.push(child);
  }
  for (const { target } of node.references) if (target !== undefined) found.push(target);
  return found;
}

/**
 * Every subschema that may judge the instance which `nodes` judge, in any dynamic scope and on any branch; sorted by id.
 */
export function inPlaceClosure(nodes: readonly SchemaNode[], resources: readonly Resource[]): SchemaNode[] {
  const seen = new Set(nodes);
  for (const node of seen) for (const next of [...inPlaceNodes(node), ...overridesOf(node, resources)]) seen.add(next);
  return [...seen].toSorted((a, b) => a.id - b.id);
}

/** Whatever the dynamic references of a subschema may lead to instead of their static targets. */
function overridesOf({ references }: SchemaNode, resources: readonly Resource[]): SchemaNode[] {
  const dynamic = references.filter(({ dynamicAnchor }) => dynamicAnchor !== undefined);
  return dynamic.flatMap((reference) => resources.flatMap((resource) => referenceTarget(reference, [resource]) ?? []));
}

/**
 * Throw `schema_invalid` if a schema reaches itself without entering a member or an item.
 *
 * What a dynamic reference may be overridden by depends on the way in, so only its static target counts; the evaluator
 * guards against the rest.
 */
export function refuseCycles(nodes: readonly SchemaNode[]): void {
  const done = new Set<SchemaNode>();
  for (const start of nodes) if (!done.has(start) && leadsOn(start)) searchFrom(start, done);
}

/** Most subschemas judge by themselves. */
function leadsOn({ references, children }: SchemaNode): boolean {
  if (references.length > 0) return true;
  for (const keyword of children.keys()) if (IN_PLACE.has(keyword)) return true;
  return false;
}

// Depth-first with a stack of its own: chains of references may be as long as the document.
function searchFrom(start: SchemaNode, done: Set<SchemaNode>): void {
  const path = [{ node: start, rest: certainNodes(start) }];
  const onPath = new Set([start]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.rest.pop();
    if (next === undefined) {
      path.pop();
      onPath.delete(top.node);
      done.add(top.node);
    } else if (onPath.has(next)) {
      throw cycleError([...path.map(({ node }) => node), next], next);
    } else if (!done.has(next)) {
      path.push({ node: next, rest: certainNodes(next) });
      onPath.add(next);
    }
  }
}

function certainNodes(node: SchemaNode): SchemaNode[] {
  const dynamic = new Set(node.references.filter(({ dynamicAnchor }) => dynamicAnchor !== undefined).map(({ target }) => target));
  return dynamic.size === 0 ? inPlaceNodes(node) : inPlaceNodes(node).filter((next) => !dynamic.has(next));
}

function cycleError(path: readonly SchemaNode[], head: SchemaNode): RegistryError {
  const cycle = path.slice(path.indexOf(head)).map(({ location }) => location);
  const pointer = cycle[0] ?? '';
  const shown = cycle.map((location) => JSON.stringify(location)).join(' → ');
  const message = `the schema at ${JSON.stringify(pointer)} leads back to itself without entering a member or an item, so it has no meaning: ${shown}; remove one of these references`;
  return new RegistryError('schema_invalid', message, { data: { pointer, cycle } });
}

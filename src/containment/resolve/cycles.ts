import { RegistryError } from '../../core/errors.ts';
import type { SchemaGraph } from './graph.ts';
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

/** Without what dynamic references lead to. */
function certainNodes(node: SchemaNode): SchemaNode[] {
  const certain = node.references.filter(({ dynamicAnchor }) => dynamicAnchor === undefined);
  return certain.length === node.references.length ? inPlaceNodes(node) : inPlaceNodes({ ...node, references: certain });
}

function cycleError(path: readonly SchemaNode[], head: SchemaNode): RegistryError {
  const cycle = path.slice(path.indexOf(head)).map(({ location }) => location);
  const pointer = cycle[0] ?? '';
  const shown = cycle.map((location) => JSON.stringify(location)).join(' → ');
  const message = `the schema at ${JSON.stringify(pointer)} leads back to itself without entering a member or an item, so it has no meaning: ${shown}; remove one of these references`;
  return new RegistryError('schema_invalid', message, { data: { pointer, cycle } });
}

/**
 * Throw `schema_invalid` if a schema reaches itself without entering a member or an item whatever its dynamic references lead to: in every
 * dynamic scope that the document can make each leads to a subschema that goes on so. Linear.
 *
 * Not a part of `buildSchemaGraph`: such a schema has no meaning by itself, and may get one in another document.
 */
export function refuseCertainCycles({ nodes, resources }: SchemaGraph): void {
  const byAnchor = new Map<string, SchemaNode[]>();
  for (const node of nodes) for (const anchor of dynamicAnchorsOf(node)) add(byAnchor, anchor, node);
  if (byAnchor.size === 0) return;
  const endless = endlessNodes(nodes, resources, byAnchor);
  const [start] = endless;
  if (start === undefined) return;
  const dynamicNode = ({ references }: SchemaNode): SchemaNode | undefined =>
    references.find(({ dynamicAnchor: anchor }) => anchor !== undefined && targetsOf(anchor, resources).every((node) => endless.has(node)))?.target;
  const path = [start];
  const seen = new Set(path);
  for (let here = start; ;) {
    const next = certainNodes(here).find((node) => endless.has(node)) ?? dynamicNode(here);
    if (next === undefined) return;
    path.push(next);
    if (seen.has(next)) throw cycleError(path, next);
    seen.add(next);
    here = next;
  }
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function dynamicAnchorsOf({ references }: SchemaNode): string[] {
  return references.flatMap(({ dynamicAnchor }) => dynamicAnchor ?? []);
}

/** All subschemas, without those that lead on to nothing, again and again: by a dynamic reference one leads on while all that it may lead to do. */
function endlessNodes(
  nodes: readonly SchemaNode[],
  resources: readonly Resource[],
  byAnchor: ReadonlyMap<string, readonly SchemaNode[]>,
): ReadonlySet<SchemaNode> {
  const endless = new Set(nodes);
  const ways = new Map<SchemaNode, number>();
  const leadingTo = new Map<SchemaNode, SchemaNode[]>();
  for (const node of nodes) {
    const next = certainNodes(node);
    ways.set(node, next.length + dynamicAnchorsOf(node).length);
    for (const target of next) add(leadingTo, target, node);
  }
  const anchorsAt = new Map<SchemaNode, string[]>();
  for (const anchor of byAnchor.keys()) for (const target of targetsOf(anchor, resources)) add(anchorsAt, target, anchor);
  const ended = new Set<string>();
  const pending = nodes.filter((node) => ways.get(node) === 0);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    endless.delete(node);
    const anchors = (anchorsAt.get(node) ?? []).filter((anchor) => !ended.has(anchor));
    for (const anchor of anchors) ended.add(anchor);
    for (const before of [...(leadingTo.get(node) ?? []), ...anchors.flatMap((anchor) => byAnchor.get(anchor) ?? [])]) {
      const left = (ways.get(before) ?? 0) - 1;
      ways.set(before, left);
      if (left === 0) pending.push(before);
    }
  }
  return endless;
}

/** Whatever a dynamic reference to this anchor may lead to. */
function targetsOf(anchor: string, resources: readonly Resource[]): SchemaNode[] {
  if (anchor === '') return resources.filter(({ isRecursiveAnchor }) => isRecursiveAnchor).map(({ root }) => root);
  return resources.flatMap(({ dynamicAnchors }) => dynamicAnchors.get(anchor) ?? []);
}

// Of more anchors than these a report says less.
const MAX_ANCHORS = 32;

/** The subschema on a way that leads back to itself in place in this dynamic scope, and to `node`; undefined where there is none. */
export function loopAround(node: SchemaNode, scope: readonly Resource[]): SchemaNode | undefined {
  const entered = [...new Set(scope)];
  const anchored = entered.flatMap(({ root, isRecursiveAnchor, dynamicAnchors }) => [
    ...(isRecursiveAnchor ? [root] : []),
    ...dynamicAnchors.values(),
  ]);
  return anchored.slice(0, MAX_ANCHORS).find((start) => {
    const reached = reachedInPlace(start, entered);
    return reached.has(start) && reached.has(node);
  });
}

function reachedInPlace(start: SchemaNode, scope: readonly Resource[]): ReadonlySet<SchemaNode> {
  const lead = (node: SchemaNode): SchemaNode[] => [
    ...certainNodes(node),
    ...node.references.flatMap((reference) => referenceTarget(reference, scope) ?? []),
  ];
  const reached = new Set(lead(start));
  for (const node of reached) for (const next of lead(node)) reached.add(next);
  return reached;
}

import { eachChild, type SchemaNode } from '../../resolve/node.ts';

/** Where a subschema stands in the nesting of its document. */
export interface Nesting {
  /** Subschemas around it. */
  readonly level: number;
  /** The longest chain of subschemas below it. */
  readonly height: number;
}

/** The nesting of every subschema of a graph. Linear. */
export function nestingOf(nodes: readonly SchemaNode[]): ReadonlyMap<SchemaNode, Nesting> {
  const parents = new Map<SchemaNode, SchemaNode>();
  for (const node of nodes) for (const child of eachChild(node)) parents.set(child.node, node);
  const found = new Map<SchemaNode, { level: number; height: number }>();
  const ordered = nodes.filter((node) => !parents.has(node));
  // Grows while it is walked: everybody comes after the one around them.
  for (const node of ordered) {
    const parent = parents.get(node);
    found.set(node, { level: parent === undefined ? 0 : (found.get(parent)?.level ?? 0) + 1, height: 0 });
    for (const child of eachChild(node)) ordered.push(child.node);
  }
  for (const node of ordered.toReversed()) {
    const parent = parents.get(node);
    const around = parent && found.get(parent);
    if (around !== undefined) around.height = Math.max(around.height, (found.get(node)?.height ?? 0) + 1);
  }
  return found;
}

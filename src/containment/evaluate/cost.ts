import { inPlaceNodes } from '../resolve/cycles.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import type { SchemaNode } from '../resolve/node.ts';

/**
 * How many subschemas one value may be asked of at the place where that is most: branches and references multiply, since each
 * way to a subschema asks it again. A bound from the schema alone; the evaluator remembers answers from some thousands on.
 * What leads back to itself, as only a dynamic reference can, counts once. Linear in the graph; at most 2^53 - 1.
 */
export function costliestNode({ nodes }: SchemaGraph): { readonly node: SchemaNode; readonly cost: number } | undefined {
  const costs = new Map<SchemaNode, number>();
  const entered = new Set<SchemaNode>();
  let worst: { readonly node: SchemaNode; readonly cost: number } | undefined;
  for (const start of nodes) {
    measure(start, costs, entered);
    const cost = costs.get(start) ?? 0;
    if (worst === undefined || cost > worst.cost) worst = { node: start, cost };
  }
  return worst;
}

// Depth first on a stack of its own: a chain of references may be longer than the host's.
function measure(start: SchemaNode, costs: Map<SchemaNode, number>, entered: Set<SchemaNode>): void {
  const stack = [start];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const below = inPlaceNodes(node);
    const open = entered.has(node) ? [] : below.filter((child) => !entered.has(child));
    entered.add(node);
    if (open.length > 0) {
      stack.push(...open);
      continue;
    }
    stack.pop();
    // It may be in the stack twice; who comes to it first has what is below.
    if (costs.has(node)) continue;
    const sum = below.reduce((total, child) => total + (costs.get(child) ?? 1), 1);
    costs.set(node, Math.min(Number.MAX_SAFE_INTEGER, sum));
  }
}

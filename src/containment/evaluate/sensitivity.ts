import { inPlaceClosure } from '../resolve/cycles.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { eachChild, type SchemaNode } from '../resolve/node.ts';

const IN_PLACE_OR_NAMES: ReadonlySet<string> = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependencies',
  'propertyNames',
  '$defs',
  'definitions',
]);

/**
 * Make the test whether a value may be shown: no subschema that may judge it, or a value around it, says
 * `x-sensitive: true`. Errs on the side of hiding: all branches count, patterns count for every name.
 */
export function createSensitivityTest(graph: SchemaGraph): (steps: readonly (string | number)[]) => boolean {
  if (!graph.nodes.some(isSensitive)) return () => true;
  return (steps) => {
    let nodes = inPlaceClosure([graph.root], graph.resources);
    for (const step of steps) {
      if (nodes.some(isSensitive)) return false;
      nodes = inPlaceClosure(
        nodes.flatMap((node) => nodesBelow(node, step)),
        graph.resources,
      );
    }
    return !nodes.some(isSensitive);
  };
}

function isSensitive({ schema }: SchemaNode): boolean {
  return typeof schema === 'object' && schema['x-sensitive'] === true;
}

function nodesBelow(node: SchemaNode, step: string | number): SchemaNode[] {
  return [...eachChild(node)]
    .filter(({ keyword, step: own }) => !IN_PLACE_OR_NAMES.has(keyword) && (keyword !== 'properties' || own === step))
    .map((child) => child.node);
}

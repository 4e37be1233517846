import type { FormatMode } from '../../core/compatibility.ts';
import type { Prover } from '../decide/prover.ts';
import { Lowering } from '../lower/lower.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { childSchema, eachChild, referenceTarget, type SchemaNode } from '../resolve/node.ts';

/**
 * The subschemas of a reader that stand in positive positions only: there, dropping a constraint can only let more in.
 *
 * Not positive is what some way from the root reaches through `not`, `if`, a `contains` with an upper bound, or a
 * `oneOf` whose branches may overlap once they are loosened. A `oneOf` whose loosened branches are surely disjoint is a
 * union, so tolerance reaches through it.
 */
export function positiveNodes(graph: SchemaGraph, prover: Prover, formats: FormatMode): ReadonlySet<SchemaNode> {
  const hopeful = walk(graph, () => true);
  const exclusive = new Set<SchemaNode>();
  const loose = new Lowering(graph, prover, {
    side: 'reader',
    formats,
    opened: hopeful,
    defaulted: hopeful,
    // A superset of every reading: a union, wherever a superset is what counts.
    readsAsAnyOf: (node, isExclusive) => {
      if (isExclusive) exclusive.add(node);
      return isExclusive || hopeful.has(node);
    },
  });
  loose.root();
  return walk(graph, (node) => exclusive.has(node));
}

function walk(graph: SchemaGraph, isUnion: (node: SchemaNode) => boolean): ReadonlySet<SchemaNode> {
  const positive = reach([graph.root], (node) => stepsFrom(graph, node).filter(({ keyword }) => isPositive(node, keyword, isUnion)));
  const starts = [...positive].flatMap((node) => stepsFrom(graph, node).filter(({ keyword }) => !isPositive(node, keyword, isUnion)));
  const negative = reach(
    starts.map(({ node }) => node),
    (node) => stepsFrom(graph, node),
  );
  return new Set([...positive].filter((node) => !negative.has(node)));
}

interface Step {
  readonly keyword: string;
  readonly node: SchemaNode;
}

function reach(starts: readonly SchemaNode[], next: (node: SchemaNode) => readonly Step[]): Set<SchemaNode> {
  const reached = new Set(starts);
  for (const node of reached) for (const step of next(node)) reached.add(step.node);
  return reached;
}

/** Every subschema that `node` may hand its instance, or a part of it, to. */
function stepsFrom(graph: SchemaGraph, node: SchemaNode): Step[] {
  const children = [...eachChild(node)].filter(({ keyword }) => !['$defs', 'definitions', 'contentSchema'].includes(keyword));
  const targets = node.references.flatMap((reference) => {
    const scopes = reference.dynamicAnchor === undefined ? [[]] : [[], ...graph.resources.map((resource) => [resource])];
    return scopes.map((scope) => ({ keyword: reference.keyword, node: referenceTarget(reference, scope) }));
  });
  return [...children, ...targets].flatMap(({ keyword, node: target }) => (target === undefined ? [] : [{ keyword, node: target }]));
}

function isPositive(node: SchemaNode, keyword: string, isUnion: (node: SchemaNode) => boolean): boolean {
  switch (keyword) {
    case 'not':
    case 'if':
    case 'propertyNames':
      return false;
    case 'contains':
      return typeof node.schema !== 'object' || node.schema['maxContains'] === undefined;
    case 'oneOf':
      return isUnion(node);
    default:
      return true;
  }
}

/** @internal Whether opening changes anything at `node`. */
export function isClosed(node: SchemaNode): boolean {
  return ['additionalProperties', 'unevaluatedProperties'].some((keyword) => childSchema(node, keyword)?.schema === false);
}

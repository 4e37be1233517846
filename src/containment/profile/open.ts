import type { FormatMode } from '../../core/compatibility.ts';
import { Lowering, type Insight, type LoweringOptions } from '../lower/lower.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { childSchema, eachChild, referenceTarget, type SchemaNode } from '../resolve/node.ts';

export interface Loosening {
  /** Whether closed objects are opened. */
  readonly opens: boolean;
  /** Whether required members with a default count as optional. */
  readonly defaults: boolean;
}

/**
 * Read a reader loosened: constraints dropped where that can only let more in, which is in positive positions.
 *
 * Not positive is what some way from the root reaches through `not`, `if`, a `contains` with an upper bound, or a
 * `oneOf` whose branches may overlap once they are loosened. A `oneOf` whose loosened branches are surely disjoint is a
 * union, so tolerance reaches through it.
 */
export function loosen(graph: SchemaGraph, insight: Insight, { opens, defaults, formats }: Loosening & { readonly formats: FormatMode }): Lowering {
  const loosened = (nodes: ReadonlySet<SchemaNode>): LoweringOptions => ({
    side: 'reader',
    formats,
    ...(opens ? { opened: nodes } : {}),
    ...(defaults ? { defaulted: nodes } : {}),
  });
  const hopeful = graph.nodes.some(hasContext) ? walk(graph, () => true) : new Set(graph.nodes);
  const overlapping = new Set<SchemaNode>();
  // A superset of every reading: a union, wherever a superset is what counts.
  const readsAsAnyOf = (node: SchemaNode, isExclusive: boolean): boolean => {
    if (!isExclusive) overlapping.add(node);
    return isExclusive || hopeful.has(node);
  };
  const hopefully = new Lowering(graph, insight, { ...loosened(hopeful), readsAsAnyOf });
  hopefully.root();
  if (overlapping.size === 0) return hopefully;
  return new Lowering(graph, insight, loosened(walk(graph, (node) => !overlapping.has(node))));
}

/** Whether some keyword turns what is below it around, or might. */
function hasContext({ children }: SchemaNode): boolean {
  return CONTEXTS.some((keyword) => children.has(keyword));
}

const CONTEXTS = ['not', 'if', 'propertyNames', 'contains'];

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

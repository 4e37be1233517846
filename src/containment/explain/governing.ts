import { appendPointer, parsePointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { inPlaceNodes } from '../resolve/cycles.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { childList, childMap, childSchema, type SchemaNode } from '../resolve/node.ts';

/** A keyword of a schema with its place. */
export interface Keyword {
  readonly value: JsonValue;
  readonly location: string;
}

/** The subschemas that may judge the value at an instance pointer, over all branches; outermost first. */
export function governingNodes(
  graph: SchemaGraph,
  instancePointer: string,
  matches: (pattern: string, name: string) => boolean,
): readonly SchemaNode[] {
  const steps = parsePointer(instancePointer) ?? [];
  return steps.reduce<readonly SchemaNode[]>((nodes, step) => inPlace(nodes.flatMap((node) => below(node, step, matches))), inPlace([graph.root]));
}

function inPlace(nodes: readonly SchemaNode[]): readonly SchemaNode[] {
  const all = new Set(nodes);
  for (const node of all) for (const next of inPlaceNodes(node)) all.add(next);
  return [...all];
}

function below(node: SchemaNode, step: string, matches: (pattern: string, name: string) => boolean): SchemaNode[] {
  const index = /^\d+$/.test(step) ? Number(step) : undefined;
  const member = childMap(node, 'properties').get(step);
  const matching = [...childMap(node, 'patternProperties')].filter(([pattern]) => matches(pattern, step)).map(([, child]) => child);
  const named = [...(member === undefined ? [] : [member]), ...matching];
  const rest = named.length > 0 ? [] : [childSchema(node, 'additionalProperties')];
  const prefix = childList(node, 'prefixItems').length > 0 ? childList(node, 'prefixItems') : childList(node, 'items');
  const item = index === undefined ? [] : [prefix[index] ?? childSchema(node, 'items') ?? childSchema(node, 'additionalItems')];
  return [...named, ...rest, ...item].filter((child) => child !== undefined);
}

/** What `nodes` say with one keyword. */
export function keywordsOf(nodes: readonly SchemaNode[], keyword: string): Keyword[] {
  return nodes.flatMap(({ schema, location }) => {
    const value = typeof schema === 'object' ? schema[keyword] : undefined;
    return value === undefined ? [] : [{ value, location: appendPointer(location, keyword) }];
  });
}

import { Decimal } from '../../core/json/decimal.ts';
import type { ExactValue } from '../../core/json/value.ts';
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

/** What stands in place of a value that is not shown. */
export const HIDDEN = '(hidden)';

/** So many values of an instance are looked at; what follows is hidden. */
const MAX_VALUES = 20_000;

/**
 * Make the copy of an instance that may be shown. Hidden is what the test above hides, with all that is in it; and where the schema
 * hides anything, also what it does not name: a member that is misspelt or at the wrong place must not show what the right one hides.
 */
export function createMask(graph: SchemaGraph): (instance: ExactValue) => ExactValue {
  const hidesAny = graph.nodes.some(isSensitive);
  const below = hidesAny ? createSteps(graph) : undefined;
  return (instance) => {
    let left = MAX_VALUES;
    const copy = (value: ExactValue, nodes: readonly SchemaNode[]): ExactValue => {
      left -= 1;
      if (left < 0 || (hidesAny && (nodes.length === 0 || nodes.some(isSensitive)))) return HIDDEN;
      if (typeof value !== 'object' || value === null || value instanceof Decimal) return value;
      if (Array.isArray(value)) return value.map((item: ExactValue) => copy(item, below?.(nodes, 0) ?? NONE));
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member, below?.(nodes, name) ?? NONE)]));
    };
    return copy(instance, hidesAny ? inPlaceClosure([graph.root], graph.resources) : NONE);
  };
}

const NONE: readonly SchemaNode[] = [];

/** Which subschemas may judge a member or an item; the same list for the same question, so that rows of a table cost one. */
function createSteps(graph: SchemaGraph): (nodes: readonly SchemaNode[], step: string | number) => readonly SchemaNode[] {
  const known = new WeakMap<readonly SchemaNode[], Map<string, readonly SchemaNode[]>>();
  return (nodes, step) => {
    const steps = known.get(nodes) ?? new Map<string, readonly SchemaNode[]>();
    known.set(nodes, steps);
    const key = typeof step === 'number' ? '' : `/${step}`;
    const found = steps.get(key);
    if (found !== undefined) return found;
    // What is true or false of everything names nothing.
    const named = nodes.flatMap((node) => nodesBelow(node, step)).filter(({ schema }) => typeof schema === 'object');
    const made = inPlaceClosure(named, graph.resources);
    if (steps.size < MAX_VALUES) steps.set(key, made);
    return made;
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

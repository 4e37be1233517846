import { childList, childMap, childSchema, declaredShape, type DeclaredShape, type SchemaNode } from '../../containment/index.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Presence } from '../format.ts';
import { graphOf } from './parsed-graph.ts';

/** Subschemas that are looked at; of what is larger nothing is said. */
const MAX_NODES = 5_000;

/** The subschemas of one place. */
interface Place {
  /** Each holds for whatever is there. */
  readonly must: readonly SchemaNode[];
  /** Those, and others that hold for some events. */
  readonly may: readonly SchemaNode[];
  /** Whether a value there is judged by these at all: what holds for members says nothing of elements, and the other way round. */
  readonly isJudged: boolean;
  /** The names that members may have where undeclared ones are refused; undefined: any. */
  readonly shape: DeclaredShape | undefined;
}

/**
 * Whether valid events may have a value at `steps`, as far as keywords show it without solving anything: `absent` is certain, and so
 * is that the schema names what is `declared`; where it is hard to tell it is `free`. Throws as `buildSchemaGraph`.
 */
export function presenceOf(
  document: SchemaDocument,
  steps: readonly string[],
  { undeclared }: { readonly undeclared: 'allow' | 'reject' },
): Presence {
  const graph = graphOf(document);
  let place: Place = { must: [graph.root], may: [graph.root], isJudged: true, shape: declaredShape(graph) };
  for (const step of steps) {
    const found = take(step, place, undeclared);
    if (typeof found === 'string') return found;
    place = found;
  }
  return place.must.some(isNever) ? 'absent' : 'declared';
}

/** The place one step further, or what is known already. */
function take(step: string, place: Place, undeclared: 'allow' | 'reject'): Place | Exclude<Presence, 'declared'> {
  const must = [...inPlace(place.must, ALWAYS)];
  const may = [...inPlace(place.may, SOMETIMES)];
  const kinds = KINDS.filter((kind) => must.every((node) => takes(node, step, kind)));
  const [kind] = kinds;
  if (kind === undefined) return 'absent';
  const named = may.flatMap((node) => kinds.flatMap((each) => namedBy(node, step, each)));
  if (named.length > 0 && kinds.length > 1) return { must: [], may: named, isJudged: false, shape: undefined };
  const { isJudged, shape } = place;
  if (named.length > 0) {
    const below = kind === 'object' ? shape?.member(step) : shape?.item(Number(step));
    return { must: must.flatMap((node) => namedBy(node, step, kind)), may: named, isJudged, shape: below };
  }
  if (!isJudged || kinds.includes('array') || may.length > MAX_NODES || shape === undefined || shape.allows(step)) return 'free';
  return undeclared === 'reject' || must.some(closes) ? 'absent' : 'undeclared';
}

/** What applies to the same value whenever the schema does, and what may apply. */
const ALWAYS = { lists: ['allOf'], maps: [], single: [] } as const;
const SOMETIMES = {
  lists: ['allOf', 'anyOf', 'oneOf'],
  maps: ['dependentSchemas', 'dependencies'],
  single: ['if', 'then', 'else'],
} as const;

function inPlace(roots: readonly SchemaNode[], { lists, maps, single }: typeof ALWAYS | typeof SOMETIMES): ReadonlySet<SchemaNode> {
  const seen = new Set(roots);
  for (const node of seen) {
    if (seen.size > MAX_NODES) break;
    for (const keyword of lists) for (const child of childList(node, keyword)) seen.add(child);
    for (const keyword of maps) for (const child of childMap(node, keyword).values()) seen.add(child);
    for (const keyword of single) {
      const child = childSchema(node, keyword);
      if (child !== undefined) seen.add(child);
    }
    // What a dynamic scope may override is no certainty, and what it leads to otherwise is a hint.
    for (const { target, dynamicAnchor } of node.references)
      if (target !== undefined && (lists.length > 1 || dynamicAnchor === undefined)) seen.add(target);
  }
  return seen;
}

function isNever({ schema }: SchemaNode): boolean {
  return schema === false;
}

const INDEX = /^(0|[1-9]\d*)$/;

/** What a step may lead into: `0` is a name as well as an index. */
const KINDS = ['object', 'array'] as const;
type Kind = (typeof KINDS)[number];

/** Whether a node that must hold leaves room for a member or element at all. */
function takes(node: SchemaNode, step: string, kind: Kind): boolean {
  const { schema } = node;
  if (kind === 'array' && !INDEX.test(step)) return false;
  if (typeof schema === 'boolean') return schema;
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : undefined;
  if (types !== undefined && !types.includes(kind)) return false;
  if (kind === 'array') return true;
  const member = childMap(node, 'properties').get(step);
  if (member !== undefined) return !isNever(member);
  const rest = childSchema(node, 'additionalProperties');
  return rest === undefined || !isNever(rest) || childMap(node, 'patternProperties').size > 0;
}

function namedBy(node: SchemaNode, step: string, kind: Kind): SchemaNode[] {
  const found = kind === 'object' ? childMap(node, 'properties').get(step) : elementOf(node, Number(step));
  return found === undefined || isNever(found) ? [] : [found];
}

function elementOf(node: SchemaNode, index: number): SchemaNode | undefined {
  return childList(node, 'prefixItems')[index] ?? childList(node, 'items')[index] ?? childSchema(node, 'items');
}

/** Whether a node takes no member that nothing beside it names. */
function closes(node: SchemaNode): boolean {
  const rest = childSchema(node, 'unevaluatedProperties');
  return rest !== undefined && isNever(rest);
}

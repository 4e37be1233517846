import { childList, childMap, childSchema, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { MAX_TUPLE } from './limits.ts';
import { NamePatterns } from './name-pattern.ts';
import { listedNames } from './own-shapes.ts';
import { referencedBy } from './references.ts';
import type { ShapeReader } from './shape-reader.ts';

/** Something that a schema says and its type does not; the validator checks it. */
export interface Loss {
  readonly keyword: string;
  /** Of the keyword: a JSON Pointer into the root document, or `uri#pointer`. */
  readonly pointer: string;
  /** In words: what the type says instead. */
  readonly reason: string;
}

type IsLost = (node: SchemaNode, schema: JsonObject) => boolean;

const always: IsLost = () => true;
const never: IsLost = () => false;

/** Keywords that a type may not say, what it says instead, and where that is so; what is not here is said in full. */
const KEYWORDS: Readonly<Record<string, readonly [reason: string, isLost: IsLost]>> = {
  type: ['an integer is typed as number', (_, { type }) => [type].flat().includes('integer') && ![type].flat().includes('number')],
  ...all('minimum maximum exclusiveMinimum exclusiveMaximum multipleOf', 'every number is allowed'),
  ...all('minLength maxLength', 'strings of every length are allowed'),
  pattern: ['every string is allowed', always],
  uniqueItems: ['items may be equal', (_, { uniqueItems }) => uniqueItems === true],
  ...all('contains minContains maxContains', 'which items there are is not looked at'),
  minItems: ['arrays that are shorter are allowed', (_, { minItems }) => Number(minItems) > MAX_TUPLE],
  maxItems: ['arrays that are longer are allowed', (node, schema) => !endsAsTuple(node, schema)],
  minProperties: ['any number of members is allowed', (_, { minProperties }) => Number(minProperties) > 0],
  maxProperties: ['any number of members is allowed', (_, { maxProperties }) => maxProperties !== 0],
  propertyNames: [
    'members of every name are allowed',
    (node) => childSchema(node, 'propertyNames')?.schema !== true && listedNames(node) === undefined,
  ],
  patternProperties: ['other members are of these types too, or may have names that do not match', hasInexactPatterns],
  additionalProperties: ['other members may also be what the declared ones are', isWidened],
  oneOf: ['values that fit several branches are allowed', never],
  not: ['what is excluded is allowed', never],
  if: ['both branches are allowed', never],
  ...rarely('dependentRequired dependentSchemas dependencies', 'what a member asks for may be absent'),
  unevaluatedProperties: [
    'undeclared members are allowed, or may also be what the declared ones are',
    (node) => isTyped(node, 'unevaluatedProperties'),
  ],
  ...rarely('unevaluatedItems', 'items that are not listed are allowed'),
  ...rarely('const enum', 'other values of these kinds are allowed'),
  ...rarely('allOf anyOf $ref properties items', 'what several schemas say of one value is not said in full'),
  ...rarely('$dynamicRef $recursiveRef', 'what it leads to depends on the way in: everything is allowed'),
};

const HOLDERS = new Set(['definitions', '$defs', 'contentSchema']);

/**
 * What the types of a document leave to its validator, in the order of places. `shapes` has read the document. `format`
 * counts where it is asserted.
 */
export function findLosses(graph: SchemaGraph, shapes: ShapeReader, options: { readonly assertsFormats: boolean }): readonly Loss[] {
  const found: Loss[] = [];
  for (const node of reached(graph)) {
    const { schema } = node;
    if (typeof schema === 'boolean') continue;
    for (const keyword of Object.keys(schema)) {
      const loss = lossOf(node, schema, keyword, options, shapes);
      if (loss !== undefined) found.push({ keyword, pointer: appendPointer(node.location, keyword), reason: loss });
    }
  }
  return found.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1));
}

function lossOf(
  node: SchemaNode,
  schema: JsonObject,
  keyword: string,
  { assertsFormats }: { readonly assertsFormats: boolean },
  shapes: ShapeReader,
): string | undefined {
  if (keyword === 'format') return assertsFormats ? 'every string is allowed' : undefined;
  const [reason, isLost] = (Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined) ?? ['this is not looked into', never];
  const isWidenedThere = shapes.losses.get(node)?.has(keyword) === true || (keyword === 'oneOf' && shapes.mayFitSeveral(node));
  return isWidenedThere || isLost(node, schema) ? reason : undefined;
}

/** Every schema that says something about some value. */
function reached({ root, ...graph }: SchemaGraph): ReadonlySet<SchemaNode> {
  const nodes = new Set([root]);
  for (const node of nodes) {
    for (const reference of node.references) {
      const target = referencedBy(reference, { root, ...graph });
      if (target !== undefined) nodes.add(target);
    }
    for (const [keyword, children] of node.children) {
      if (HOLDERS.has(keyword)) continue;
      if (children.kind === 'schema') nodes.add(children.node);
      else for (const child of children.nodes.values()) nodes.add(child);
    }
  }
  return nodes;
}

function endsAsTuple(node: SchemaNode, { minItems, maxItems }: JsonObject): boolean {
  const listed = Math.max(childList(node, 'prefixItems').length, childList(node, 'items').length, Number(minItems ?? 0));
  return Number(maxItems) <= listed && listed <= MAX_TUPLE;
}

function hasInexactPatterns(node: SchemaNode): boolean {
  const patterns = new NamePatterns();
  const isBesideOthers = isTyped(node, 'additionalProperties');
  return [...childMap(node, 'patternProperties')].some(([source, child]) => isBesideOthers || !patterns.read(source, child).isExact);
}

function isWidened(node: SchemaNode): boolean {
  return isTyped(node, 'additionalProperties') && childMap(node, 'properties').size + childMap(node, 'patternProperties').size > 0;
}

/** Whether a keyword says something of the members that it is about, other than that there are none. */
function isTyped(node: SchemaNode, keyword: string): boolean {
  const rest = childSchema(node, keyword)?.schema;
  return rest !== undefined && typeof rest !== 'boolean' && Object.keys(rest).length > 0;
}

function all(keywords: string, reason: string): Record<string, readonly [string, IsLost]> {
  return Object.fromEntries(keywords.split(' ').map((keyword) => [keyword, [reason, always]]));
}

/** Lost only where the reader of shapes says so. */
function rarely(keywords: string, reason: string): Record<string, readonly [string, IsLost]> {
  return Object.fromEntries(keywords.split(' ').map((keyword) => [keyword, [reason, never]]));
}

import { childList, childMap, childSchema, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { MAX_TUPLE } from './limits.ts';
import { NamePatterns } from './name-pattern.ts';
import { listedNames } from './own-shapes.ts';
import { referencedBy } from './references.ts';
import type { ShapeReader, Widened } from './shape-reader.ts';

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

/** The root, or a schema that references lead to, with all that stands in it. */
interface Region {
  readonly targets: readonly SchemaNode[];
  /** Whatever else the document says; in the order of places. */
  readonly losses: readonly Loss[];
}

/** Finds what types leave to their validator; looks into each schema of a graph once. `format` counts where it is asserted. */
export class LossFinder {
  readonly #shapes: ShapeReader;
  readonly #assertsFormats: boolean;
  readonly #regions = new Map<SchemaNode, Region>();

  constructor(shapes: ShapeReader, options: { readonly assertsFormats: boolean }) {
    this.#shapes = shapes;
    this.#assertsFormats = options.assertsFormats;
  }

  /** What the types of a document leave to its validator, in the order of places; `widened` while they were made. */
  find(graph: SchemaGraph, widened: Widened): readonly Loss[] {
    const starts = new Set([graph.root]);
    const regions: (readonly Loss[])[] = [];
    for (const start of starts) {
      const { targets, losses } = this.#regionAt(start, graph);
      for (const target of targets) starts.add(target);
      regions.push(losses);
    }
    regions.push([...widened].flatMap(([node, keywords]) => [...keywords].flatMap((keyword) => widenedAt(node, keyword))));
    const found = regions.flat().toSorted(byPlace);
    // A schema may stand in another that references lead to as well.
    return found.filter(({ pointer }, index) => pointer !== found[index - 1]?.pointer);
  }

  #regionAt(start: SchemaNode, graph: SchemaGraph): Region {
    const known = this.#regions.get(start);
    if (known !== undefined) return known;
    const nodes = nodesWithin(start);
    const targets = nodes.flatMap(({ references }) => references.flatMap((reference) => referencedBy(reference, graph) ?? []));
    const region = { targets, losses: nodes.flatMap((node) => this.#lossesOf(node)).toSorted(byPlace) };
    this.#regions.set(start, region);
    return region;
  }

  #lossesOf(node: SchemaNode): readonly Loss[] {
    const { schema } = node;
    if (typeof schema === 'boolean') return [];
    return Object.keys(schema).flatMap((keyword) => (this.#isLost(node, schema, keyword) ? lossAt(node, keyword) : []));
  }

  #isLost(node: SchemaNode, schema: JsonObject, keyword: string): boolean {
    if (keyword === 'format') return this.#assertsFormats;
    return rowOf(keyword)[1](node, schema) || (keyword === 'oneOf' && this.#shapes.mayFitSeveral(node));
  }
}

function byPlace(a: Loss, b: Loss): number {
  return a.pointer < b.pointer ? -1 : a.pointer === b.pointer ? 0 : 1;
}

function rowOf(keyword: string): (typeof KEYWORDS)[string] {
  return (Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined) ?? ['this is not looked into', never];
}

function lossAt(node: SchemaNode, keyword: string): Loss {
  return { keyword, pointer: appendPointer(node.location, keyword), reason: keyword === 'format' ? 'every string is allowed' : rowOf(keyword)[0] };
}

// What is a format is said by whether it is asserted.
function widenedAt(node: SchemaNode, keyword: string): readonly Loss[] {
  const isSaid = typeof node.schema !== 'boolean' && Object.hasOwn(node.schema, keyword);
  return isSaid && keyword !== 'format' ? [lossAt(node, keyword)] : [];
}

/** Every schema that stands in one and says something about some value, itself first. */
function nodesWithin(start: SchemaNode): readonly SchemaNode[] {
  const nodes = [start];
  for (const node of nodes) {
    for (const [keyword, children] of node.children) {
      if (HOLDERS.has(keyword)) continue;
      if (children.kind === 'schema') nodes.push(children.node);
      else for (const child of children.nodes.values()) nodes.push(child);
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

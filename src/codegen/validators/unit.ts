import { Outlines, type SchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { RegistryError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { referencedBy } from '../model/references.ts';
import { EVALUATED, planEvaluation, UNEVALUATED } from './evaluated.ts';
import { outlinesOf } from './outlines.ts';

/** The keyword by which a unit calls another one; its value is the position among `calls`. */
export const CALL = 'sluiceCall';

/** The keyword beside `prefixItems` of a schema that was written with a list at `items`, as it was before 2020-12. */
export const LISTED_ITEMS = 'sluiceListedItems';

/** What tells units apart: one object for each schema of a graph. The graphs themselves may go before the last schema is read. */
export interface UnitPlace {
  readonly location: string;
}

/**
 * A schema that becomes one function: the root, or what a reference leads to. It is written in the vocabulary of
 * 2020-12, whatever the dialect, and its references are calls of other units.
 */
export interface Unit {
  readonly place: UnitPlace;
  readonly schema: JsonValue;
  readonly calls: readonly UnitPlace[];
}

const ASSERTIONS = new Set(
  `type const enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
  uniqueItems maxProperties minProperties required maxContains minContains dependentRequired format`.split(/\s+/),
);

type Children = SchemaNode['children'] extends ReadonlyMap<string, infer Value> ? Value : never;

const HOLDERS = new Set(['definitions', '$defs', 'contentSchema']);

/** Writes the units of graphs that differ in their roots only, each schema once. */
export class UnitReader {
  readonly #outlines = new Outlines();
  readonly #places = new Map<SchemaNode, UnitPlace>();
  readonly #units = new Map<SchemaNode, { readonly unit: Unit; readonly called: readonly SchemaNode[] }>();

  /** The root of a graph and every schema that references lead to from there, the root first. */
  unitsOf(graph: SchemaGraph): readonly Unit[] {
    // Grows while references are met.
    const nodes = new Set([graph.root]);
    return Array.from(nodes, (node) => {
      const { unit, called } = this.#unitAt(node, graph);
      for (const next of called) nodes.add(next);
      return unit;
    });
  }

  #unitAt(node: SchemaNode, graph: SchemaGraph): { readonly unit: Unit; readonly called: readonly SchemaNode[] } {
    const known = this.#units.get(node);
    if (known !== undefined) return known;
    const { calls: called, ...written } = new UnitWriter(graph, node, this.#outlines).write();
    const unit = { ...written, place: this.#placeOf(node), calls: called.map((next) => this.#placeOf(next)) };
    this.#units.set(node, { unit, called });
    return { unit, called };
  }

  #placeOf(node: SchemaNode): UnitPlace {
    const place = this.#places.get(node) ?? { location: node.location };
    this.#places.set(node, place);
    return place;
  }
}

class UnitWriter {
  readonly #graph: SchemaGraph;
  readonly #node: SchemaNode;
  readonly #outlines: Outlines;
  readonly #calls = new Map<SchemaNode, number>();

  constructor(graph: SchemaGraph, node: SchemaNode, outlines: Outlines) {
    this.#graph = graph;
    this.#node = node;
    this.#outlines = outlines;
  }

  write(): Omit<Unit, 'place' | 'calls'> & { readonly calls: readonly SchemaNode[] } {
    return { schema: this.#write(this.#node), calls: [...this.#calls.keys()] };
  }

  #write(node: SchemaNode): JsonValue {
    const { schema } = node;
    if (typeof schema === 'boolean') return schema;
    const written: [string, JsonValue][] = [];
    for (const keyword of Object.keys(schema)) if (ASSERTIONS.has(keyword)) written.push([keyword, schema[keyword] as JsonValue]);
    if (node.children.size + node.references.length === 0) return Object.fromEntries(written);
    for (const [keyword, children] of node.children) {
      const name = modernName(node, keyword);
      if (name === undefined) continue;
      written.push([name, this.#writeChildren(schema[keyword], children)]);
      if (name === 'prefixItems' && name !== keyword) written.push([LISTED_ITEMS, true]);
    }
    return { ...this.#withReferences(node, Object.fromEntries(written)), ...outlinesOf(node, this.#outlines), ...this.#planOf(node) };
  }

  #writeChildren(value: JsonValue | undefined, children: Children): JsonValue {
    if (children.kind === 'schema') return this.#write(children.node);
    if (children.kind === 'list') return children.nodes.map((child) => this.#write(child));
    // Beside schemas `dependencies` holds lists of names, which are no children.
    const members: [string, JsonValue][] = [];
    for (const name of Object.keys(value ?? {})) {
      const child = children.nodes.get(name);
      members.push([name, child === undefined ? ((value as JsonObject)[name] as JsonValue) : this.#write(child)]);
    }
    return Object.fromEntries(members);
  }

  #withReferences(node: SchemaNode, written: JsonObject): JsonObject {
    const calls = node.references.map((reference) => ({ [CALL]: this.#call(this.#targetOf(node, reference)) }));
    if (calls.length <= 1) return { ...written, ...calls[0] };
    const others = Array.isArray(written['allOf']) ? (written['allOf'] as readonly JsonValue[]) : [];
    return { ...written, allOf: [...others, ...calls] };
  }

  /** What the other keywords evaluated, for the two that look at it. */
  #planOf(node: SchemaNode): JsonObject {
    if (!UNEVALUATED.some((keyword) => node.children.has(keyword))) return {};
    const plan = planEvaluation(node, {
      callOf: (branch) => this.#call(branch),
      targetsOf: (from) => from.references.map((reference) => this.#targetOf(from, reference)),
    });
    return { [EVALUATED]: plan };
  }

  #call(target: SchemaNode): number {
    const known = this.#calls.get(target) ?? this.#calls.size;
    this.#calls.set(target, known);
    return known;
  }

  #targetOf(node: SchemaNode, reference: SchemaNode['references'][number]): SchemaNode {
    const target = referencedBy(reference, this.#graph);
    if (target !== undefined) return target;
    const message = `the ${reference.keyword} ${JSON.stringify(reference.text)} at ${JSON.stringify(node.location)} leads to different schemas depending on the way in, which generated validators cannot follow yet; use $ref there, or give the root the $dynamicAnchor`;
    throw new RegistryError('schema_invalid', message, { data: { pointer: node.location } });
  }
}

/** How 2020-12 calls a keyword with subschemas; undefined if it judges nothing. */
function modernName(node: SchemaNode, keyword: string): string | undefined {
  if (HOLDERS.has(keyword)) return undefined;
  const list = node.children.get('items');
  if (keyword === 'items' && list?.kind === 'list') return list.nodes.length === 0 ? undefined : 'prefixItems';
  if (keyword !== 'additionalItems') return keyword;
  return list?.kind === 'list' ? 'items' : undefined;
}

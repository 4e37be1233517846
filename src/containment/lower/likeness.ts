import { canonicalJson } from '../../core/json/canonical.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { isAnnotation, isKeyword } from '../dialect/keywords.ts';
import type { Term } from '../form/term.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import type { Children, SchemaNode } from '../resolve/node.ts';
import type { Origin } from './site.ts';

/** What one subschema says by itself, and the subschemas that it says the rest with. */
interface Outline {
  readonly text: string;
  readonly parts: readonly SchemaNode[];
}

/**
 * Which subschemas of several documents say the same: they are written alike, annotations and names of definitions aside, and
 * so is everything that they lead to, however often that leads back. Each is read once, and what is read once is one term on
 * both sides. Only for graphs without dynamic references; worked out at the first subschema that leads back to itself, since
 * the terms of others are the same anyway. Subschemas times the length of the longest way on which two of them differ.
 */
export class Likeness {
  readonly #graphs: readonly SchemaGraph[];
  #numbers: ReadonlyMap<SchemaNode, number> | undefined;
  readonly #read = new Map<SchemaNode, Term>();
  readonly #terms = new Map<number, Term>();
  readonly #origins = new Map<number, Origin>();

  constructor(graphs: readonly SchemaGraph[]) {
    this.#graphs = graphs;
  }

  /** A number that it shares with those that say the same. */
  numberOf(node: SchemaNode): number | undefined {
    if (this.#numbers === undefined) {
      this.#numbers = numbersOf(this.#graphs.flatMap(({ nodes }) => nodes));
      for (const [known, term] of this.#read) this.#remember(known, term);
    }
    return this.#numbers.get(node);
  }

  /** What was read of a subschema that says the same. */
  termOf(node: SchemaNode): Term | undefined {
    const number = this.#numbers?.get(node);
    return number === undefined ? undefined : this.#terms.get(number);
  }

  remember(node: SchemaNode, term: Term): void {
    if (this.#numbers === undefined) this.#read.set(node, term);
    else this.#remember(node, term);
  }

  /** Remember where a term first came from, in whichever document. */
  note(term: Term, origin: Origin): void {
    if (!this.#origins.has(term.id)) this.#origins.set(term.id, origin);
  }

  /** Where a graph says what a term, which may have been read in another one, first came from. */
  originIn(graph: SchemaGraph, term: Term): Origin | undefined {
    const origin = this.#origins.get(term.id);
    const number = origin && this.#numbers?.get(origin.node);
    const node = number === undefined ? undefined : graph.nodes.find((other) => this.#numbers?.get(other) === number);
    return node && { node, keyword: origin?.keyword };
  }

  #remember(node: SchemaNode, term: Term): void {
    const number = this.#numbers?.get(node);
    if (number !== undefined && !this.#terms.has(number)) this.#terms.set(number, term);
  }
}

/** Looks at subschemas, over all rounds. */
const MAX_LOOKS = 400_000;

/**
 * The coarsest partition that no part tells apart: by what is written, then by the numbers of the parts until no more come.
 * Before that, equal numbers mean nothing: none are given where it takes more than 400,000 looks.
 */
function numbersOf(nodes: readonly SchemaNode[]): ReadonlyMap<SchemaNode, number> {
  const outlines = nodes.map(outlineOf);
  let numbers = numbered(nodes, (index) => outlines[index]?.text ?? '');
  let looks = 0;
  for (let count = 0; count < numbers.count;) {
    looks += nodes.length;
    if (looks > MAX_LOOKS) return new Map();
    count = numbers.count;
    const { of } = numbers;
    numbers = numbered(nodes, (index) => `${of.get(nodes[index] as SchemaNode)} ${outlines[index]?.parts.map((part) => of.get(part)).join(' ')}`);
  }
  return numbers.of;
}

function numbered(nodes: readonly SchemaNode[], textOf: (index: number) => string): { readonly of: Map<SchemaNode, number>; readonly count: number } {
  const known = new Map<string, number>();
  const of = new Map<SchemaNode, number>();
  for (const [index, node] of nodes.entries()) {
    const text = textOf(index);
    const number = known.get(text) ?? known.size;
    known.set(text, number);
    of.set(node, number);
  }
  return { of, count: known.size };
}

/** Names that lead to a subschema, and places that only hold some: what is referred to counts where it is. */
const SILENT: ReadonlySet<string> = new Set([
  ...['$id', '$anchor', '$dynamicAnchor', '$recursiveAnchor', '$ref', '$recursiveRef', '$dynamicRef'],
  ...['$defs', 'definitions', 'contentSchema'],
]);

function outlineOf({ schema, resource, children, references }: SchemaNode, index: number): Outline {
  if (typeof schema === 'boolean') return { text: String(schema), parts: [] };
  const { dialect, assertsFormats } = resource.reading;
  const parts: SchemaNode[] = [];
  const words = Object.keys(schema)
    .filter((keyword) => isKeyword(keyword, dialect) && !isAnnotation(keyword) && !SILENT.has(keyword))
    .toSorted()
    .map((keyword) => `${JSON.stringify(keyword)}:${valueText(schema[keyword] as JsonValue, children.get(keyword), parts)}`);
  // What leads nowhere is like nothing else.
  const targets = references.map(({ target }) => (target === undefined ? `nowhere ${index}` : 'target'));
  for (const { target } of references) if (target !== undefined) parts.push(target);
  return { text: [dialect, assertsFormats, ...words, ...targets].join('\n'), parts };
}

/** The value of a keyword, with a mark where a subschema stands. */
function valueText(value: JsonValue, children: Children | undefined, parts: SchemaNode[]): string {
  if (children === undefined) return canonicalJson(value);
  if (children.kind === 'schema') {
    parts.push(children.node);
    return 'schema';
  }
  if (children.kind === 'list') {
    parts.push(...children.nodes);
    return `list ${children.nodes.length}`;
  }
  const members = isJsonObject(value) ? Object.keys(value).toSorted() : [];
  return members
    .map((name) => `${JSON.stringify(name)} ${memberText(children.nodes.get(name), (value as Record<string, JsonValue>)[name], parts)}`)
    .join();
}

function memberText(node: SchemaNode | undefined, value: JsonValue | undefined, parts: SchemaNode[]): string {
  if (node === undefined) return canonicalJson(value ?? null);
  parts.push(node);
  return 'schema';
}

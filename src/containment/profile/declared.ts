import type { Effort } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { isJsonObject } from '../../core/json/value.ts';
import { PatternCache } from '../language/pattern.ts';
import { inPlaceClosure } from '../resolve/cycles.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { itemAt, itemsOf } from '../resolve/items.ts';
import { childMap, childSchema, type SchemaNode } from '../resolve/node.ts';

/**
 * Declared(W) at one instance location: which member names its objects may have, and what holds below.
 *
 * It says nothing about values that are neither objects nor arrays. Shapes are interned: the same set of subschemas is
 * the same shape, so recursive schemas give cyclic shapes, finitely many.
 */
export interface DeclaredShape {
  /** Shapes with the same id declare the same. */
  readonly id: number;
  /** Any name is allowed: nothing is declared here, or the author asked for a map. */
  readonly isOpen: boolean;
  /** Every name that is mentioned, sorted; allowed whatever `patterns` say. */
  readonly names: readonly string[];
  /** A name with a match of one of them is allowed. */
  readonly patterns: readonly string[];
  /** The subschema that declares the members, for reports. */
  readonly location: string;
  /** The subschemas that it was made of: what making it cost. */
  readonly size: number;
  /** Whether an object may have a member of this name. */
  allows(name: string, effort?: Effort): boolean;
  /** What holds for the value of the member `name`; undefined: everything. */
  member(name: string, effort?: Effort): DeclaredShape | undefined;
  /** The same for a name that is not in `names` and matches exactly these of `patterns`; none: the rest, if open. */
  others(matched: readonly string[]): DeclaredShape | undefined;
  /** Items from this index on all have the shape `item(prefixLength)`. */
  readonly prefixLength: number;
  item(index: number): DeclaredShape | undefined;
}

/**
 * The shape Declared(W) of the root of a graph; see `rules.md` 13 and "Open content" in the design.
 *
 * A location is closed where some subschema that judges it has a name in `properties` or a pattern in
 * `patternProperties`. Names are collected over all branches, so the shape does not depend on which one holds:
 * `properties`, `required`, `dependentRequired`, `dependentSchemas`, `dependencies`. A schema or `true` at
 * `additionalProperties` or `unevaluatedProperties` opens it. Shapes are made on demand; more than `maxShapes`
 * (default 20,000) throw `schema_too_large`.
 */
export function declaredShape(graph: SchemaGraph, options: { readonly maxShapes?: number } = {}): DeclaredShape {
  if (options.maxShapes !== undefined) return makeShape(graph, options.maxShapes);
  const known = SHAPES.get(graph) ?? makeShape(graph, 20_000);
  SHAPES.set(graph, known);
  return known;
}

// A graph never changes, and is asked about for each question and by its judge.
const SHAPES = new WeakMap<SchemaGraph, DeclaredShape>();

function makeShape(graph: SchemaGraph, maxShapes: number): DeclaredShape {
  const shapes = new ShapeTable(graph, maxShapes);
  return shapes.of([graph.root]) ?? new Shape(shapes, -1, [graph.root]);
}

// For a name against a pattern, beside what the matcher spends.
const PATTERN_UNITS = 3;

/** @internal */
class ShapeTable {
  readonly patterns = new PatternCache();
  readonly #graph: SchemaGraph;
  readonly #maxShapes: number;
  readonly #shapes = new Map<string, Shape>();
  readonly #ids = new Map<string, number>();
  /** By the ids of the subschemas that were asked about, which are one mostly. */
  readonly #known = new Map<string, Shape>();

  constructor(graph: SchemaGraph, maxShapes: number) {
    this.#graph = graph;
    this.#maxShapes = maxShapes;
  }

  of(nodes: readonly SchemaNode[]): Shape | undefined {
    if (nodes.every(declaresNothing)) return undefined;
    const asked = nodes.map(({ id }) => id).join(' ');
    const shape = this.#known.get(asked) ?? this.#shapeOf(inPlaceClosure(nodes, this.#graph.resources));
    this.#known.set(asked, shape);
    return shape;
  }

  #shapeOf(closure: readonly SchemaNode[]): Shape {
    const key = closure.map(({ id }) => id).join(' ');
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    if (this.#shapes.size >= this.#maxShapes) {
      throw new RegistryError('schema_too_large', `the declared members of the schema make more than ${this.#maxShapes} shapes; split it`);
    }
    const shape = new Shape(this, this.#idOf(closure), closure);
    this.#shapes.set(key, shape);
    return shape;
  }

  /** The same for the same declarations, whatever references lead to them. */
  #idOf(closure: readonly SchemaNode[]): number {
    const key = closure
      .filter((node) => !isSilent(node))
      .map(({ id }) => id)
      .toSorted((a, b) => a - b)
      .join(' ');
    const id = this.#ids.get(key) ?? this.#ids.size;
    this.#ids.set(key, id);
    return id;
  }
}

class Shape implements DeclaredShape {
  readonly id: number;
  readonly isOpen: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly location: string;
  readonly size: number;
  readonly prefixLength: number;
  readonly #table: ShapeTable;
  readonly #nodes: readonly SchemaNode[];
  readonly #nameSet: ReadonlySet<string>;
  readonly #members = new Map<string, DeclaredShape | undefined>();
  readonly #others = new Map<string, DeclaredShape | undefined>();
  readonly #items = new Map<number, DeclaredShape | undefined>();
  /** The subschemas that may say what a member is in: by its name, and whatever its name. */
  readonly #speaking = new Map<string, SchemaNode[]>();
  readonly #othersSpeaking: readonly SchemaNode[];

  constructor(table: ShapeTable, id: number, nodes: readonly SchemaNode[]) {
    const declaring = nodes.find((node) => childMap(node, 'properties').size + childMap(node, 'patternProperties').size > 0);
    this.id = id;
    this.isOpen = declaring === undefined || nodes.some(isMap);
    this.#nameSet = new Set(nodes.flatMap(mentionedNames));
    this.names = [...this.#nameSet].toSorted();
    this.patterns = [...new Set(nodes.flatMap((node) => [...childMap(node, 'patternProperties').keys()]))].toSorted();
    this.location = (declaring ?? nodes[0])?.location ?? '';
    this.size = nodes.length;
    this.prefixLength = Math.max(0, ...nodes.map((node) => itemsOf(node).prefix.length));
    this.#table = table;
    this.#nodes = nodes;
    this.#othersSpeaking = nodes.filter(speaksOfOthers);
    for (const node of nodes) if (!speaksOfOthers(node)) this.#note(node);
  }

  #note(node: SchemaNode): void {
    for (const name of childMap(node, 'properties').keys()) {
      const known = this.#speaking.get(name);
      if (known === undefined) this.#speaking.set(name, [node]);
      else known.push(node);
    }
  }

  // Only what the schema names is kept: names of instances have no end.
  member(name: string, effort?: Effort): DeclaredShape | undefined {
    const isNamed = this.#nameSet.has(name);
    if (isNamed && this.#members.has(name)) return this.#members.get(name);
    const matched = this.#matched(name, effort);
    if (!isNamed) return this.others(matched);
    const shape = this.#below(name, new Set(matched));
    this.#members.set(name, shape);
    return shape;
  }

  others(matched: readonly string[]): DeclaredShape | undefined {
    const key = matched.length === 0 ? '' : JSON.stringify(matched);
    if (!this.#others.has(key)) this.#others.set(key, this.#below(undefined, new Set(matched)));
    return this.#others.get(key);
  }

  allows(name: string, effort?: Effort): boolean {
    if (this.isOpen || this.#nameSet.has(name)) return true;
    effort?.spend(this.patterns.length * PATTERN_UNITS);
    return this.patterns.some((pattern) => this.#table.patterns.get(pattern)(name, effort));
  }

  #matched(name: string, effort: Effort | undefined): string[] {
    effort?.spend(this.patterns.length * PATTERN_UNITS);
    return this.patterns.filter((pattern) => this.#table.patterns.get(pattern)(name, effort));
  }

  item(index: number): DeclaredShape | undefined {
    const at = Math.min(index, this.prefixLength);
    if (!this.#items.has(at)) this.#items.set(at, this.#itemAt(at));
    return this.#items.get(at);
  }

  #itemAt(index: number): DeclaredShape | undefined {
    const evaluated = this.#nodes.flatMap((node) => itemAt(node, index) ?? []);
    const rest = evaluated.length > 0 ? [] : this.#nodes.flatMap((node) => childSchema(node, 'unevaluatedItems') ?? []);
    return this.#table.of([...evaluated, ...rest, ...this.#nodes.flatMap((node) => childSchema(node, 'contains') ?? [])]);
  }

  /** `unevaluatedProperties` counts only where no other keyword of the location names the member. */
  #below(name: string | undefined, matched: ReadonlySet<string>): DeclaredShape | undefined {
    const speaking = [...this.#othersSpeaking, ...(name === undefined ? [] : (this.#speaking.get(name) ?? []))];
    const evaluated = speaking.flatMap((node) => memberNodes(node, name, matched));
    if (evaluated.length > 0) return this.#table.of(evaluated);
    return this.#table.of(this.#nodes.flatMap((node) => childSchema(node, 'unevaluatedProperties') ?? []));
  }
}

/** Without subschemas, nothing says what members or items there may be: most subschemas are of one text or number. */
function declaresNothing({ children, references }: SchemaNode): boolean {
  return children.size === 0 && references.length === 0;
}

/** What a subschema says about members and items by itself; what the others have to say is with the ones that they lead to. */
const TELLING = [
  ...['properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties'],
  ...['required', 'dependentRequired', 'dependentSchemas', 'dependencies'],
  ...['items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'contains'],
];

function isSilent({ schema }: SchemaNode): boolean {
  return typeof schema === 'boolean' || !TELLING.some((keyword) => Object.hasOwn(schema, keyword));
}

function speaksOfOthers({ children }: SchemaNode): boolean {
  return children.has('patternProperties') || children.has('additionalProperties');
}

function memberNodes(node: SchemaNode, name: string | undefined, matched: ReadonlySet<string>): SchemaNode[] {
  const own = name === undefined ? undefined : childMap(node, 'properties').get(name);
  const found = own === undefined ? [] : [own];
  for (const [pattern, child] of childMap(node, 'patternProperties')) if (matched.has(pattern)) found.push(child);
  const additional = childSchema(node, 'additionalProperties');
  return found.length === 0 && additional !== undefined ? [additional] : found;
}

function mentionedNames(node: SchemaNode): string[] {
  const { schema } = node;
  if (typeof schema === 'boolean') return [];
  const names = [...childMap(node, 'properties').keys(), ...strings(schema['required'])];
  for (const keyword of ['dependentRequired', 'dependentSchemas', 'dependencies']) names.push(...dependencyNames(schema, keyword));
  return names;
}

function dependencyNames(schema: JsonObject, keyword: string): string[] {
  const map = schema[keyword];
  return isJsonObject(map) ? Object.entries(map).flatMap(([name, needed]) => [name, ...strings(needed)]) : [];
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** An author who writes a schema, or `true`, for the rest of the members means a map. */
function isMap(node: SchemaNode): boolean {
  return ['additionalProperties', 'unevaluatedProperties'].some((keyword) => {
    const rest = childSchema(node, keyword);
    return rest !== undefined && rest.schema !== false;
  });
}

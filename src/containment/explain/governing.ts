import { appendPointer, formatPointer, parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { itemAt } from '../resolve/items.ts';
import { childList, childMap, childSchema, type SchemaNode } from '../resolve/node.ts';

/** A keyword of a schema with its place. */
export interface Keyword {
  readonly value: JsonValue;
  readonly location: string;
}

/** The subschemas that judge one place of an instance. */
export interface Governing {
  /** Those that members and items lead to. */
  readonly entries: readonly SchemaNode[];
  /** With all that they refer to and combine; outermost first. */
  readonly nodes: readonly SchemaNode[];
}

export interface GovernedBy {
  readonly graph: SchemaGraph;
  readonly matches: (pattern: string, name: string) => boolean;
  /** Whether a subschema takes a value. */
  readonly accepts: (node: SchemaNode, value: JsonValue) => boolean;
}

/**
 * What a schema says about the places of one instance. Of unions only the branches that accept the value there count,
 * unless none does; only those on the way to a place are asked.
 */
export class GovernedInstance {
  readonly #schema: GovernedBy;
  readonly #instance: JsonValue;
  readonly #known = new Map<string, Governing>();

  constructor(schema: GovernedBy, instance: JsonValue) {
    this.#schema = schema;
    this.#instance = instance;
  }

  at(pointer: string): Governing {
    const known = this.#known.get(pointer);
    if (known !== undefined) return known;
    const entries = this.#entries(pointer);
    const governing = { entries, nodes: this.#inPlace(entries, valueAtPointer(this.#instance, pointer)) };
    this.#known.set(pointer, governing);
    return governing;
  }

  #entries(pointer: string): readonly SchemaNode[] {
    const steps = parsePointer(pointer) ?? [];
    const last = steps.at(-1);
    if (last === undefined) return [this.#schema.graph.root];
    const around = formatPointer(steps.slice(0, -1));
    const isArray = Array.isArray(valueAtPointer(this.#instance, around));
    const { nodes } = this.at(around);
    return [...new Set(nodes.flatMap((node) => (isArray ? (itemAt(node, Number(last)) ?? []) : membersAt(node, last, this.#schema.matches))))];
  }

  #inPlace(nodes: readonly SchemaNode[], value: JsonValue | undefined): readonly SchemaNode[] {
    const all = new Set(nodes);
    for (const node of all) for (const next of this.#beside(node, value)) all.add(next);
    return [...all];
  }

  /** The subschemas that judge the same value on behalf of `node`. */
  #beside(node: SchemaNode, value: JsonValue | undefined): readonly SchemaNode[] {
    const targets = node.references.flatMap(({ target }) => target ?? []);
    if (node.children.size === 0) return targets;
    const branches = ['anyOf', 'oneOf'].flatMap((keyword) => this.#fitting(childList(node, keyword), value));
    const dependent = ['dependentSchemas', 'dependencies'].flatMap((keyword) => [...childMap(node, keyword)]);
    return [
      ...targets,
      ...childList(node, 'allOf'),
      ...branches,
      ...this.#conditional(node, value),
      ...dependent.filter(([name]) => hasMember(value, name)).map(([, child]) => child),
    ];
  }

  #conditional(node: SchemaNode, value: JsonValue | undefined): readonly SchemaNode[] {
    const condition = childSchema(node, 'if');
    if (condition === undefined) return [];
    const holds = value === undefined ? undefined : this.#schema.accepts(condition, value);
    const chosen = [...(holds === false ? [] : ['then']), ...(holds === true ? [] : ['else'])];
    return chosen.flatMap((keyword) => childSchema(node, keyword) ?? []);
  }

  #fitting(branches: readonly SchemaNode[], value: JsonValue | undefined): readonly SchemaNode[] {
    if (branches.length < 2 || value === undefined) return branches;
    const fitting = branches.filter((branch) => this.#schema.accepts(branch, value));
    return fitting.length === 0 ? branches : fitting;
  }
}

function hasMember(value: JsonValue | undefined, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name);
}

function membersAt(node: SchemaNode, name: string, matches: GovernedBy['matches']): readonly SchemaNode[] {
  const member = childMap(node, 'properties').get(name);
  const matching = patternsAt(node, name, matches);
  const named = [...(member === undefined ? [] : [member]), ...matching.values()];
  const rest = childSchema(node, 'additionalProperties');
  return named.length > 0 || rest === undefined ? named : [rest];
}

/** The subschemas of `patternProperties` that judge a member, by their patterns. */
export function patternsAt(node: SchemaNode, name: string, matches: GovernedBy['matches']): ReadonlyMap<string, SchemaNode> {
  return new Map([...childMap(node, 'patternProperties')].filter(([pattern]) => matches(pattern, name)));
}

/** What `nodes` say with keywords. */
export function keywordsOf(nodes: readonly SchemaNode[], keywords: readonly string[]): Keyword[] {
  return nodes.flatMap(({ schema, location }) =>
    keywords.flatMap((keyword) => {
      const value = typeof schema === 'object' ? schema[keyword] : undefined;
      return value === undefined ? [] : [{ value, location: appendPointer(location, keyword) }];
    }),
  );
}

import type { FormatMode } from '../../core/compatibility.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { Reason, ReasonCode } from '../../core/verdict.ts';
import type { Membership } from '../form/holds.ts';
import type { Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { referenceTarget, type Resource, type SchemaNode, type SchemaReference } from '../resolve/node.ts';
import { lowerArrays } from './arrays.ts';
import type { Likeness } from './likeness.ts';
import { lowerLogic } from './logic.ts';
import { lowerObjects } from './objects.ts';
import { lowerScalars } from './scalars.ts';
import { locationOf, type Origin, type Site } from './site.ts';
import { lowerUnevaluated } from './unevaluated.ts';

/** What is known of terms while a schema is read. */
export interface Insight {
  readonly terms: Terms;
  readonly membership: Membership;
  /** Whether surely no value is in two of `branches`, so that `oneOf` is as good as `anyOf`. */
  areAllDisjoint(branches: readonly Term[]): boolean;
}

export interface LoweringOptions {
  readonly side: 'writer' | 'reader';
  readonly formats: FormatMode;
  /** Subschemas whose `false` at `additionalProperties` or `unevaluatedProperties` is read as `true`. */
  readonly opened?: ReadonlySet<SchemaNode>;
  /** Subschemas in which a required member with a default counts as optional. */
  readonly defaulted?: ReadonlySet<SchemaNode>;
  /** Which subschemas of this document and of the other say the same. */
  readonly likeness?: Likeness;
  /** Asked for each `oneOf`: whether to read it as `anyOf`, given whether its branches are surely disjoint. */
  readonly readsAsAnyOf?: (node: SchemaNode, isExclusive: boolean) => boolean;
}

/** Copies of subschemas that differ only in what a dynamic reference means. */
const MAX_CLONES = 500;
/** Nesting of subschemas through references. */
const MAX_DEPTH = 500;

/**
 * Turns the subschemas of one graph into terms. What has no term yet is an opaque one, equal to nothing but itself,
 * with a reason in `reasons`: proofs stay sound, they only succeed less often.
 */
export class Lowering {
  readonly terms: Terms;
  readonly insight: Insight;
  readonly graph: SchemaGraph;
  readonly reasons: Reason[] = [];
  /** Where a term first came from. */
  readonly #origins = new Map<number, Origin>();
  /** Values that the author gives for a term: `examples` and `default`. */
  readonly samples: Map<number, readonly JsonValue[]> = new Map();
  readonly options: LoweringOptions;
  /** Whether some subschema was met again below itself. */
  isRecursive = false;
  readonly #done = new Map<string | number, Term>();
  readonly #open = new Map<string | number, number>();
  /** What was met again below itself, and so is to be defined. */
  readonly #recurring = new Set<string | number>();
  readonly #isDynamic: boolean;
  /** What terms refer to that judges the same value as they do: where that is still in work for this value, it has no meaning. */
  readonly #returns = new Map<string | number, ReadonlySet<string | number>>();
  /** The same of the subschema in work. */
  #returning = new Set<string | number>();
  #clones = 0;
  #level = 0;

  constructor(graph: SchemaGraph, insight: Insight, options: LoweringOptions) {
    this.graph = graph;
    this.insight = insight;
    this.terms = insight.terms;
    this.options = options;
    this.#isDynamic = graph.nodes.some((node) => node.references.some((reference) => reference.dynamicAnchor !== undefined));
  }

  root(): Term {
    return this.lower(this.graph.root, []);
  }

  /** The term of a subschema that judges the same value. `scope`: the resources entered so far, outermost first. */
  lower(node: SchemaNode, scope: readonly Resource[]): Term {
    const inner = this.#isDynamic ? entered(scope, node.resource) : scope;
    const key = this.#keyOf(node, inner);
    const known = this.#done.get(key);
    if (known !== undefined) return this.#isDynamic ? this.#again(known, node, inner) : known;
    const openAt = this.#open.get(key);
    if (openAt !== undefined) return this.#recur(node, inner, openAt);
    const alike = this.#likeness?.termOf(node);
    if (alike !== undefined) return this.#lowered(key, node, alike);
    if (isLeaf(node)) return this.#lowered(key, node, this.#lowerNew(node, inner));
    if (this.#open.size >= MAX_DEPTH) return this.opaque(node, inner, 'budget_steps', 'the schema nests too deep through references');
    this.#open.set(key, this.#level);
    const outer = this.#returning;
    this.#returning = new Set();
    const term = this.#onceFor(node, this.#lowerNew(node, inner));
    this.#open.delete(key);
    this.#returns.set(key, this.#returning);
    this.#returning = new Set([...outer, ...this.#returning]);
    if (this.#recurring.has(key)) this.terms.define(this.#targetOf(key), term);
    return this.#lowered(key, node, term);
  }

  /** Undefined where what a subschema means depends on the way in. */
  get #likeness(): Likeness | undefined {
    return this.#isDynamic ? undefined : this.options.likeness;
  }

  /** The term of the first that says the same, which what lies within `node` may be. A reference to it says less at first sight. */
  #onceFor(node: SchemaNode, term: Term): Term {
    if (term.kind === 'ref') return term;
    const alike = this.#likeness?.termOf(node);
    if (alike === undefined) this.#likeness?.remember(node, term);
    return alike ?? term;
  }

  #lowered(key: string | number, node: SchemaNode, term: Term): Term {
    this.#done.set(key, term);
    return this.note(term, node);
  }

  /** The term of a subschema that judges a member, an item or a name. */
  lowerBelow(node: SchemaNode, scope: readonly Resource[]): Term {
    const outer = this.#returning;
    this.#returning = new Set();
    this.#level += 1;
    const term = this.lower(node, scope);
    this.#level -= 1;
    this.#returning = outer;
    return term;
  }

  /** A term that was made where it judged another value than what it refers to may judge the same one here. */
  #again(term: Term, node: SchemaNode, scope: readonly Resource[]): Term {
    const reached = new Set(this.#returns.get(this.#keyOf(node, scope)));
    for (const key of reached) {
      if (this.#open.get(key) === this.#level) return this.#leadingBack(node, scope);
      for (const next of this.#returns.get(key) ?? []) reached.add(next);
      this.#returning.add(key);
    }
    return term;
  }

  lowerReference(reference: SchemaReference, node: SchemaNode, scope: readonly Resource[]): Term {
    const target = referenceTarget(reference, scope);
    if (target === undefined)
      return this.opaque(node, scope, 'unresolved_ref', `the ${reference.keyword} ${JSON.stringify(reference.text)} leads to nothing that was given`);
    return this.lower(target, scope);
  }

  /** A term that stands for what cannot be looked into. In another scope the same subschema may mean something else. */
  opaque(node: SchemaNode, scope: readonly Resource[], code: ReasonCode, what: string): Term {
    const { side } = this.options;
    const location = side === 'writer' ? { writerLocation: node.location } : { readerLocation: node.location };
    const message = `${what}, at ${JSON.stringify(node.location)} of the ${side}`;
    if (!this.reasons.some((reason) => reason.message === message)) this.reasons.push({ code, message, ...location });
    return this.terms.opaque(`${this.#targetOf(this.#keyOf(node, scope))} ${code} ${what}`);
  }

  /** What `additionalProperties` or `unevaluatedProperties` says about the value of a member. */
  lowerRest(node: SchemaNode, child: SchemaNode, scope: readonly Resource[]): Term {
    if (child.schema === false && this.options.opened?.has(node) === true) return this.terms.any;
    return this.lowerBelow(child, scope);
  }

  /** Remember the location of a term, unless it is known from elsewhere. */
  note(term: Term, node: SchemaNode, keyword?: string): Term {
    if (this.#origins.has(term.id)) return term;
    const origin = { node, keyword };
    this.#origins.set(term.id, origin);
    this.#likeness?.note(term, origin);
    return term;
  }

  /** Where a term first came from, as a location in the document. */
  originOf(term: Term): string | undefined {
    const origin = this.#origins.get(term.id) ?? this.#likeness?.originIn(this.graph, term);
    return origin && locationOf(origin);
  }

  #lowerNew(node: SchemaNode, scope: readonly Resource[]): Term {
    const { schema } = node;
    if (typeof schema === 'boolean') return schema ? this.terms.any : this.terms.none;
    const site: Site = { lowering: this, node, schema, scope, terms: this.terms };
    const assertsFormats = this.options.formats === 'assert' || node.resource.reading.assertsFormats;
    const parts = lowerScalars(site, assertsFormats);
    const add = (more: readonly Term[]): void => {
      for (const part of more) parts.push(part);
    };
    add(lowerObjects(site));
    add(lowerArrays(site));
    for (const reference of node.references) parts.push(this.lowerReference(reference, node, scope));
    if (node.children.size > 0) {
      add(lowerLogic(site));
      add(lowerUnevaluated(site));
    }
    const term = this.terms.and(parts);
    this.#sample(term, schema);
    return term;
  }

  #sample(term: Term, schema: JsonObject): void {
    const { examples, default: preset } = schema;
    if (examples === undefined && preset === undefined) return;
    const values = [...(Array.isArray(examples) ? examples : []), ...(preset === undefined ? [] : [preset])];
    if (values.length > 0) this.samples.set(term.id, [...(this.samples.get(term.id) ?? []), ...values]);
  }

  #keyOf(node: SchemaNode, scope: readonly Resource[]): string | number {
    if (!this.#isDynamic) return node.id;
    return `${node.id} ${scope.map((resource) => resource.root.id).join(' ')}`;
  }

  // What both documents say alike has one name. One document may be read twice, with more and with fewer parts of it loosened.
  #targetOf(key: string | number): string {
    const { side, opened, defaulted, readsAsAnyOf } = this.options;
    const alike = typeof key === 'number' ? this.#likeness?.numberOf(this.graph.nodes[key] as SchemaNode) : undefined;
    if (alike !== undefined) return `both ${alike}`;
    const reading = readsAsAnyOf !== undefined ? ' hopefully' : (opened ?? defaulted) !== undefined ? ' loosened' : '';
    return `${side}${reading} ${key}`;
  }

  #recur(node: SchemaNode, scope: readonly Resource[], openAt: number): Term {
    if (openAt === this.#level) return this.#leadingBack(node, scope);
    this.#clones += 1;
    if (this.#isDynamic && this.#clones > MAX_CLONES)
      return this.opaque(node, scope, 'dynamic_ref', 'there are too many ways to reach the dynamic references');
    this.isRecursive = true;
    const key = this.#keyOf(node, scope);
    this.#recurring.add(key);
    if (this.#isDynamic) this.#returning.add(key);
    return this.terms.ref(this.#targetOf(key));
  }

  #leadingBack(node: SchemaNode, scope: readonly Resource[]): Term {
    return this.opaque(node, scope, 'dynamic_ref', 'the schema leads back to itself through a dynamic reference');
  }
}

/** Most subschemas lead to no other. */
function isLeaf({ children, references }: SchemaNode): boolean {
  return children.size === 0 && references.length === 0;
}

// What matters of the scope is the first resource with an anchor, so a resource entered again changes nothing.
function entered(scope: readonly Resource[], resource: Resource): readonly Resource[] {
  return scope.includes(resource) ? scope : [...scope, resource];
}

import { childList, childMap, childSchema, type SchemaNode } from '../../containment/index.ts';
import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';

/** The keyword beside `unevaluated*` that holds the plan of what was evaluated. */
export const EVALUATED = 'sluiceEvaluated';

export const UNEVALUATED = ['unevaluatedProperties', 'unevaluatedItems'] as const;

/**
 * Which members and items the keywords of a schema evaluate on a value that is valid under it. Names and numbers only, so
 * that it can stand within a schema: a unit is named by its number among the calls.
 */
export interface EvaluationPlan extends JsonObject {
  /** Every member. */
  readonly allMembers: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  /** Every item. */
  readonly allItems: boolean;
  /** So many items from the first. */
  readonly prefix: number;
  /** Items that are valid under one of these units. */
  readonly contained: readonly number[];
  readonly conditions: readonly ConditionalPlan[];
}

/** What holds only of some values. */
export interface ConditionalPlan extends JsonObject {
  /** The unit under which the value must be valid, or the member that it must have. */
  readonly condition: number | string;
  readonly positive: EvaluationPlan;
  /** Of the values of which it does not hold; null: nothing. */
  readonly negative: EvaluationPlan | null;
}

export interface PlanContext {
  /** The number of a subschema that is to be a unit. */
  readonly callOf: (branch: SchemaNode) => number;
  readonly targetsOf: (node: SchemaNode) => readonly SchemaNode[];
}

/**
 * Plan what the keywords beside `unevaluated*` of a schema evaluate, as 2019-09 and 2020-12 define it: nothing under `not`,
 * of branches those that are valid, and `contains` from 2020-12 on. ajv's own account of it is not that of the standard.
 */
export function planEvaluation(node: SchemaNode, context: PlanContext): EvaluationPlan {
  return new EvaluationPlanner(context, []).add(node, { withUnevaluated: false }).plan();
}

class EvaluationPlanner {
  readonly #context: PlanContext;
  /** What is being planned, outermost first. */
  readonly #path: readonly SchemaNode[];
  readonly #visited = new Set<SchemaNode>();
  readonly #names = new Set<string>();
  readonly #patterns = new Set<string>();
  readonly #contained = new Set<number>();
  readonly #conditions: ConditionalPlan[] = [];
  #allMembers = false;
  #allItems = false;
  #prefix = 0;

  constructor(context: PlanContext, path: readonly SchemaNode[]) {
    this.#context = context;
    this.#path = path;
  }

  add(node: SchemaNode, options: { readonly withUnevaluated: boolean }): this {
    this.#visit(node, this.#path, options);
    return this;
  }

  plan(): EvaluationPlan {
    return {
      allMembers: this.#allMembers,
      names: [...this.#names],
      patterns: [...this.#patterns],
      allItems: this.#allItems,
      prefix: this.#prefix,
      contained: [...this.#contained],
      conditions: this.#conditions,
    };
  }

  #visit(node: SchemaNode, path: readonly SchemaNode[], { withUnevaluated }: { readonly withUnevaluated: boolean }): void {
    if (path.includes(node)) throw endless(node);
    if (this.#visited.has(node) || typeof node.schema === 'boolean') return;
    this.#visited.add(node);
    const inside = [...path, node];
    this.#addMembers(node, withUnevaluated);
    this.#addItems(node, withUnevaluated);
    for (const always of [...childList(node, 'allOf'), ...this.#context.targetsOf(node)]) this.#visit(always, inside, { withUnevaluated: true });
    for (const branch of [...childList(node, 'anyOf'), ...childList(node, 'oneOf')]) this.#addCondition(branch, [branch], [], inside);
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      for (const [name, child] of childMap(node, keyword)) this.#addCondition(name, [child], [], inside);
    }
    this.#addIf(node, inside);
  }

  #addMembers(node: SchemaNode, withUnevaluated: boolean): void {
    for (const name of childMap(node, 'properties').keys()) this.#names.add(name);
    for (const pattern of childMap(node, 'patternProperties').keys()) this.#patterns.add(pattern);
    this.#allMembers ||= node.children.has('additionalProperties') || (withUnevaluated && node.children.has('unevaluatedProperties'));
  }

  #addItems(node: SchemaNode, withUnevaluated: boolean): void {
    const list = node.children.get('items');
    const hasRest = list?.kind === 'schema' || (list?.kind === 'list' && node.children.has('additionalItems'));
    this.#allItems ||= hasRest || (withUnevaluated && node.children.has('unevaluatedItems'));
    this.#prefix = Math.max(this.#prefix, childList(node, 'prefixItems').length, childList(node, 'items').length);
    const contains = childSchema(node, 'contains');
    if (contains !== undefined && node.resource.reading.dialect === 'draft-2020-12') this.#contained.add(this.#context.callOf(contains));
  }

  #addIf(node: SchemaNode, path: readonly SchemaNode[]): void {
    const condition = childSchema(node, 'if');
    if (condition === undefined) return;
    const consequence = childSchema(node, 'then');
    const alternative = childSchema(node, 'else');
    this.#addCondition(
      condition,
      consequence === undefined ? [condition] : [condition, consequence],
      alternative === undefined ? [] : [alternative],
      path,
    );
  }

  #addCondition(condition: SchemaNode | string, then: readonly SchemaNode[], otherwise: readonly SchemaNode[], path: readonly SchemaNode[]): void {
    const [positive, negative] = [this.#planAll(then, path), this.#planAll(otherwise, path)];
    if (isNothing(positive) && isNothing(negative)) return;
    this.#conditions.push({
      condition: typeof condition === 'string' ? condition : this.#context.callOf(condition),
      positive,
      negative: isNothing(negative) ? null : negative,
    });
  }

  #planAll(nodes: readonly SchemaNode[], path: readonly SchemaNode[]): EvaluationPlan {
    const planner = new EvaluationPlanner(this.#context, path);
    for (const node of nodes) planner.add(node, { withUnevaluated: true });
    return planner.plan();
  }
}

function isNothing({ allMembers, names, patterns, allItems, prefix, contained, conditions }: EvaluationPlan): boolean {
  return !allMembers && !allItems && prefix === 0 && [names, patterns, contained, conditions].every(({ length }) => length === 0);
}

function endless(node: SchemaNode): RegistryError {
  const message = `the schema at ${JSON.stringify(node.location)} reaches itself without entering a member or an item, so what it evaluated has no end`;
  return new RegistryError('schema_invalid', message, { data: { pointer: node.location } });
}

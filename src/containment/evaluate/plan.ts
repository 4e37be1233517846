import type { ExactValue } from '../../core/json/value.ts';
import { PatternCache } from '../language/pattern.ts';
import type { SchemaNode } from '../resolve/node.ts';
import type { Check, Plan, PlanContext } from './check.ts';
import { KEYWORDS, UNEVALUATED } from './keywords.ts';
import { Marks } from './marks.ts';
import { Outlines } from './outline.ts';
import type { Place, Report } from './report.ts';
import type { Run } from './run.ts';

/**
 * Make the planner of one schema graph; plans are made once per subschema, and their checks when an instance first reaches
 * it: most instances reach a small part of a schema.
 */
export function createPlanner(options: { readonly assertsFormats: boolean }): PlanContext {
  const plans = new Map<SchemaNode, Plan>();
  const context: PlanContext = {
    assertsFormats: options.assertsFormats,
    patterns: new PatternCache(),
    outlines: new Outlines(),
    planOf(node) {
      const known = plans.get(node);
      if (known !== undefined) return known;
      const plan = new NodePlan(node, context);
      plans.set(node, plan);
      return plan;
    },
  };
  return context;
}

class NodePlan implements Plan {
  readonly node: SchemaNode;
  readonly #context: PlanContext;
  #checks: readonly Check[] | undefined;
  #unevaluated: readonly Check[] = [];

  constructor(node: SchemaNode, context: PlanContext) {
    this.node = node;
    this.#context = context;
  }

  #prepared(): readonly Check[] {
    this.#unevaluated = planChecks(UNEVALUATED, this.node, this.#context);
    this.#checks = planChecks(KEYWORDS, this.node, this.#context);
    return this.#checks;
  }

  test(instance: ExactValue, run: Run, marks: Marks | undefined): boolean {
    if (typeof this.node.schema === 'boolean') return this.node.schema;
    const checks = this.#checks ?? this.#prepared();
    const pushed = run.enter(this.node);
    const isValid = this.#unevaluated.length === 0 ? passes(checks, instance, run, marks) : this.#testWithMarks(checks, instance, run, marks);
    run.leave(pushed);
    return isValid;
  }

  #testWithMarks(checks: readonly Check[], instance: ExactValue, run: Run, marks: Marks | undefined): boolean {
    const own = new Marks();
    const isValid = passes(checks, instance, run, own) && passes(this.#unevaluated, instance, run, own);
    if (isValid && marks !== undefined) run.merge(marks, own);
    return isValid;
  }

  explain(instance: ExactValue, report: Report, at: Place): void {
    if (typeof this.node.schema === 'boolean') return this.#explainFalse(instance, report, at);
    const checks = this.#checks ?? this.#prepared();
    const pushed = report.run.enter(this.node);
    const here = { ...at, marks: this.#unevaluated.length === 0 ? undefined : new Marks() };
    // What failed has evaluated nothing, so `unevaluated*` would only repeat it.
    if (!explainAll(checks, instance, report, here)) explainAll(this.#unevaluated, instance, report, here);
    report.run.leave(pushed);
  }

  #explainFalse(instance: ExactValue, report: Report, at: Place): void {
    if (this.node.schema === true) return;
    const { code, says } = FALSE_SCHEMAS[at.via] ?? { code: 'schema_false', says: 'no value at all' };
    report.add({ node: this.node, keyword: at.via, code, says, expected: false, location: this.node.location }, instance, at);
  }
}

/** What `false` below a keyword says. */
const FALSE_SCHEMAS: Readonly<Record<string, { readonly code: string; readonly says: string }>> = {
  properties: { code: 'property_forbidden', says: 'no such member' },
  patternProperties: { code: 'property_forbidden', says: 'no such member' },
  additionalProperties: { code: 'additional_property', says: 'no member besides those declared' },
  unevaluatedProperties: { code: 'unevaluated_property', says: 'no member besides those declared' },
  items: { code: 'additional_item', says: 'no item here' },
  prefixItems: { code: 'additional_item', says: 'no item here' },
  additionalItems: { code: 'additional_item', says: 'no item here' },
  unevaluatedItems: { code: 'unevaluated_item', says: 'no item here' },
};

function planChecks(table: typeof KEYWORDS, node: SchemaNode, context: PlanContext): Check[] {
  const { schema } = node;
  const checks: Check[] = [];
  if (typeof schema === 'boolean') return checks;
  for (const [keyword, plan] of table) {
    const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
    const check = value === undefined ? undefined : plan(node, value, context);
    if (check !== undefined) checks.push(check);
  }
  return checks;
}

function passes(checks: readonly Check[], instance: ExactValue, run: Run, marks: Marks | undefined): boolean {
  for (const check of checks) if (!check.test(instance, run, marks)) return false;
  return true;
}

/** Whether one of the checks failed. */
function explainAll(checks: readonly Check[], instance: ExactValue, report: Report, at: Place): boolean {
  let hasFailed = false;
  for (const check of checks) {
    if (report.isFull) return true;
    if (check.test(instance, report.run, at.marks)) continue;
    hasFailed = true;
    check.explain(instance, report, at);
  }
  return hasFailed;
}

import type { FormatMode } from '../../core/compatibility.ts';
import { Effort } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import { isBacktracking } from '../language/pattern.ts';
import { declaredShape } from '../profile/declared.ts';
import type { SchemaGraph } from '../resolve/graph.ts';
import { childMap, type SchemaNode } from '../resolve/node.ts';
import type { PlanContext } from './check.ts';
import { createPlanner } from './plan.ts';
import { createQuickTest, prepareQuickTest, type QuickTest } from './quick/quick.ts';
import { Report, ROOT, typeName } from './report.ts';
import { Run, tooDeep } from './run.ts';
import { createSensitivityTest } from './sensitivity.ts';
import { explainUndeclared, isDeclared } from './undeclared.ts';

export interface CompileGraphOptions {
  readonly formats?: FormatMode;
  /** `reject` judges by W ∧ Declared(W). Default `allow`. */
  readonly undeclared?: 'allow' | 'reject';
  readonly showValues?: boolean;
  /** Default true: everything is prepared at the first question. False: what questions reach, and the rest after some of them. */
  readonly isForMany?: boolean;
}

/** A schema that is planned once and judges often. Both throw `too_deep` where instance and schema nest too far. */
export interface CompiledGraph {
  /** A pattern in it is left to the host's engine, which may take exponential time, uncounted. */
  readonly mayBacktrack: boolean;
  /** Do in slices of a few milliseconds what the first question would do at once. */
  prepare(): Generator<undefined, void>;
  /** Yes or no, stopping at the first failure. */
  test(instance: ExactValue): boolean;
  /** The same by one subschema of the graph alone. */
  testAt(node: SchemaNode, instance: ExactValue): boolean;
  /**
   * With the reasons, at most `maxFindings` (default 100; 0: only yes or no). Throws `event_too_costly` where `effort` (default:
   * without limit) does not suffice to know whether it is valid; for the reasons as many are given as it suffices for, `unexplained` where that is none.
   */
  evaluate(
    instance: ExactValue,
    options?: { readonly maxFindings?: number; readonly effort?: Effort },
  ): { readonly valid: boolean; readonly findings: readonly EventFinding[] };
}

/**
 * Plan the judge of a schema: the specification's answer, with exact numbers, for each instance.
 *
 * Does not check that the schema is valid: see `findSchemaFaults`. An unresolved reference throws `reference_unresolved`
 * when an instance reaches it.
 */
export function compileGraph(graph: SchemaGraph, options: CompileGraphOptions = {}): CompiledGraph {
  const planner = plannerOf(graph, options.formats === 'assert');
  const plan = planner.planOf(graph.root);
  const shape = options.undeclared === 'reject' ? declaredShape(graph) : undefined;
  const mayShow = options.showValues === true ? createSensitivityTest(graph) : () => false;
  const quick = new QuickLater(graph, planner, options.isForMany !== false);
  let mayBacktrack: boolean | undefined;
  const isValid = (instance: ExactValue, effort: Effort): boolean => {
    const answer = quick.ask(instance, effort);
    if (answer !== undefined) return answer;
    const before = effort.spent;
    const isPassed = plan.test(instance, new Run(effort), undefined);
    quick.note(effort.spent - before);
    return isPassed;
  };
  const test = (instance: ExactValue): boolean => guarded(() => isValid(instance, new Effort()) && isDeclared(shape, instance, new Effort()));
  return {
    get mayBacktrack() {
      return (mayBacktrack ??= patternsOf(graph).some(isBacktracking));
    },
    *prepare() {
      mayBacktrack ??= yield* someBacktrack(patternsOf(graph));
      yield* quick.prepare();
    },
    test,
    testAt: (node, instance) => guarded(() => planner.planOf(node).test(instance, new Run(), undefined)),
    evaluate: (instance, { maxFindings = 100, effort = new Effort() } = {}) => {
      const isAllowed = guarded(() => isValid(instance, effort));
      if (isAllowed && guarded(() => isDeclared(shape, instance, effort))) return { valid: true, findings: [] };
      if (maxFindings === 0) return { valid: false, findings: [] };
      const report = new Report({ maxFindings, mayShow, effort });
      const isWhole = whileItSuffices(() => {
        if (!isAllowed) plan.explain(instance, report, ROOT);
        explainUndeclared(shape, plan.node, instance, report, ROOT);
      });
      return { valid: false, findings: isWhole || report.findings.length > 0 ? report.findings : [unexplained(plan.node, instance)] };
    },
  };
}

function patternsOf({ nodes }: SchemaGraph): string[] {
  const all = nodes.flatMap((node) => {
    const pattern = typeof node.schema === 'object' && Object.hasOwn(node.schema, 'pattern') ? node.schema['pattern'] : undefined;
    return [...(typeof pattern === 'string' ? [pattern] : []), ...childMap(node, 'patternProperties').keys()];
  });
  return [...new Set(all)];
}

function* someBacktrack(patterns: readonly string[]): Generator<undefined, boolean> {
  for (const [index, pattern] of patterns.entries()) {
    if (isBacktracking(pattern)) return true;
    if (index % PATTERNS_A_SLICE === 0) yield;
  }
  return false;
}

const PATTERNS_A_SLICE = 50;

// The plan makes only what an instance reaches, which is less work where few are judged, as in a search for witnesses. Of 10 to
// 3,000 units for each subschema, tried on GitHub's webhook schemas, more took less time, and from 1,000 on about the same.
const UNITS_A_NODE = 2_000;

/** The quick test, once it pays; before, or where there is none, it has no answer. */
class QuickLater {
  readonly #graph: SchemaGraph;
  readonly #planner: PlanContext;
  /** Units that the plan may take before; undefined once the quick test is made, if there is one. */
  #left: number | undefined;
  #quick: QuickTest | undefined;

  constructor(graph: SchemaGraph, planner: PlanContext, isForMany: boolean) {
    this.#left = isForMany ? 0 : graph.nodes.length * UNITS_A_NODE;
    this.#graph = graph;
    this.#planner = planner;
  }

  ask(instance: ExactValue, effort: Effort): boolean | undefined {
    if (this.#left !== undefined && this.#left <= 0) {
      this.#left = undefined;
      this.#quick = createQuickTest(this.#graph, this.#planner);
    }
    return this.#quick?.(instance, effort);
  }

  /** The plan has taken so many units. */
  note(units: number): void {
    if (this.#left !== undefined) this.#left -= units;
  }

  *prepare(): Generator<undefined, void> {
    if (this.#left === undefined) return;
    const quick = yield* prepareQuickTest(this.#graph, this.#planner);
    this.#quick ??= quick;
    this.#left = undefined;
  }
}

/** The verdict is known: reasons that would cost too much are left out. False if some were. */
function whileItSuffices(explain: () => void): boolean {
  try {
    guarded(explain);
    return true;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'event_too_costly') return false;
    throw error;
  }
}

/** In the place of reasons that were all left out. */
function unexplained({ location }: SchemaNode, instance: ExactValue): EventFinding {
  const message = 'the value: refused, and to say where takes more steps than are allowed at once; send a smaller one to be told';
  const found = { type: typeName(instance) };
  return { code: 'unexplained', message, instancePointer: '', keyword: '', keywordLocation: location, expected: null, found };
}

/** Plans are the same whatever is done with undeclared members and with values that may be shown. */
const PLANNERS = new WeakMap<SchemaGraph, { readonly annotating: PlanContext; readonly asserting: PlanContext }>();

function plannerOf(graph: SchemaGraph, assertsFormats: boolean): PlanContext {
  const known = PLANNERS.get(graph) ?? {
    annotating: createPlanner({ assertsFormats: false }),
    asserting: createPlanner({ assertsFormats: true }),
  };
  PLANNERS.set(graph, known);
  return assertsFormats ? known.asserting : known.annotating;
}

// The depth is counted, but a caller may come with most of the stack used up already.
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep('');
    throw error;
  }
}

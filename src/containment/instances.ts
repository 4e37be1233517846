import type { FormatMode } from '../core/compatibility.ts';
import type { JsonValue } from '../core/json/value.ts';
import { Budget, BudgetExhausted } from './budget.ts';
import { Prover } from './decide/prover.ts';
import { Terms } from './form/terms.ts';
import type { Term } from './form/term.ts';
import { Lowering } from './lower/lower.ts';
import type { SchemaGraph } from './resolve/graph.ts';
import type { SchemaNode } from './resolve/node.ts';
import { Solver } from './solve/solver.ts';

export interface InstancesOptions {
  /** Default `annotate`. */
  readonly formats?: FormatMode;
  /** Steps for each question. Default 5,000. */
  readonly steps?: number;
}

export interface FoundInstances {
  /** Smallest first. Values that a part of the schema decides which is not looked into are among them: have each judged. */
  readonly values: readonly JsonValue[];
  /** Whether there are no others: none at all, then, proves that no value is valid. */
  readonly isAll: boolean;
}

/** What is known of the values of subschemas of one document. Bounded and deterministic; a question that takes too long has no answer. */
export interface Instances {
  /** Up to `wanted` values that are valid under all of `nodes`. */
  find(nodes: readonly SchemaNode[], wanted: number): FoundInstances;
  /** Whether it is proved that no value is valid under all of `nodes`. */
  isEmpty(nodes: readonly SchemaNode[]): boolean;
  /** Whether `value` is surely invalid under `node`. */
  refuses(node: SchemaNode, value: JsonValue): boolean;
}

/** Ask about the subschemas of a document; what one question found out helps the next. */
export function openInstances(graph: SchemaGraph, { formats = 'annotate', steps = 5_000 }: InstancesOptions = {}): Instances {
  const prover = new Prover(new Terms(), new Budget(steps));
  const lowering = new Lowering(graph, prover, { side: 'writer', formats });

  function within<Result>(otherwise: Result, work: (budget: Budget) => Result): Result {
    const budget = new Budget(steps);
    prover.resume(budget);
    try {
      return work(budget);
    } catch (thrown) {
      if (thrown instanceof BudgetExhausted) return otherwise;
      throw thrown;
    }
  }

  const termOf = (nodes: readonly SchemaNode[]): Term => prover.terms.and(nodes.map((node) => lowering.lower(node, [])));

  const find = (nodes: readonly SchemaNode[], wanted: number): FoundInstances =>
    within<FoundInstances>({ values: [], isAll: false }, (budget) => {
      const { values, tentative, isAll } = new Solver(prover, budget).find(termOf(nodes), wanted);
      return { values: [...values, ...tentative], isAll };
    });

  return {
    find,
    isEmpty(nodes) {
      const { values, isAll } = find(nodes, 1);
      return isAll && values.length === 0;
    },
    refuses: (node, value) => within(false, () => prover.membership.holds(termOf([node]), value) === false),
  };
}

import type { ExactValue, JsonValue } from '../../core/json/value.ts';
import type { PatternCache } from '../language/pattern.ts';
import type { SchemaNode } from '../resolve/node.ts';
import type { Marks } from './marks.ts';
import type { Outlines } from './outline.ts';
import type { Place, Report } from './report.ts';
import type { Run } from './run.ts';

/** One keyword of one subschema, ready to judge. */
export interface Check {
  /** Whether the instance passes; adds to `marks`, where given, what the keyword evaluated. */
  test(instance: ExactValue, run: Run, marks: Marks | undefined): boolean;
  /** Say why it did not pass; called only then. */
  explain(instance: ExactValue, report: Report, at: Place): void;
}

/** A subschema, ready to judge. */
export interface Plan extends Check {
  readonly node: SchemaNode;
}

/** What planning a keyword needs from its surroundings. */
export interface PlanContext {
  /** The plan of a subschema; made once, so that recursion ends. */
  planOf(node: SchemaNode): Plan;
  readonly patterns: PatternCache;
  readonly outlines: Outlines;
  readonly assertsFormats: boolean;
}

/** Plan one keyword of `node`; undefined where it can never fail nor evaluate anything. */
export type PlanKeyword = (node: SchemaNode, value: JsonValue, context: PlanContext) => Check | undefined;

/** A check without subschemas: one test, one sentence. */
export interface Assertion {
  readonly node: SchemaNode;
  readonly keyword: string;
  readonly code: string;
  /** Completes "expected …". */
  readonly says: string;
  readonly expected: JsonValue;
  readonly test: (instance: ExactValue) => boolean;
}

/** @internal */
export function assertion({ test, ...what }: Assertion): Check {
  return { test: (instance) => test(instance), explain: (instance, report, at) => report.add(what, instance, at) };
}

import type { Effort } from '../../core/effort.ts';
import { Decimal } from '../../core/json/decimal.ts';
import type { ExactValue, JsonValue } from '../../core/json/value.ts';
import type { PatternCache } from '../language/pattern.ts';
import type { SchemaNode } from '../resolve/node.ts';
import type { Marks } from './marks.ts';
import type { Outlines } from './outline.ts';
import type { Place, Report } from './report.ts';
import { isArray } from './equality.ts';
import { memberUnits, type Run } from './run.ts';

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
  readonly test: (instance: ExactValue, run: Run) => boolean;
  /** What the test takes beside what it spends by itself. Default `surfaceUnits`. */
  readonly units?: (instance: ExactValue) => number;
}

/** @internal */
export function assertion(says: Assertion): Check {
  const { test, units = surfaceUnits } = says;
  return {
    test: (instance, run) => {
      run.effort.spend(units(instance));
      return test(instance, run);
    },
    explain: (instance, report, at) => report.add(says, instance, at),
  };
}

/** A look at a value: the characters of a text, the digits of a number that no double holds. */
export function surfaceUnits(instance: ExactValue): number {
  if (typeof instance === 'string') return 1 + instance.length / 16;
  return instance instanceof Decimal ? 8 + instance.digits.length / 16 : 1;
}

/** A look at no more than the type. */
export function typeUnits(): number {
  return 1;
}

const DEEP_UNITS = 8;

/** For a text of all of a value, with the names of its objects sorted: spent while it is measured, so that measuring has an end as well. */
export function spendDeep(value: ExactValue, effort: Effort): void {
  // Written with its escapes, which takes longest beyond ASCII.
  if (typeof value === 'string') effort.spend(DEEP_UNITS + value.length);
  else if (typeof value !== 'object' || value === null) effort.spend(2 * DEEP_UNITS);
  else if (value instanceof Decimal) effort.spend(2 * DEEP_UNITS + value.digits.length / 8);
  else if (isArray(value)) {
    effort.spend(DEEP_UNITS + value.length);
    for (const item of value) spendDeep(item, effort);
  } else {
    const names = Object.keys(value);
    effort.spend(DEEP_UNITS + 2 * memberUnits(names.length) + (DEEP_UNITS / 2) * names.length * Math.log2(names.length + 1));
    for (const name of names) {
      effort.spend(name.length / 2);
      spendDeep(value[name] as ExactValue, effort);
    }
  }
}

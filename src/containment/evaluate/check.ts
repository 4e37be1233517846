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
  /** Whether the test looks at all of the value, not only at its surface. Default false. */
  readonly isDeep?: boolean;
}

/** @internal */
export function assertion({ test, isDeep = false, ...what }: Assertion): Check {
  return {
    test: (instance, run) => {
      run.effort.spend(isDeep ? sizeOf(instance) : typeof instance === 'string' ? 1 + instance.length / CHARACTERS : 1);
      return test(instance);
    },
    explain: (instance, report, at) => report.add(what, instance, at),
  };
}

/** Characters that are matched in the time of a unit. */
const CHARACTERS = 16;

/** The units that it takes to look at all of a value. */
function sizeOf(value: ExactValue): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const member of Object.values(value) as ExactValue[]) size += sizeOf(member);
  return size;
}

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
  /** Whether the test makes a text of all of the value, instead of looking at its surface. Default false. */
  readonly isDeep?: boolean;
  /** Units for each character of a text. Default 1/16. */
  readonly unitsPerCharacter?: number;
}

/** @internal */
export function assertion({ test, isDeep = false, unitsPerCharacter = 1 / 16, ...what }: Assertion): Check {
  return {
    test: (instance, run) => {
      run.effort.spend(isDeep ? DEEP_UNITS * sizeOf(instance) : typeof instance === 'string' ? 1 + instance.length * unitsPerCharacter : 1);
      return test(instance);
    },
    explain: (instance, report, at) => report.add(what, instance, at),
  };
}

/** A text of a value takes so much longer than a look at it. */
const DEEP_UNITS = 6;

/** The values in a value, itself included; long texts count as several. */
function sizeOf(value: ExactValue): number {
  if (typeof value === 'string') return 1 + value.length / 64;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const member of Object.values(value) as ExactValue[]) size += sizeOf(member);
  return size;
}

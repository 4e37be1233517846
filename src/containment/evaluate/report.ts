import type { Effort } from '../../core/effort.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import type { ExactValue, JsonValue } from '../../core/json/value.ts';
import type { EventFinding, FoundValue } from '../../core/verdict.ts';
import { codePointLength } from '../language/code-points.ts';
import { isExactNumber, isInteger } from '../number/exact.ts';
import type { SchemaNode } from '../resolve/node.ts';
import { isArray, isObject } from './equality.ts';
import type { Marks } from './marks.ts';
import { Run } from './run.ts';

/** Where an explanation stands in the instance. */
export interface Place {
  readonly pointer: string;
  readonly steps: readonly (string | number)[];
  /** The keyword that led to the subschema in work: what to name where the subschema is `false`. */
  readonly via: string;
  /** What the keywords beside have evaluated here. */
  readonly marks: Marks | undefined;
}

export const ROOT: Place = { pointer: '', steps: [], via: '', marks: undefined };

/** @internal The place of a member or an item. */
export function below(at: Place, step: string | number, via: string): Place {
  return { pointer: appendPointer(at.pointer, step), steps: [...at.steps, step], via, marks: undefined };
}

/** What a keyword says about its failure. */
export interface Complaint {
  readonly node: SchemaNode;
  readonly keyword: string;
  readonly code: string;
  /** Completes "expected …". */
  readonly says: string;
  readonly expected: JsonValue;
  /** Where the complaint stands, if not at `keyword` of `node`. */
  readonly location?: string;
  /** The branches of `oneOf` that accept the value, where several do. */
  readonly branches?: readonly number[];
}

export interface ReportOptions {
  readonly maxFindings: number;
  /** Whether the value at these steps may be shown. */
  readonly mayShow: (steps: readonly (string | number)[]) => boolean;
  readonly effort: Effort;
}

/** Collects findings up to a limit, under a budget that unions share. */
export class Report {
  readonly run: Run;
  readonly findings: EventFinding[] = [];
  readonly #options: ReportOptions;
  readonly #budget: { steps: number };

  constructor(options: ReportOptions, budget: { steps: number } = { steps: 10_000 }) {
    this.#options = options;
    this.#budget = budget;
    this.run = new Run(options.effort);
  }

  get isFull(): boolean {
    return this.findings.length >= this.#options.maxFindings;
  }

  /** Count one explained subschema; false when the budget is spent, and unions should no longer try their branches. */
  spend(): boolean {
    this.#budget.steps -= 1;
    return this.#budget.steps > 0;
  }

  /** A report for one branch of a union, in the same dynamic scope. */
  branch(maxFindings: number): Report {
    const report = new Report({ ...this.#options, maxFindings }, this.#budget);
    report.run.scope.push(...this.run.scope);
    return report;
  }

  add({ node, keyword, code, says, expected, location, branches }: Complaint, instance: ExactValue, at: Place): void {
    if (this.isFull) return;
    this.run.effort.spend(FINDING_UNITS);
    const length = lengthOf(instance, this.run);
    const where = at.pointer === '' ? 'the value' : at.pointer;
    this.findings.push({
      code,
      message: `${where}: expected ${says}, found ${describe(instance, length)}`,
      instancePointer: at.pointer,
      keyword,
      keywordLocation: location ?? appendPointer(node.location, keyword),
      expected,
      found: { ...this.#found(instance, length, at), ...(branches === undefined ? {} : { branches }) },
    });
  }

  addAll(findings: readonly EventFinding[]): void {
    for (const finding of findings) if (!this.isFull) this.findings.push(finding);
  }

  // Only scalars: the value of an object could hold a member that may not be shown.
  #found(instance: ExactValue, length: number | undefined, at: Place): FoundValue {
    const found = { type: typeName(instance), ...(length === undefined ? {} : { length }) };
    const isScalar = !isObject(instance) && !isArray(instance);
    return isScalar && this.#options.mayShow(at.steps) ? { ...found, value: scalarValue(instance) } : found;
  }
}

/** The type's name: `integer` for every mathematical integer. */
export function typeName(instance: ExactValue): string {
  if (instance === null) return 'null';
  if (isExactNumber(instance)) return isInteger(instance) ? 'integer' : 'number';
  if (isArray(instance)) return 'array';
  return typeof instance;
}

const FINDING_UNITS = 100;

function lengthOf(instance: ExactValue, run: Run): number | undefined {
  if (isArray(instance)) return instance.length;
  if (isObject(instance)) return run.countMembers(instance);
  if (typeof instance !== 'string') return undefined;
  run.effort.spend(instance.length / 16);
  return codePointLength(instance);
}

// A Decimal is shown by its text: no double has its value.
function scalarValue(instance: ExactValue): JsonValue {
  return isExactNumber(instance) && typeof instance !== 'number' ? instance.toString() : (instance as JsonValue);
}

function describe(instance: ExactValue, length: number | undefined): string {
  const type = typeName(instance);
  if (type === 'null') return 'null';
  const unit = { string: 'character', array: 'item', object: 'member' }[type];
  const size = unit === undefined ? '' : ` of ${length} ${unit}${length === 1 ? '' : 's'}`;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}${size}`;
}

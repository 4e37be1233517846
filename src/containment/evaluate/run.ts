import { Effort } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import type { Plan } from './check.ts';
import { Marks } from './marks.ts';
import { loopAround } from '../resolve/cycles.ts';
import type { Resource, SchemaNode } from '../resolve/node.ts';

/**
 * @internal Nested subschemas, of which the outermost is the first. Measured on Node 20: the default stack (about 1 MB) overflows
 * at some 2,000 of them. Half of it is left to callers, since V8 aborts the process when it runs out of stack while compiling a
 * regular expression.
 */
export const MAX_DEPTH = 1_000;

// A step of the plan takes as long as many of the quick test.
const STEP_UNITS = 20;

// The host keeps the members of large objects in tables, which take longer to walk.
const LARGE_OBJECT = 500;
const LARGE_OBJECT_UNITS = 6;

/** @internal For a walk over the members of an object that has so many; never 0. */
export function memberUnits(count: number): number {
  return count < LARGE_OBJECT ? 1 + count : count * LARGE_OBJECT_UNITS;
}

// A name or an index in a set.
const MARK_UNITS = 4;

// Remembering costs a third of an ordinary event's time, which takes fewer subschemas than this and repeats few of them.
const REMEMBERED_FROM = 5_000;

/** What one subschema says of one value, and what it evaluated if somebody wanted to know. */
interface Known {
  readonly isValid: boolean;
  readonly marks: Marks | undefined;
}

/** What changes while one instance is judged: the dynamic scope, the depth, and what references have said. */
export class Run {
  /** Resources entered, outermost first. */
  readonly scope: Resource[] = [];
  /** What may be spent; unlimited where nobody said. */
  readonly effort: Effort;
  readonly #memo = new Map<string, Map<Plan, Map<ExactValue, Known>>>();
  #depth = 0;
  #steps = 0;
  #counted: ExactObject | undefined;
  #members = 0;

  /** `depth`: of the subschemas around those that are asked. */
  constructor(effort: Effort = new Effort(), depth = 0) {
    this.effort = effort;
    this.#depth = depth;
  }

  /**
   * Judge by what a reference leads to. The same question has the same answer in one dynamic scope, and is asked again and
   * again where branches that overlap refer to the same subschema: without remembering, exponentially often.
   */
  recall(plan: Plan, instance: ExactValue, marks: Marks | undefined): boolean {
    if (this.#steps < REMEMBERED_FROM) return plan.test(instance, this, marks);
    const answers = this.#answersOf(plan);
    const known = answers.get(instance);
    if (known !== undefined && (marks === undefined || known.marks !== undefined)) {
      if (known.isValid && known.marks !== undefined && marks !== undefined) this.merge(marks, known.marks);
      return known.isValid;
    }
    const own = marks === undefined ? undefined : new Marks();
    const isValid = plan.test(instance, this, own);
    answers.set(instance, { isValid, marks: own });
    if (isValid && own !== undefined && marks !== undefined) this.merge(marks, own);
    return isValid;
  }

  /** How many members an object has, which takes a walk over them; the last answer is kept, since branches ask one after the other. */
  countMembers(object: ExactObject): number {
    if (object === this.#counted) return this.#members;
    this.#counted = object;
    this.#members = Object.keys(object).length;
    this.effort.spend(memberUnits(this.#members));
    return this.#members;
  }

  /** Add the marks of a subschema that holds to those around it. */
  merge(marks: Marks, own: Marks): void {
    this.effort.spend(own.size * MARK_UNITS);
    marks.merge(own);
  }

  /** What a subschema has said in the scope in force; the same map as long as that is. */
  #answersOf(plan: Plan): Map<ExactValue, Known> {
    this.effort.spend(this.scope.length);
    const scope = this.scope.length <= 1 ? '' : this.scope.map(({ root }) => root.id).join(' ');
    const byPlan = this.#memo.get(scope) ?? new Map<Plan, Map<ExactValue, Known>>();
    this.#memo.set(scope, byPlan);
    const answers = byPlan.get(plan) ?? new Map<ExactValue, Known>();
    byPlan.set(plan, answers);
    return answers;
  }

  /** Call `leave` with the result. Throws `too_deep`, also where only a dynamic reference closes an in-place cycle. */
  enter(node: SchemaNode): boolean {
    this.#depth += 1;
    this.#steps += 1;
    this.effort.spend(STEP_UNITS);
    if (this.#depth > MAX_DEPTH) throw this.#tooDeep(node);
    if (this.scope.at(-1) === node.resource) return false;
    this.scope.push(node.resource);
    return true;
  }

  #tooDeep(node: SchemaNode): RegistryError {
    const loop = loopAround(node, this.scope);
    if (loop === undefined) return tooDeep(node.location);
    const message = `no event can be judged where this schema is asked: by a dynamic reference the schema at ${JSON.stringify(loop.location)} leads back to itself without entering a member or an item; let the reference stand below "properties" or "items", or lead elsewhere`;
    return new RegistryError('too_deep', message, { data: { pointer: loop.location } });
  }

  leave(pushed: boolean): void {
    this.#depth -= 1;
    if (pushed) this.scope.pop();
  }
}

/** @internal */
export function tooDeep(location: string): RegistryError {
  const message = `the instance and the schema nest too deep to be judged (more than ${MAX_DEPTH} nested subschemas, at ${JSON.stringify(location)}); flatten one of them`;
  return new RegistryError('too_deep', message, { data: { pointer: location } });
}

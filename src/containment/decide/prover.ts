import type { JsonValue } from '../../core/json/value.ts';
import { Budget, BudgetExhausted } from '../budget.ts';
import { Membership } from '../form/holds.ts';
import { shapeOf, type Shape } from '../form/shape.ts';
import { atomTypes, TYPE, typeOf, type Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import { ValueSet } from '../form/value-set.ts';
import { arrayAtomHolds, isArrayPartEmpty } from './array-rules.ts';
import { complementWithin } from '../form/complement.ts';
import { isObjectPartEmpty, memberOf, objectAtomHolds } from './object-rules.ts';
import { PartOrder } from './part-order.ts';
import { finiteValues, scalarAtomHolds } from './scalar-rules.ts';
import { splitsOf } from './split.ts';

/** Where a proof got stuck: the instance location and the two terms that meet there. */
export interface Obstacle {
  readonly path: readonly (string | number)[];
  readonly writer: Term;
  readonly reader: Term;
}

/** @internal The default of `limits.goals`. Unchanged and widened schemas need fewer than they have subschemas. */
export const PROVER_STEPS = 200_000;

/** Nesting of questions. Each takes a few frames of the JavaScript stack. */
const MAX_DEPTH = 400;
/** How often one question is split into cases before it is given up. */
const MAX_SPLITS = 6;
const MAX_PAIRS = 4_000;
/** @internal A conjunction of so many parts costs as much as a question. */
export const PARTS_A_STEP = 8;

/**
 * Proves inclusions between terms by their structure. It answers yes or "don't know", never no.
 *
 * A question met again below itself is assumed to hold: every cycle passes through a member or an item, so a least
 * counterexample would contain a smaller one. An answer that used such an assumption is dropped if the assumption fails.
 */
export class Prover {
  readonly terms: Terms;
  readonly membership: Membership;
  readonly obstacles: Obstacle[] = [];
  #budget: Budget;
  readonly #shapes = new Map<number, Shape>();
  readonly #types = new WeakMap<Shape, number>();
  readonly #members = new WeakMap<Shape, Map<string, Term>>();
  readonly #partOrder = new PartOrder();
  /** Settled answers, and of provisional ones the depth of the outermost assumption they rest on. */
  readonly #answers = new Map<number, boolean | { readonly assumes: number }>();
  readonly #open = new Map<number, { readonly depth: number; readonly level: number }>();
  readonly #path: (string | number)[] = [];
  readonly #provisional: number[] = [];
  #assumes = Infinity;
  #splits = 0;
  /** Steps into members and items above the question in hand. */
  #level = 0;

  constructor(terms: Terms, budget: Budget) {
    this.terms = terms;
    this.membership = new Membership(terms);
    this.#budget = budget;
    terms.meter = (parts) => this.#budget.spend(parts / PARTS_A_STEP);
  }

  /** Go on with another budget, also after one ran out in the middle of a question. What was settled stays. */
  resume(budget: Budget): void {
    this.#budget = budget;
    for (const open of this.#provisional) this.#answers.delete(open);
    this.#provisional.length = 0;
    this.#open.clear();
    this.#path.length = 0;
    this.#assumes = Infinity;
    this.#splits = 0;
    this.#level = 0;
  }

  /** Whether every value of `writer` is surely one of `reader`. */
  leq(writer: Term, reader: Term): boolean {
    if (writer === reader || reader.kind === 'any' || writer.kind === 'none') return true;
    const key = writer.id * 2 ** 26 + reader.id;
    const known = this.#answers.get(key);
    if (known !== undefined) return this.#recall(known);
    const open = this.#open.get(key);
    if (open !== undefined) {
      // Without a step into the value in between, the value is no smaller, and the assumption would be circular.
      if (open.level === this.#level) return false;
      this.#assumes = Math.min(this.#assumes, open.depth);
      return true;
    }
    this.#budget.spend();
    return this.#ask(key, writer, reader);
  }

  /** The same, given up after `steps`. Not to be asked from within a question. */
  leqWithin(steps: number, writer: Term, reader: Term): boolean {
    const outer = this.#budget;
    const own = new Budget(steps);
    this.resume(own);
    try {
      return this.leq(writer, reader);
    } catch (error) {
      if (error instanceof BudgetExhausted && own.isExhausted) return false;
      throw error;
    } finally {
      this.resume(outer);
      outer.spend(Math.min(own.spent, steps));
    }
  }

  /** Whether `term` surely has no values. */
  isEmpty(term: Term): boolean {
    return this.#tries(term, this.terms.none);
  }

  /** Whether two terms surely share no value. */
  areDisjoint(a: Term, b: Term): boolean {
    if ((this.shape(a).mask & this.shape(b).mask) === 0) return true;
    return this.isEmpty(this.terms.and([a, b]));
  }

  /** Whether surely no value is in two of `branches`. Linear where a member tells them apart, otherwise at most 4,000 pairs. */
  areAllDisjoint(branches: readonly Term[]): boolean {
    if (this.#areDiscriminated(branches)) return true;
    if ((branches.length * (branches.length - 1)) / 2 > MAX_PAIRS) return false;
    return branches.every((a, index) => branches.slice(index + 1).every((b) => a !== b && this.areDisjoint(a, b)));
  }

  /** Whether each branch lists other values, or has others for a member that all require. */
  #areDiscriminated(branches: readonly Term[]): boolean {
    if (areDistinct(branches.map((branch) => this.values(branch)))) return true;
    const shapes = branches.map((branch) => this.shape(branch));
    const [first] = shapes;
    if (first === undefined || shapes.some(({ mask }) => mask !== TYPE.object)) return false;
    return [...first.required].some((name) =>
      areDistinct(shapes.map((shape) => (shape.required.has(name) ? this.values(this.member(shape, name)) : undefined))),
    );
  }

  /** The same as `leq`, about the value of a member or an item; `step` is for the path of obstacles. */
  leqBelow(step: string | number, writer: Term, reader: Term): boolean {
    this.#path.push(step);
    const result = this.#below(() => this.leq(writer, reader));
    this.#path.pop();
    return result;
  }

  /** The same as `isEmpty`, about a member, an item or a name. */
  isEmptyBelow(term: Term): boolean {
    return this.#below(() => this.isEmpty(term));
  }

  areDisjointBelow(a: Term, b: Term): boolean {
    return this.#below(() => this.areDisjoint(a, b));
  }

  shape(term: Term): Shape {
    const known = this.#shapes.get(term.id);
    if (known !== undefined) return known;
    const shape = shapeOf(this.terms, term);
    if (!shape.isPartial) this.#shapes.set(term.id, shape);
    return shape;
  }

  /** What the value of the member `name` is in, if it is there. */
  member(shape: Shape, name: string): Term {
    const members = this.#members.get(shape) ?? new Map<string, Term>();
    this.#members.set(shape, members);
    const known = members.get(name);
    if (known !== undefined) return known;
    const member = memberOf(this, shape, name);
    members.set(name, member);
    return member;
  }

  /** The types that values of `shape` may have. */
  types(shape: Shape): number {
    const known = this.#types.get(shape);
    if (known !== undefined) return known;
    const outer = this.#assumes;
    this.#assumes = Infinity;
    const types = this.#inhabited(shape);
    // What rests on an open assumption is not known yet.
    if (this.#assumes === Infinity) this.#types.set(shape, types);
    this.#assumes = Math.min(outer, this.#assumes);
    return types;
  }

  /** All values of a term, if they are few; those that it surely refuses are left out. */
  values(term: Term): readonly JsonValue[] | undefined {
    return finiteValues(this.shape(term))?.filter((value) => this.membership.holds(term, value) !== false);
  }

  #inhabited(shape: Shape): number {
    let mask = shape.values === undefined ? shape.mask : shape.mask & maskOf(shape.values);
    if ((mask & TYPE.object) !== 0 && isObjectPartEmpty(this, shape)) mask &= ~TYPE.object;
    if ((mask & TYPE.array) !== 0 && isArrayPartEmpty(this, shape)) mask &= ~TYPE.array;
    return mask;
  }

  // Another value is another chain of case distinctions.
  #below(question: () => boolean): boolean {
    const splits = this.#splits;
    this.#splits = 0;
    this.#level += 1;
    const result = question();
    this.#level -= 1;
    this.#splits = splits;
    return result;
  }

  #recall(known: boolean | { readonly assumes: number }): boolean {
    if (typeof known === 'boolean') return known;
    this.#assumes = Math.min(this.#assumes, known.assumes);
    return true;
  }

  #ask(key: number, writer: Term, reader: Term): boolean {
    const depth = this.#open.size;
    if (depth >= MAX_DEPTH) return false;
    const outer = { assumes: this.#assumes, since: this.#provisional.length, obstacles: this.obstacles.length };
    this.#assumes = Infinity;
    this.#open.set(key, { depth, level: this.#level });
    const result = this.#decide(writer, reader);
    this.#open.delete(key);
    if (result) this.#keep(key, depth, outer.since);
    else this.#forget(key, outer.since);
    if (result) this.obstacles.length = outer.obstacles;
    else if (this.obstacles.length === outer.obstacles) this.obstacles.push({ path: [...this.#path], writer, reader });
    this.#assumes = Math.min(outer.assumes, result && this.#assumes < depth ? this.#assumes : Infinity);
    return result;
  }

  #keep(key: number, depth: number, since: number): void {
    if (this.#assumes >= depth) {
      for (let at = since; at < this.#provisional.length; at += 1) this.#answers.set(this.#provisional[at] as number, true);
      this.#provisional.length = since;
      this.#answers.set(key, true);
      return;
    }
    this.#provisional.push(key);
    const assumption = { assumes: this.#assumes };
    for (let at = since; at < this.#provisional.length; at += 1) this.#answers.set(this.#provisional[at] as number, assumption);
  }

  #forget(key: number, since: number): void {
    for (let at = since; at < this.#provisional.length; at += 1) this.#answers.delete(this.#provisional[at] as number);
    this.#provisional.length = since;
    this.#answers.set(key, false);
  }

  #decide(writer: Term, reader: Term): boolean {
    if (writer.kind === 'or') return writer.of.every((branch) => this.leq(branch, reader));
    if (reader.kind === 'and') {
      // Two versions have most of their parts in common.
      const { parts } = this.shape(writer);
      return this.#partOrder.of(reader).every((part) => parts.has(part) || this.leq(writer, part));
    }
    if (reader.kind === 'ref') {
      const definition = this.terms.definition(reader.target);
      return definition !== undefined && this.leq(writer, definition);
    }
    const shape = this.shape(writer);
    if (shape.parts.has(reader)) return true;
    const finite = this.values(writer);
    if (finite !== undefined && finite.every((value) => this.membership.holds(reader, value) === true)) return true;
    const types = this.types(shape);
    if (types === 0) return true;
    if (this.#holdsWhole(writer, shape, types, reader)) return true;
    return this.#isRefutedByNot(shape) || this.#holdsInCases(writer, shape, types, reader);
  }

  #holdsWhole(writer: Term, shape: Shape, types: number, reader: Term): boolean {
    switch (reader.kind) {
      case 'type':
        return (types & ~reader.mask) === 0;
      case 'not':
        return shape.nots.some((excluded) => this.#tries(reader.of, excluded)) || this.#tries(this.terms.and([writer, reader.of]), this.terms.none);
      case 'or':
        return this.#holdsInUnion(writer, types, reader.of);
      case 'one':
        return this.#isTheSameChoice(writer, shape, reader.of) || this.#holdsInExactlyOne(writer, reader.of);
      default:
        return this.#holdsForAtom(shape, types, reader);
    }
  }

  #holdsForAtom(shape: Shape, types: number, reader: Term): boolean {
    const about = atomTypes(reader);
    if (about === undefined) return false;
    if ((types & about) === 0) return true;
    if (about === TYPE.object) return objectAtomHolds(this, shape, reader);
    if (about === TYPE.array) return arrayAtomHolds(this, shape, reader);
    return scalarAtomHolds(shape, types, reader);
  }

  #holdsInUnion(writer: Term, types: number, branches: readonly Term[]): boolean {
    if (branches.includes(writer)) return true;
    const live = branches.filter((branch) => (this.shape(branch).mask & types) !== 0);
    if (live.some((branch) => this.#tries(writer, branch))) return true;
    // W ⊆ A ∪ B is W ∖ A ⊆ B, where the complement of A can be written.
    for (const branch of live) {
      const complement = complementWithin(this.terms, branch, types);
      if (complement === undefined) continue;
      return this.#tries(this.terms.and([writer, complement]), this.terms.or(live.filter((other) => other !== branch)));
    }
    return false;
  }

  /** Whether the branches are those of an exclusive choice of the writer, each the same set, with others that the writer has nothing of. */
  #isTheSameChoice(writer: Term, shape: Shape, branches: readonly Term[]): boolean {
    return shape.choices.some(({ kind, of }) => {
      if (kind !== 'one' || of.length > branches.length) return false;
      const others = new Set(branches);
      const isMatched = of.every(
        (branch) => others.delete(branch) || [...others].some((other) => this.#areEqual(branch, other) && others.delete(other)),
      );
      return isMatched && [...others].every((other) => this.#tries(this.terms.and([writer, other]), this.terms.none));
    });
  }

  #areEqual(a: Term, b: Term): boolean {
    return this.shape(a).mask === this.shape(b).mask && this.#tries(a, b) && this.#tries(b, a);
  }

  #holdsInExactlyOne(writer: Term, branches: readonly Term[]): boolean {
    const live = branches.filter((branch) => !this.#tries(this.terms.and([writer, branch]), this.terms.none));
    return live.length === 1 && this.#tries(writer, live[0] as Term);
  }

  /** W ∧ ¬x is empty if the rest of W is within x. */
  #isRefutedByNot(shape: Shape): boolean {
    if (shape.nots.length === 0) return false;
    const rest = this.terms.and([...shape.parts].filter((part) => part.kind !== 'not'));
    return shape.nots.some((excluded) => this.#tries(rest, excluded));
  }

  #holdsInCases(writer: Term, shape: Shape, types: number, reader: Term): boolean {
    if (this.#splits >= MAX_SPLITS) return false;
    this.#splits += 1;
    let result = false;
    for (const cases of splitsOf(this, writer, shape, types, reader)) {
      const before = this.obstacles.length;
      result = cases.every((part) => this.leq(part, reader));
      if (result) break;
      this.obstacles.length = before;
    }
    this.#splits -= 1;
    return result;
  }

  /** Ask without leaving obstacles behind: a branch that fails says little. */
  #tries(writer: Term, reader: Term): boolean {
    const before = this.obstacles.length;
    const result = this.leq(writer, reader);
    this.obstacles.length = before;
    return result;
  }
}

/** Whether all values are listed, and none in two lists. */
function areDistinct(lists: readonly (readonly JsonValue[] | undefined)[]): boolean {
  const seen = new ValueSet();
  return lists.every((values) => values?.every((value) => seen.add(value)) === true);
}

function maskOf(values: readonly JsonValue[]): number {
  return values.reduce<number>((mask, value) => mask | typeOf(value), 0);
}

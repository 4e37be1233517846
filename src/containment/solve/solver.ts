import type { JsonValue } from '../../core/json/value.ts';
import type { Budget } from '../budget.ts';
import type { Prover } from '../decide/prover.ts';
import { tighter, type Bound } from '../form/shape.ts';
import { conjuncts, NUMBER, TYPE, type Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import type { TextLimits } from '../language/texts.ts';
import { EMPTY, Gathering, type Answer } from './answer.ts';
import { gatherArrays } from './arrays.ts';
import { goalOf, type Choice, type Goal } from './goal.ts';
import { numbersOf } from './numbers.ts';
import { gatherObjects } from './objects.ts';
import { gatherStrings, Languages } from './strings.ts';

/** Goals below goals. Each takes some twelve frames of the JavaScript stack. */
const MAX_DEPTH = 420;

/** A goal in work. */
interface Open {
  readonly depth: number;
  /** What is known already, where more than one value is wanted. */
  readonly known: Answer | undefined;
}

/** One of a choice's alternatives is tried after the other; the other choices are made later. */
interface Step {
  readonly choice: Choice;
  readonly others: readonly Choice[];
}

/** An answer that holds if the goal in work at depth `assumes` has no values. */
interface Kept {
  readonly answer: Answer;
  readonly wanted: number;
  readonly assumes: number;
}

/**
 * Finds values of terms, or proves that there are none.
 *
 * A conjunction is taken apart until only atoms are left: types and bounds are intersected before a choice is made, the
 * choice with the fewest ways out comes first, and for each type a search of its own makes values out of values of
 * smaller terms. A goal met again below itself is taken to have none: the smallest value of a term never contains
 * another value of that term. An empty answer that used this is kept only if the goal turns out empty as well.
 *
 * Sound in both directions: values are checked against the term, and `isAll` is said only where every case was seen.
 * Complete up to the limits of the searches, which raise doubts.
 *
 * Source: Attouche et al., "Witness Generation for JSON Schema", with lazy cases in place of normal forms.
 */
export class Solver {
  readonly prover: Prover;
  readonly terms: Terms;
  readonly #budget: Budget;
  readonly #limits: Pick<TextLimits, 'maxStates'>;
  readonly #languages = new Languages();
  readonly #answers = new Map<number, Kept>();
  readonly #goals = new Map<number, Goal | undefined>();
  readonly #open = new Map<number, Open>();
  /** Ids of answers that rest on an open goal, oldest first. */
  #provisional: number[] = [];
  #assumes = Infinity;
  #depth = 0;

  constructor(prover: Prover, budget: Budget, limits: Pick<TextLimits, 'maxStates'> = {}) {
    this.#limits = limits;
    this.prover = prover;
    this.terms = prover.terms;
    this.#budget = budget;
  }

  spend(steps: number): void {
    this.#budget.spend(steps);
  }

  /** Whether `term` is proved to have no values. */
  isEmpty(term: Term): boolean {
    const { values, isAll } = this.find(term, 1);
    return isAll && values.length === 0;
  }

  /** Up to `wanted` values of `term`. Throws `BudgetExhausted`. */
  find(term: Term, wanted: number): Answer {
    if (term.kind === 'none') return EMPTY;
    const kept = this.#answers.get(term.id);
    if (kept !== undefined && (kept.answer.isAll || kept.wanted >= wanted)) {
      this.#assumes = Math.min(this.#assumes, kept.assumes);
      return kept.answer;
    }
    const open = this.#open.get(term.id);
    if (open !== undefined) return this.#meetAgain(open);
    if (wanted <= 1) return this.#ask(term, 1, undefined);
    const first = this.find(term, 1);
    return first.isAll || first.values.length === 0 ? first : this.#ask(term, wanted, first);
  }

  /** The same for a part of what `gathering` is after: where some may be missing, that is a doubt about the whole. */
  list(gathering: Gathering, part: Term, wanted: number): readonly JsonValue[] {
    const { values, tentative, isAll, doubts } = this.find(part, wanted);
    if (values.length < wanted && !isAll) for (const code of doubts) gathering.doubt(code);
    return values.length > 0 ? values : tentative;
  }

  #meetAgain({ depth, known }: Open): Answer {
    this.#assumes = Math.min(this.#assumes, depth);
    return known === undefined ? EMPTY : { ...known, isAll: false, doubts: new Set([...known.doubts, 'unique_large']) };
  }

  #ask(term: Term, wanted: number, known: Answer | undefined): Answer {
    if (this.#depth >= MAX_DEPTH) return { ...EMPTY, isAll: false, doubts: new Set(['budget_steps']) };
    this.#budget.spend(1);
    const outer = this.#assumes;
    const since = this.#provisional.length;
    const depth = this.#depth;
    this.#assumes = Infinity;
    this.#open.set(term.id, { depth, known });
    this.#depth += 1;
    let answer: Answer;
    try {
      answer = this.#solve(term, wanted);
    } finally {
      this.#depth -= 1;
      this.#open.delete(term.id);
    }
    this.#settle(term, { answer, wanted, depth, since });
    this.#assumes = Math.min(outer, this.#assumes);
    return answer;
  }

  /** Keep the answer, and decide what becomes of those that were found on the way on an assumption. */
  #settle(
    term: Term,
    { answer, wanted, depth, since }: { readonly answer: Answer; readonly wanted: number; readonly depth: number; readonly since: number },
  ): void {
    const isEmpty = answer.isAll && answer.values.length === 0;
    // What was assumed of this goal is true, or it is not: then what rests on it is asked again.
    const assumed = this.#assumes;
    const outermost = assumed < depth ? assumed : Infinity;
    if (!isEmpty) {
      for (const id of this.#provisional.splice(since)) this.#answers.delete(id);
      // Values are values whatever was assumed; that there are no more is not certain then.
      const isCertain = assumed >= depth || answer.values.length >= wanted;
      if (isCertain) this.#answers.set(term.id, { answer, wanted, assumes: Infinity });
      else this.#keepProvisional(term, answer, wanted, outermost);
      this.#assumes = outermost;
      return;
    }
    for (const id of this.#provisional.slice(since)) {
      const kept = this.#answers.get(id);
      if (kept === undefined) continue;
      const assumes = kept.assumes < depth ? kept.assumes : outermost;
      this.#answers.set(id, { ...kept, assumes });
    }
    this.#answers.set(term.id, { answer, wanted, assumes: outermost });
    if (outermost === Infinity) this.#provisional.length = since;
    else this.#provisional.push(term.id);
    this.#assumes = outermost;
  }

  #keepProvisional(term: Term, answer: Answer, wanted: number, outermost: number): void {
    if (outermost === Infinity) return;
    this.#answers.set(term.id, { answer, wanted, assumes: outermost });
    this.#provisional.push(term.id);
  }

  #solve(term: Term, wanted: number): Answer {
    const goal = this.#goalOf(term);
    if (goal === undefined) return EMPTY;
    const gathering = new Gathering(wanted, (value) => this.prover.membership.holds(term, value));
    if (goal.values !== undefined) {
      for (const value of goal.values) gathering.offer(value);
      // What is offered one and all needs no doubt but of single values.
      return gathering.answer;
    }
    const step = this.#nextStep(goal);
    if (step === undefined) this.#gatherByType(goal, gathering);
    else this.#gatherByCase(goal, step, gathering);
    return gathering.answer;
  }

  #goalOf(term: Term): Goal | undefined {
    if (this.#goals.has(term.id)) return this.#goals.get(term.id);
    const goal = goalOf(this.prover, term, (steps) => this.spend(steps));
    this.#goals.set(term.id, goal);
    return goal;
  }

  /**
   * The choice with the fewest alternatives that may still hold; the first without a real choice is taken as it comes.
   * What follows from the rest is no choice any more. Undefined if none is left.
   */
  #nextStep({ base, choices }: Goal): Step | undefined {
    let others: readonly Choice[] = choices;
    let best: Choice | undefined;
    for (const { term, alternatives } of choices) {
      if (alternatives.some((alternative) => this.prover.leq(base, alternative))) {
        others = others.filter((other) => other.term !== term);
        continue;
      }
      const live = alternatives.filter((alternative) => this.#mayHold(base, alternative));
      if (best === undefined || live.length < best.alternatives.length) best = { term, alternatives: live };
      if (live.length <= 1) break;
    }
    const chosen = best;
    return chosen && { choice: chosen, others: others.filter(({ term }) => term !== chosen.term) };
  }

  /** Cheap: types and what is required, but no search. */
  #mayHold(base: Term, alternative: Term): boolean {
    this.spend(1 / 4 + conjuncts(base).length / 64);
    const both = this.terms.and([base, alternative]);
    return both.kind !== 'none' && this.prover.types(this.prover.shape(both)) !== 0;
  }

  #gatherByCase({ base }: Goal, { choice, others }: Step, gathering: Gathering): void {
    const rest = [base, ...others.map(({ term }) => term)];
    for (const alternative of choice.alternatives) {
      gathering.join(this.find(this.terms.and([...rest, alternative]), gathering.wanted));
      if (gathering.isEnough) return;
    }
  }

  #gatherByType(goal: Goal, gathering: Gathering): void {
    if (goal.isVague) gathering.doubt('multiple_of_large');
    for (const gather of GATHERERS) {
      if (gathering.isEnough) return;
      if ((goal.mask & gather.types) !== 0) gather.run(goal, gathering, this);
    }
  }

  /** @internal */
  gatherStrings(goal: Goal, gathering: Gathering): void {
    gatherStrings(goal, gathering, { languages: this.#languages, spend: (steps) => this.spend(steps / 16), ...this.#limits });
  }
}

interface Gatherer {
  readonly types: number;
  readonly run: (goal: Goal, gathering: Gathering, solver: Solver) => void;
}

/** In the order in which they are tried: what events are made of first. */
const GATHERERS: readonly Gatherer[] = [
  { types: TYPE.object, run: gatherObjects },
  { types: TYPE.string, run: (goal, gathering, solver) => solver.gatherStrings(goal, gathering) },
  { types: NUMBER, run: gatherNumbers },
  { types: TYPE.boolean, run: (_, gathering) => offerAll([true, false], gathering) },
  { types: TYPE.array, run: gatherArrays },
  { types: TYPE.null, run: (_, gathering) => offerAll([null], gathering) },
];

function offerAll(values: readonly JsonValue[], gathering: Gathering): void {
  for (const value of values) gathering.offer(value);
}

function gatherNumbers({ mask, atoms, nots }: Goal, gathering: Gathering, solver: Solver): void {
  const numbers = numbersOf({
    mask: mask & NUMBER,
    min: atoms.reduce<Bound | undefined>(
      (known, atom) => (atom.kind === 'min' ? tighter(known, { value: atom.bound, isOpen: atom.isOpen }, 1) : known),
      undefined,
    ),
    max: atoms.reduce<Bound | undefined>(
      (known, atom) => (atom.kind === 'max' ? tighter(known, { value: atom.bound, isOpen: atom.isOpen }, -1) : known),
      undefined,
    ),
    divisors: atoms.flatMap((atom) => (atom.kind === 'multiple' ? [atom.divisor] : [])),
    refused: nots.flatMap((atom) => (atom.kind === 'multiple' ? [atom.divisor] : [])),
  });
  for (let next = numbers.next(); ; next = numbers.next()) {
    if (next.done === true) {
      if (!next.value) gathering.doubt('multiple_of_large');
      return;
    }
    solver.spend(1 / 64);
    gathering.offer(next.value);
    if (gathering.isEnough) return;
  }
}

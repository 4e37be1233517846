import { alphabetOf, type Alphabet } from './alphabet.ts';
import type { TextAutomaton, TextState } from './language.ts';
import type { LookingProgram } from './program.ts';

interface Conditions {
  /** Of claims that must come true, ascending; negative for those that must not. */
  readonly ids: readonly number[];
  /** The same as a text. */
  readonly key: string;
}

const NO_CONDITIONS: Conditions = { ids: [], key: '' };

/** Where a match may be under way: instructions that are waited at, sorted, if all of `conditions` come true. */
interface Way {
  readonly conditions: Conditions;
  readonly waiting: readonly number[];
}

/** That the rest of a text, from a place on, completes a match of some part of the pattern. */
interface Claim {
  /** No two claims of one automaton share it. */
  readonly id: number;
  readonly ways: readonly Way[];
  /** What is certain whatever follows. */
  readonly truth: boolean | undefined;
  /** Whether it comes true if the text ends here. */
  readonly isTrueAtEnd: boolean;
}

interface LookingState extends TextState {
  readonly claim: Claim;
  /** By number of a lookbehind: where matches of it may be under way, all that began before or here. */
  readonly behind: readonly (Claim | undefined)[];
  readonly next: (LookingState | undefined)[];
}

/** A place in a text that is arrived at. */
interface Place {
  readonly isAtStart: boolean;
  /** The character that was read. */
  readonly code: number;
  readonly behind: (Claim | undefined)[];
  /** What lookaheads claim here, by number: asked more than once. */
  readonly ahead: Map<number, Claim>;
  /** What became of the claims of before, by id. */
  advanced: Map<number, Claim>;
}

/** An instruction that is arrived at, if all of `conditions` come true. */
interface Arrival {
  readonly at: number;
  readonly conditions: Conditions;
}

// More than patterns that people write come to; beyond it a single step costs more than a search may.
const MAX_WAYS = 2_000;
const MAX_WORK = 100_000;

class TooLarge extends Error {}

/** Undefined where the first state is too large. */
export function createLookingAutomaton(program: LookingProgram): TextAutomaton | undefined {
  return unlessTooLarge(() => new LookingAutomaton(program));
}

function unlessTooLarge<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

/**
 * A program with lookaround as a deterministic automaton that is built while it is walked.
 *
 * A lookbehind is an automaton of its own, walked from the start of the text, and so known wherever it is asked about. A
 * lookahead is a claim about the rest of the text: whatever passes it goes on under the condition that the claim comes true, or
 * that it does not, and claims are walked along with the text until they are decided. There are finitely many claims, so the
 * regular expression stays regular; the states may be many, for which `step` has an end.
 */
class LookingAutomaton implements TextAutomaton {
  readonly alphabet: Alphabet;
  readonly initial: LookingState;
  /** Instructions and conditions that were looked at so far. */
  work = 0;
  readonly #program: LookingProgram;
  readonly #claims = new Map<string, Claim>();
  readonly #byId: Claim[] = [];
  readonly #states = new Map<string, LookingState>();
  readonly #advanced = new Map<string, Map<number, Claim>>();
  #workBefore = 0;

  constructor(program: LookingProgram) {
    this.#program = program;
    this.alphabet = alphabetOf(program.instructions.flatMap((instruction) => (instruction.kind === 'chars' ? [instruction.set] : [])));
    this.initial = this.#arrive(undefined, -1);
  }

  /** Undefined where the next state is too large. */
  step(state: LookingState, charClass: number): LookingState | undefined {
    const known = state.next[charClass];
    if (known !== undefined) return known;
    if (state.claim.truth !== undefined) return state;
    this.#workBefore = this.work;
    const code = this.alphabet.classes[charClass]?.[0]?.min as number;
    return (state.next[charClass] = unlessTooLarge(() => this.#arrive(state, code)));
  }

  #arrive(before: LookingState | undefined, code: number): LookingState {
    const place: Place = { isAtStart: before === undefined, code, behind: [], ahead: new Map(), advanced: new Map() };
    // Those inside of others come first.
    for (const [look, { isAhead, entry }] of this.#program.looks.entries()) {
      const waiting = before?.behind[look];
      const arrivals = waiting === undefined ? startAt(entry) : this.#advance(waiting, place, false);
      place.behind[look] = isAhead ? undefined : this.#settle(arrivals, place, false);
    }
    place.advanced = this.#advancedBy(`${code} ${keyOf(place.behind)}`);
    const claim = before === undefined ? this.#settle(startAt(this.#program.entry), place, true) : this.#advanceClaim(before.claim, place);
    return this.#stateOf(claim, claim.truth === undefined ? place.behind : []);
  }

  /** What follows from claims depends on nothing but the character and the lookbehinds. */
  #advancedBy(key: string): Map<number, Claim> {
    const known = this.#advanced.get(key) ?? new Map<number, Claim>();
    this.#advanced.set(key, known);
    return known;
  }

  #stateOf(claim: Claim, behind: LookingState['behind']): LookingState {
    const key = `${claim.id} ${keyOf(behind)}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const { truth, isTrueAtEnd: isAcceptingAtEnd } = claim;
    const state = { id: this.#states.size, claim, behind, isAccepting: truth === true, isStuck: truth === false, isAcceptingAtEnd, next: [] };
    this.#states.set(key, state);
    return state;
  }

  /** Where the ways of a claim lead by a character. A match that was found stays found (`isKept`), but not one that must end where it is asked about. */
  #advance({ ways }: Claim, place: Place, isKept: boolean): Arrival[] {
    const arrivals: Arrival[] = [];
    for (const way of ways) {
      const conditions = this.#advanceAll(way.conditions, place);
      if (conditions === undefined) continue;
      for (const at of way.waiting) {
        this.#spend(1);
        const instruction = this.#program.instructions[at];
        if (instruction?.kind === 'accept' && isKept) arrivals.push({ at, conditions });
        if (instruction?.kind === 'chars' && instruction.set.some(({ min, max }) => min <= place.code && place.code <= max))
          arrivals.push({ at: instruction.next, conditions });
      }
    }
    return arrivals;
  }

  /** Undefined where one of the conditions is not met. */
  #advanceAll(conditions: Conditions, place: Place): Conditions | undefined {
    return conditions.ids.reduce<Conditions | undefined>((known, condition) => {
      const before = this.#byId[Math.abs(condition) - 1] as Claim;
      return known && withCondition(known, this.#advanceClaim(before, place), condition < 0);
    }, NO_CONDITIONS);
  }

  #advanceClaim(before: Claim, place: Place): Claim {
    const known = place.advanced.get(before.id);
    if (known !== undefined) return known;
    const claim = this.#settle(this.#advance(before, place, true), place, true);
    place.advanced.set(before.id, claim);
    return claim;
  }

  /** Follow what is passed without reading. */
  #settle(arrivals: readonly Arrival[], place: Place, isKept: boolean): Claim {
    const reached = new Map<number, Conditions[]>();
    const open = arrivals.toReversed();
    for (let arrival = open.pop(); arrival !== undefined; arrival = open.pop()) {
      const { at, conditions } = arrival;
      const known = reached.get(at) ?? [];
      this.#spend(1 + known.length);
      // Whoever came here under fewer conditions has done all that this one can do.
      if (known.some((fewer) => includesAll(conditions, fewer))) continue;
      reached.set(at, [...known.filter((more) => !includesAll(more, conditions)), conditions]);
      const instruction = this.#program.instructions[at];
      if (instruction?.kind === 'fork') open.push(...instruction.targets.map((target) => ({ at: target, conditions })));
      else if (instruction?.kind === 'start' && place.isAtStart) open.push({ at: instruction.next, conditions });
      else if (instruction?.kind === 'look')
        open.push(...this.#pass(instruction, conditions, place).map((after) => ({ at: instruction.next, conditions: after })));
    }
    return this.#claimOf(reached, isKept);
  }

  /** Under which conditions a lookaround is passed, beside those of before. */
  #pass({ look, isNegated }: { readonly look: number; readonly isNegated: boolean }, conditions: Conditions, place: Place): readonly Conditions[] {
    const { isAhead, entry } = this.#program.looks[look] as LookingProgram['looks'][number];
    if (!isAhead) return this.#passBehind(place.behind[look] as Claim, isNegated, conditions);
    const claim = place.ahead.get(look) ?? this.#settle(startAt(entry), place, true);
    place.ahead.set(look, claim);
    const after = withCondition(conditions, claim, isNegated);
    return after === undefined ? [] : [after];
  }

  /** A match of a lookbehind that ends here may itself depend on what follows. */
  #passBehind({ ways }: Claim, isNegated: boolean, conditions: Conditions): readonly Conditions[] {
    const matches = ways.filter(({ waiting }) => waiting.some((at) => this.#program.instructions[at]?.kind === 'accept'));
    const claimed = ({ conditions: all }: Way): readonly (readonly [Claim, isNegated: boolean])[] =>
      all.ids.map((condition) => [this.#byId[Math.abs(condition) - 1] as Claim, condition < 0]);
    if (!isNegated)
      return matches.flatMap((match) => {
        const after = claimed(match).reduce<Conditions | undefined>(
          (known, [claim, isNot]) => known && withCondition(known, claim, isNot),
          conditions,
        );
        return after === undefined ? [] : [after];
      });
    return matches.reduce<readonly Conditions[]>(
      (passed, match) => {
        this.#spend(passed.length * (1 + match.conditions.ids.length));
        return passed.flatMap((known) =>
          claimed(match).flatMap(([claim, isNot]) => {
            const after = withCondition(known, claim, !isNot);
            return after === undefined ? [] : [after];
          }),
        );
      },
      [conditions],
    );
  }

  #claimOf(reached: ReadonlyMap<number, readonly Conditions[]>, isKept: boolean): Claim {
    const { instructions } = this.#program;
    // Where a match is found, what else is under way adds nothing.
    const found: Conditions[] = [];
    const waited: number[] = [];
    for (const [at, all] of reached) {
      const kind = instructions[at]?.kind;
      if (kind === 'accept' && isKept) found.push(...all);
      if (kind === 'accept' || kind === 'chars') waited.push(at);
    }
    const ways = new Map<string, { readonly conditions: Conditions; readonly waiting: number[] }>();
    for (const at of waited.toSorted((a, b) => a - b)) {
      const isMatch = instructions[at]?.kind === 'accept';
      for (const conditions of reached.get(at) ?? []) {
        this.#spend(1 + found.length);
        if (!isMatch && found.some((fewer) => includesAll(conditions, fewer))) continue;
        const way = ways.get(conditions.key);
        if (way === undefined) ways.set(conditions.key, { conditions, waiting: [at] });
        else way.waiting.push(at);
      }
    }
    if (ways.size > MAX_WAYS) throw new TooLarge();
    return this.#intern(ways.size === 1 ? [...ways.values()] : [...ways].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, way]) => way));
  }

  #intern(ways: readonly Way[]): Claim {
    const key = ways.map(({ conditions, waiting }) => `${conditions.key}:${waiting.join()}`).join(';');
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const matches = ways.filter(({ waiting }) => waiting.some((at) => this.#program.instructions[at]?.kind === 'accept'));
    const claim: Claim = {
      id: this.#byId.length + 1,
      ways,
      truth: matches.some(({ conditions }) => conditions.ids.length === 0) ? true : ways.length === 0 ? false : undefined,
      isTrueAtEnd: matches.some(({ conditions }) =>
        conditions.ids.every((condition) => this.#byId[Math.abs(condition) - 1]?.isTrueAtEnd === condition > 0),
      ),
    };
    this.#claims.set(key, claim);
    this.#byId.push(claim);
    return claim;
  }

  #spend(work: number): void {
    this.work += work;
    if (this.work - this.#workBefore > MAX_WORK) throw new TooLarge();
  }
}

function keyOf(behind: readonly (Claim | undefined)[]): string {
  return behind.map((claim) => claim?.id ?? '').join(' ');
}

function startAt(at: number): Arrival[] {
  return [{ at, conditions: NO_CONDITIONS }];
}

/** Undefined where they cannot all come true. */
function withCondition(conditions: Conditions, { id, truth }: Claim, isNegated: boolean): Conditions | undefined {
  if (truth !== undefined) return truth === isNegated ? undefined : conditions;
  const condition = isNegated ? -id : id;
  if (conditions.ids.includes(condition)) return conditions;
  if (conditions.ids.includes(-condition)) return undefined;
  const ids = [...conditions.ids, condition].toSorted((a, b) => a - b);
  return { ids, key: ids.join() };
}

function includesAll({ ids }: Conditions, { ids: fewer }: Conditions): boolean {
  return fewer.length <= ids.length && fewer.every((condition) => ids.includes(condition));
}

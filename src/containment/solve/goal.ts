import type { JsonValue } from '../../core/json/value.ts';
import type { Prover } from '../decide/prover.ts';
import { isAmong } from '../form/holds.ts';
import { ALL_TYPES, atomTypes, type Atom, type Term } from '../form/term.ts';
import { ValueSet } from '../form/value-set.ts';

/** A conjunction taken apart: what a value must fulfil. References are unfolded, negations stand at atoms only. */
export interface Goal {
  /** Types that are not excluded. */
  readonly mask: number;
  readonly values: readonly JsonValue[] | undefined;
  readonly atoms: readonly Term[];
  /** Atoms that the value must not fulfil, and that no atom says the opposite of. */
  readonly nots: readonly Atom[];
  readonly excluded: readonly JsonValue[];
  readonly choices: readonly Choice[];
  /** Everything but the choices, as one term. */
  readonly base: Term;
  /** Whether something is left out above, so that finding no value proves nothing: windows beyond what doubles count. */
  readonly isVague: boolean;
}

/** Negations that the searches know; those of other atoms are atoms again, unless their numbers are too large. */
const NEGATED: ReadonlySet<Term['kind']> = new Set(['multiple', 'pattern', 'format', 'members', 'names', 'at', 'from', 'unique']);

/** One of `alternatives` must hold. */
export interface Choice {
  readonly term: Term;
  readonly alternatives: readonly Term[];
}

/**
 * Take `term` apart; undefined if its parts contradict each other. Linear in what it unfolds to, but quadratic in the
 * branches of an exclusive choice; `spend` is told of each pair.
 */
export function goalOf(prover: Prover, term: Term, spend: (steps: number) => void): Goal | undefined {
  return new GoalReader(prover, spend).read(term);
}

class GoalReader {
  readonly #prover: Prover;
  readonly #spend: (steps: number) => void;
  #mask = ALL_TYPES;
  #values: readonly JsonValue[] | undefined;
  #isImpossible = false;
  readonly #atoms: Term[] = [];
  readonly #nots: Atom[] = [];
  readonly #excluded: JsonValue[] = [];
  readonly #opaque: Term[] = [];
  readonly #vague: Term[] = [];
  readonly #choices: Choice[] = [];
  readonly #seen = new Map<number, Term>();

  constructor(prover: Prover, spend: (steps: number) => void) {
    this.#prover = prover;
    this.#spend = spend;
  }

  read(term: Term): Goal | undefined {
    const open: Term[] = [term];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (this.#seen.has(part.id)) continue;
      this.#seen.set(part.id, part);
      open.push(...this.#take(part));
    }
    for (const part of this.#seen.values()) if (part.kind === 'not' && this.#seen.has(part.of.id)) return undefined;
    const excluded = new ValueSet(this.#excluded);
    const values = this.#excluded.length === 0 ? this.#values : this.#values?.filter((value) => !excluded.has(value));
    if (this.#isImpossible || this.#mask === 0 || values?.length === 0) return undefined;
    return {
      mask: this.#mask,
      values,
      atoms: this.#atoms,
      nots: this.#nots,
      excluded: this.#excluded,
      choices: this.#choices.filter(({ alternatives }) => !alternatives.some((alternative) => this.#seen.has(alternative.id))),
      base: this.#base(),
      isVague: this.#vague.length > 0,
    };
  }

  #base(): Term {
    const { terms } = this.#prover;
    const values = this.#values === undefined ? [] : [terms.enum(this.#values)];
    const others = this.#excluded.length === 0 ? [] : [terms.not(terms.enum(this.#excluded))];
    const nots = this.#nots.map((atom) => terms.not(terms.atom(atom)));
    return terms.and([terms.type(this.#mask), ...values, ...others, ...this.#atoms, ...nots, ...this.#opaque, ...this.#vague]);
  }

  /** Note what a part says; returned are the parts that it consists of. */
  #take(part: Term): readonly Term[] {
    switch (part.kind) {
      case 'any':
        return [];
      case 'none':
        this.#isImpossible = true;
        return [];
      case 'and':
        return part.of;
      case 'ref':
        return this.#unfolded(part.target, part);
      case 'type':
        this.#mask &= part.mask;
        return [];
      case 'enum':
        this.#values = this.#values?.filter((value) => isAmong(part.values, value)) ?? part.values;
        return [];
      case 'opaque':
        this.#opaque.push(part);
        return [];
      case 'or':
        this.#choices.push({ term: part, alternatives: part.of });
        return [];
      case 'one':
        this.#choices.push({ term: part, alternatives: this.#exactlyOne(part.of) });
        return [];
      case 'not':
        return this.#takeNot(part, part.of);
      default:
        this.#atoms.push(part);
        return [];
    }
  }

  #takeNot(whole: Term, inner: Term): readonly Term[] {
    const { terms } = this.#prover;
    switch (inner.kind) {
      case 'ref': {
        const definition = terms.definition(inner.target);
        if (definition === undefined) this.#opaque.push(whole);
        return definition === undefined ? [] : [terms.not(definition)];
      }
      case 'and':
        this.#choices.push({ term: whole, alternatives: inner.of.map((part) => terms.not(part)) });
        return [];
      case 'one':
        this.#choices.push({ term: whole, alternatives: this.#notExactlyOne(inner.of) });
        return [];
      case 'enum':
        for (const value of inner.values) this.#excluded.push(value);
        return [];
      case 'opaque':
        this.#opaque.push(whole);
        return [];
      default:
        return this.#takeNotAtom(inner);
    }
  }

  #takeNotAtom(inner: Term): readonly Term[] {
    const types = atomTypes(inner);
    // Terms.not has no other `not` than those of atoms and of the kinds above.
    if (types === undefined) return [this.#prover.terms.not(inner)];
    this.#mask &= types;
    if (NEGATED.has(inner.kind)) this.#nots.push(inner as Atom & Term);
    else this.#vague.push(this.#prover.terms.not(inner));
    return [];
  }

  #unfolded(target: string, whole: Term): readonly Term[] {
    const definition = this.#prover.terms.definition(target);
    if (definition === undefined) this.#opaque.push(whole);
    return definition === undefined ? [] : [definition];
  }

  /** What is disjoint from a branch need not be excluded beside it. */
  #exactlyOne(branches: readonly Term[]): Term[] {
    const { terms } = this.#prover;
    return branches.map((branch) => {
      this.#spend(branches.length / 16);
      const rivals = branches.filter((other) => other !== branch && !this.#areDisjoint(branch, other));
      return terms.and([branch, ...rivals.map((other) => terms.not(other))]);
    });
  }

  #notExactlyOne(branches: readonly Term[]): Term[] {
    const { terms } = this.#prover;
    const none = terms.and(branches.map((branch) => terms.not(branch)));
    const pairs = branches.flatMap((a, index) => {
      this.#spend((branches.length - index) / 16);
      return branches.slice(index + 1).flatMap((b) => (this.#areDisjoint(a, b) ? [] : [terms.and([a, b])]));
    });
    return [none, ...pairs];
  }

  #areDisjoint(a: Term, b: Term): boolean {
    return (this.#prover.shape(a).mask & this.#prover.shape(b).mask) === 0;
  }
}

import type { Term } from '../form/term.ts';
import { literalsOf, type Literals, type TermLanguage } from './literals.ts';
import { isReason, refutesType, TYPE_RULES, type Reason } from './rules.ts';

/** Why one goal is empty: it contradicts itself, each alternative of a choice (by its key) is empty, or no type has a value. */
export type Step = 'clash' | { readonly choice: string } | { readonly types: Readonly<Record<string, Reason>> };

/** Larger proofs are refused. */
const MAX_GOALS = 200_000;

/**
 * Whether `steps`, by the keys of goals, prove that `goal` has no values.
 *
 * Each step says that a value of its goal would be a value of another goal, or would contain a smaller value of one.
 * Goals that come up again are not proved again, so a proof may lead back to where it began: were there values of the
 * goals of a proof, take a smallest one; the steps lead from it to a smaller one, or to another goal with the same value,
 * and of these ways none goes round in a circle. Shares nothing with the prover and the solver but the terms.
 */
export function checkSteps(language: TermLanguage, goal: Term, steps: Readonly<Record<string, unknown>>): boolean {
  const goals = new Map([[goal, 0]]);
  const inPlace: number[][] = [];
  for (const next of goals.keys()) {
    const key = language.keys.of(next);
    const premises = Object.hasOwn(steps, key) && goals.size <= MAX_GOALS ? checkStep(language, next, steps[key]) : undefined;
    if (premises === undefined) return false;
    for (const premise of [...premises.same, ...premises.smaller]) if (!goals.has(premise)) goals.set(premise, goals.size);
    inPlace.push(premises.same.map((premise) => goals.get(premise) as number));
  }
  return !hasCircle(inPlace);
}

export interface Premises {
  /** Goals for the same value. */
  readonly same: readonly Term[];
  /** Goals for a member, an item or a name. */
  readonly smaller: readonly Term[];
}

/** What a step rests on; undefined if it is wrong. */
export function checkStep(language: TermLanguage, goal: Term, step: unknown): Premises | undefined {
  const literals = literalsOf(language, goal);
  if (goal.kind === 'none') return step === 'clash' ? NOTHING : undefined;
  if (step === 'clash') return literals.isClash ? NOTHING : undefined;
  if (typeof step !== 'object' || step === null) return undefined;
  if ('choice' in step) {
    const same = alternativesOf(language, literals, step.choice);
    return same && { same, smaller: [] };
  }
  const reasons = 'types' in step && typeof step.types === 'object' && step.types !== null ? (step.types as Record<string, unknown>) : undefined;
  const smaller = reasons && premisesOfTypes(language, literals, reasons);
  return smaller && { same: [], smaller };
}

const NOTHING: Premises = { same: [], smaller: [] };

/** The goal with each alternative of one of its choices. */
export function alternativesOf({ terms, keys }: TermLanguage, { parts, choices }: Literals, key: unknown): readonly Term[] | undefined {
  const choice = choices.find(({ term }) => keys.of(term) === key);
  const others = choices.filter((other) => other !== choice).map(({ term }) => term);
  return choice?.alternatives.map((alternative) => terms.and([...parts, ...others, alternative]));
}

function premisesOfTypes(language: TermLanguage, literals: Literals, reasons: Readonly<Record<string, unknown>>): readonly Term[] | undefined {
  const premises: Term[] = [];
  const isRefuted = TYPE_RULES.every(([type, name]) => {
    if ((literals.mask & type) === 0) return true;
    const reason = Object.hasOwn(reasons, name) ? reasons[name] : undefined;
    return isReason(reason) && refutesType(language, literals, type, reason, (goal) => premises.push(goal) > 0);
  });
  return isRefuted ? premises : undefined;
}

function hasCircle(edges: readonly (readonly number[])[]): boolean {
  const incoming = edges.map(() => 0);
  for (const targets of edges) for (const target of targets) incoming[target] = (incoming[target] ?? 0) + 1;
  const free = incoming.flatMap((count, at) => (count === 0 ? [at] : []));
  for (const at of free) {
    for (const target of edges[at] ?? []) {
      incoming[target] = (incoming[target] ?? 0) - 1;
      if (incoming[target] === 0) free.push(target);
    }
  }
  return free.length < edges.length;
}

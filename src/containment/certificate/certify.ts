import type { Term } from '../form/term.ts';
import { TYPE } from '../form/term.ts';
import { TermKeys } from '../form/term-key.ts';
import type { Solver } from '../solve/solver.ts';
import { alternativesOf, checkStep, type Step } from './check.ts';
import { literalsOf, type Literals, type TermLanguage } from './literals.ts';
import { refutesType, TYPE_RULES, type Reason } from './rules.ts';

/** Goals of a proof that is written down. */
const MAX_GOALS = 20_000;

export type Certified = { readonly steps: Readonly<Record<string, Step>> } | { readonly uncertified: string };

/**
 * Write down why `goal` is empty, in the checker's steps. The solver is asked at each goal which rule will do, since it
 * knows of any term whether it is empty; the checker needs no such oracle. Not every proof can be written so: what rests on
 * the languages of patterns, on counting members or on the pigeonhole principle is told as `uncertified`. Throws `BudgetExhausted`.
 */
export function certify(solver: Solver, goal: Term): Certified {
  const language: TermLanguage = { terms: solver.terms, membership: solver.prover.membership, keys: new TermKeys() };
  const goals = new Set([goal]);
  const steps: Record<string, Step> = {};
  for (const next of goals) {
    const found = stepFor(solver, language, next);
    if ('missing' in found) return { uncertified: found.missing };
    const premises = checkStep(language, next, found.step);
    if (premises === undefined) return { uncertified: 'a step that the checker does not take' };
    for (const premise of [...premises.same, ...premises.smaller]) goals.add(premise);
    steps[language.keys.of(next)] = found.step;
    if (goals.size > MAX_GOALS) return { uncertified: `the proof has more than ${MAX_GOALS} goals` };
  }
  return { steps };
}

/** A step, or the name of what stands in its way. */
function stepFor(solver: Solver, language: TermLanguage, goal: Term): { readonly step: Step } | { readonly missing: string } {
  const literals = literalsOf(language, goal);
  if (literals.isClash || goal.kind === 'none') return { step: 'clash' };
  const isEmpty = (term: Term): boolean => term.kind === 'none' || solver.isEmpty(term);
  const reasons: [string, Reason][] = [];
  let missing: string | undefined;
  for (const [type, name] of TYPE_RULES) {
    if ((literals.mask & type) === 0) continue;
    const reason = reasonsFor(literals, type, isEmpty, language).find((candidate) => refutesType(language, literals, type, candidate, isEmpty));
    if (reason === undefined) missing ??= name;
    else reasons.push([name, reason]);
  }
  if (missing === undefined) return { step: { types: Object.fromEntries(reasons) } };
  if (literals.choices.length === 0) return { missing: WHY_NOT[missing] ?? missing };
  return { step: { choice: language.keys.of(narrowest(language, literals, isEmpty)) } };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  string: 'the languages of patterns are compared',
  object: 'the members of an object are counted, or their names compared',
  array: 'the items of an array are counted, or told apart',
  number: 'more multiples are counted than the checker does',
};

/** The choice with the fewest alternatives that the rest of the goal does not rule out. */
function narrowest(language: TermLanguage, literals: Literals, isEmpty: (goal: Term) => boolean): Term {
  const live = literals.choices.map((choice) => {
    const goals = alternativesOf(language, { ...literals, choices: [choice] }, language.keys.of(choice.term)) ?? [];
    return { term: choice.term, count: goals.filter((goal) => !isEmpty(goal)).length };
  });
  return live.reduce((best, other) => (other.count < best.count ? other : best)).term;
}

/** The reasons that there may be, cheap ones first. */
function reasonsFor(goal: Literals, type: number, isEmpty: (goal: Term) => boolean, { terms, keys }: TermLanguage): readonly Reason[] {
  if (type === TYPE.object) {
    const required = goal.atoms.flatMap((atom): Reason[] => (atom.kind === 'required' ? [['required', atom.name]] : []));
    return [['count'], ['empty'], ...required, ...obligations(goal, keys)];
  }
  if (type === TYPE.array) {
    const positions = [...new Set(goal.atoms.flatMap((atom) => (atom.kind === 'at' || atom.kind === 'from' ? [atom.index] : [])))].toSorted(
      (a, b) => a - b,
    );
    const tail = Math.max(0, ...goal.atoms.map((atom) => (atom.kind === 'at' ? atom.index + 1 : 0)), ...positions);
    const all = Array.from({ length: Math.min(tail, 200) + 1 }, (_, index) => index);
    const itemAt = (index: number): Term =>
      terms.and(
        goal.atoms.flatMap((atom) =>
          (atom.kind === 'at' && atom.index === index) || (atom.kind === 'from' && atom.index <= index) ? [atom.of] : [],
        ),
      );
    const counts = goal.atoms.flatMap((atom): Reason[] => {
      if (atom.kind !== 'contains') return [];
      const impossible = all.filter((at) => isEmpty(terms.and([itemAt(at), atom.of])));
      const sure = all.filter((at) => isEmpty(terms.and([itemAt(at), terms.not(atom.of)])));
      const prefixes = sure.map((_, count) => sure.slice(0, count + 1));
      return [['contains', keys.of(atom), impossible], ...prefixes.map((some): Reason => ['surplus', keys.of(atom), some])];
    });
    const contains = goal.atoms.flatMap((atom) => (atom.kind === 'contains' ? [keys.of(atom)] : []));
    const within = contains.flatMap((asked) => contains.map((limited): Reason => ['within', asked, limited]));
    return [['size'], ['empty'], ...all.map((at): Reason => ['item', at]), ...obligations(goal, keys), ...within, ...counts];
  }
  return [['values'], ['number'], ['length'], ['empty']];
}

function obligations({ nots }: Literals, keys: TermKeys): Reason[] {
  return nots.map((atom) => ['obligation', keys.of(atom)]);
}

import type { JsonValue } from '../../core/json/value.ts';
import type { Membership } from '../form/holds.ts';
import { ALL_TYPES, atomTypes, type Atom, type Term } from '../form/term.ts';
import type { TermKeys } from '../form/term-key.ts';
import type { Terms } from '../form/terms.ts';

/** What terms are and mean: all that the checker shares with the engine. */
export interface TermLanguage {
  readonly terms: Terms;
  readonly membership: Membership;
  readonly keys: TermKeys;
}

/** A goal taken apart: everything that a value of it fulfils. */
export interface Literals {
  readonly mask: number;
  readonly atoms: readonly (Atom & Term)[];
  /** Atoms that do not hold. */
  readonly nots: readonly (Atom & Term)[];
  /** Of each, one alternative holds. */
  readonly choices: readonly Choice[];
  /** All but the choices, as terms. */
  readonly parts: readonly Term[];
  readonly isClash: boolean;
}

export interface Choice {
  readonly term: Term;
  readonly alternatives: readonly Term[];
}

/** Take a goal apart: conjunctions and references are opened, negations pushed down to atoms. Deterministic. */
export function literalsOf({ terms, membership }: TermLanguage, goal: Term): Literals {
  const seen = new Set<Term>();
  const parts: Term[] = [];
  const atoms: (Atom & Term)[] = [];
  const nots: (Atom & Term)[] = [];
  const choices: Choice[] = [];
  const values: (readonly JsonValue[])[] = [];
  let mask = ALL_TYPES;
  const open: Term[] = [goal];
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    if (seen.has(part)) continue;
    seen.add(part);
    const inner = openedBy(terms, part);
    if (inner !== undefined) {
      open.push(...inner);
      continue;
    }
    const alternatives = alternativesOf(terms, part);
    if (alternatives !== undefined) {
      choices.push({ term: part, alternatives });
      continue;
    }
    parts.push(part);
    if (part.kind === 'none') mask = 0;
    if (part.kind === 'type') mask &= part.mask;
    if (part.kind === 'enum') values.push(part.values);
    if (atomTypes(part) !== undefined) atoms.push(part as Atom & Term);
    if (part.kind !== 'not' || atomTypes(part.of) === undefined) continue;
    // What is of another type fulfils an atom, so where the atom fails the type is right.
    mask &= atomTypes(part.of) ?? 0;
    nots.push(part.of as Atom & Term);
  }
  const [listed] = values;
  const isRefuted = listed?.every((value) => membership.holds(goal, value) === false) === true;
  const isContrary = parts.some((part) => part.kind === 'not' && seen.has(part.of));
  return { mask, atoms, nots, choices, parts, isClash: mask === 0 || isRefuted || isContrary };
}

/** The parts that say together what `part` says; undefined if it is not made of parts. */
function openedBy(terms: Terms, part: Term): readonly Term[] | undefined {
  switch (part.kind) {
    case 'any':
      return [];
    case 'and':
      return part.of;
    case 'ref': {
      const definition = terms.definition(part.target);
      return definition === undefined ? undefined : [definition];
    }
    case 'not': {
      const definition = part.of.kind === 'ref' ? terms.definition(part.of.target) : undefined;
      return definition === undefined ? undefined : [terms.not(definition)];
    }
    default:
      return undefined;
  }
}

/** The terms of which one holds wherever `part` does; undefined if it is no choice. */
function alternativesOf(terms: Terms, part: Term): readonly Term[] | undefined {
  if (part.kind === 'or') return part.of;
  if (part.kind === 'one')
    return part.of.map((branch) => terms.and([branch, ...part.of.filter((other) => other !== branch).map((other) => terms.not(other))]));
  if (part.kind !== 'not') return undefined;
  const { of: inner } = part;
  if (inner.kind === 'and') return inner.of.map((each) => terms.not(each));
  if (inner.kind !== 'one') return undefined;
  const pairs = inner.of.flatMap((a, index) => inner.of.slice(index + 1).map((b) => terms.and([a, b])));
  return [terms.and(inner.of.map((branch) => terms.not(branch))), ...pairs];
}

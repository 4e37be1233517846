import type { JsonValue } from '../../core/json/value.ts';
import { patternsOf, type KeySet } from '../form/key-set.ts';
import { NUMBER, TYPE, type Atom, type Term } from '../form/term.ts';
import type { Literals, TermLanguage } from './literals.ts';
import { hasNoNumber } from './numbers.ts';

/** Why no value of one type is in a goal, by rule and its parameters. */
export type Reason =
  | readonly ['values']
  | readonly ['number']
  | readonly ['length']
  /** Only the empty text, array or object is of the right size, and it is not in the goal. */
  | readonly ['empty']
  | readonly ['count']
  /** The member must be there and has no value. */
  | readonly ['required', string]
  /** What must fail somewhere fails nowhere: the key of the negated atom. */
  | readonly ['obligation', string]
  | readonly ['size']
  /** The item must be there and has no value. */
  | readonly ['item', number]
  /** Too few items can be in what the atom asks for: the key of the atom, the positions where none can. */
  | readonly ['contains', string, readonly number[]]
  /** Too many items must be in it: the positions where they must. */
  | readonly ['surplus', string, readonly number[]]
  /** Too many items must be in what the second atom limits, since what the first asks for is within it. */
  | readonly ['within', string, string];

/** What follows the name of a rule. */
const PARAMETERS: Readonly<Record<string, readonly ('key' | 'index' | 'positions')[]>> = {
  ...{ values: [], number: [], length: [], empty: [], count: [], size: [] },
  ...{ required: ['key'], obligation: ['key'], item: ['index'], within: ['key', 'key'] },
  ...{ contains: ['key', 'positions'], surplus: ['key', 'positions'] },
};

/** Narrow to a reason; positions are ascending, so that none counts twice. */
export function isReason(value: unknown): value is Reason {
  if (!Array.isArray(value)) return false;
  const [rule, ...given] = value as unknown[];
  const wanted = typeof rule === 'string' && Object.hasOwn(PARAMETERS, rule) ? PARAMETERS[rule] : undefined;
  const isIndex = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  return (
    wanted?.length === given.length &&
    wanted.every((kind, at) => {
      const one = given[at];
      if (kind === 'key') return typeof one === 'string';
      if (kind === 'index') return isIndex(one);
      return Array.isArray(one) && one.every((position, index) => isIndex(position) && (index === 0 || position > one[index - 1]));
    })
  );
}

/** Asked of each smaller goal on which a rule rests: whether it is to be taken as empty. */
export type Premise = (goal: Term) => boolean;

export const TYPE_RULES: readonly (readonly [type: number, name: string])[] = [
  [TYPE.null, 'null'],
  [TYPE.boolean, 'boolean'],
  [NUMBER, 'number'],
  [TYPE.string, 'string'],
  [TYPE.array, 'array'],
  [TYPE.object, 'object'],
];

/** More patterns, whose combinations are told apart, make a rule inapplicable. */
const MAX_PATTERNS = 8;
const MAX_POSITIONS = 1_000;

/** Whether `reason` shows that no value of `type` is in the goal, given that its premises are empty. */
export function refutesType(language: TermLanguage, goal: Literals, type: number, reason: Reason, premise: Premise): boolean {
  const [rule] = reason;
  if (type === TYPE.null || type === TYPE.boolean) return rule === 'values' && hasNoConstant(language, goal, type);
  if (rule === 'empty') return isEmptyOnly(language, goal, type);
  if (type === NUMBER) return rule === 'number' && hasNoNumber(goal, (number) => isRefuted(language, goal, number));
  if (type === TYPE.string) return rule === 'length' && windowOf(goal, 'length').min > windowOf(goal, 'length').max;
  return type === TYPE.array ? refutesArray(language, goal, reason, premise) : refutesObject(language, goal, reason, premise);
}

function hasNoConstant(language: TermLanguage, goal: Literals, type: number): boolean {
  return (type === TYPE.null ? [null] : [true, false]).every((value) => isRefuted(language, goal, value));
}

function isEmptyOnly(language: TermLanguage, goal: Literals, type: number): boolean {
  if (type === TYPE.string) return windowOf(goal, 'length').max === 0 && isRefuted(language, goal, '');
  if (type === TYPE.array) return windowOf(goal, 'size').max === 0 && isRefuted(language, goal, []);
  return type === TYPE.object && windowOf(goal, 'count').max === 0 && isRefuted(language, goal, {});
}

function isRefuted({ terms, membership }: TermLanguage, { parts, choices }: Literals, value: JsonValue): boolean {
  return membership.holds(terms.and([...parts, ...choices.map(({ term }) => term)]), value) === false;
}

function windowOf({ atoms }: Literals, kind: 'length' | 'count' | 'size'): { readonly min: number; readonly max: number } {
  const windows = atoms.flatMap((atom) => (atom.kind === kind && 'min' in atom && 'max' in atom ? [atom] : []));
  return { min: Math.max(0, ...windows.map(({ min }) => min)), max: Math.min(Infinity, ...windows.map(({ max }) => max)) };
}

function refutesObject(language: TermLanguage, goal: Literals, reason: Reason, premise: Premise): boolean {
  const members = new Members(language, goal);
  switch (reason[0]) {
    case 'count':
      return Math.max(windowOf(goal, 'count').min, members.required.size) > windowOf(goal, 'count').max;
    case 'required':
      return members.required.has(reason[1]) && (members.isRefused(reason[1]) || premise(members.at(reason[1])));
    case 'obligation': {
      const failing = goal.nots.find((atom) => language.keys.of(atom) === reason[1]);
      if (failing?.kind === 'members') return members.allWithin(failing.keys, failingTogether(goal, failing), premise);
      return failing?.kind === 'names' && members.allNamed(failing.of, premise);
    }
    default:
      return false;
  }
}

/** What all of the negated atoms about the same single name say together: its one value fails them all. */
function failingTogether({ nots }: Literals, { keys, of }: Extract<Atom, { readonly kind: 'members' }>): readonly Term[] {
  if (keys.kind !== 'name') return [of];
  return nots.flatMap((atom) => (atom.kind === 'members' && atom.keys.kind === 'name' && atom.keys.name === keys.name ? [atom.of] : []));
}

/** What an object of a goal may have for members. */
class Members {
  readonly required: ReadonlySet<string>;
  readonly #language: TermLanguage;
  readonly #members: readonly Extract<Atom, { readonly kind: 'members' }>[];
  readonly #names: readonly Term[];

  constructor(language: TermLanguage, { atoms }: Literals) {
    this.#language = language;
    this.#members = atoms.filter((atom) => atom.kind === 'members');
    this.#names = atoms.flatMap((atom) => (atom.kind === 'names' ? [atom.of] : []));
    this.required = new Set(atoms.flatMap((atom) => (atom.kind === 'required' ? [atom.name] : [])));
  }

  isRefused(name: string): boolean {
    return this.#names.some((of) => this.#language.membership.holds(of, name) === false);
  }

  /** What the value of the member is in. */
  at(name: string): Term {
    const { terms, membership } = this.#language;
    return terms.and(this.#members.filter(({ keys }) => membership.covers(keys, name)).map(({ of }) => of));
  }

  /** Whether every member with a name in `keys` is in one of `of`. */
  allWithin(keys: KeySet, of: readonly Term[], premise: Premise): boolean {
    const { terms, membership } = this.#language;
    const outside = terms.and(of.map((each) => terms.not(each)));
    const named = [...this.#mentioned(keys)].filter((name) => membership.covers(keys, name));
    return (
      named.every((name) => this.isRefused(name) || premise(terms.and([this.at(name), outside]))) &&
      (this.#others(keys)?.every(({ value }) => premise(terms.and([value, outside]))) ?? false)
    );
  }

  /** Whether every member's name is in `of`. */
  allNamed(of: Term, premise: Premise): boolean {
    const { terms, membership } = this.#language;
    const everything: KeySet = { kind: 'class', inside: [], outside: [], except: [] };
    const isFine = (name: string): boolean => membership.holds(of, name) === true || this.isRefused(name) || premise(this.at(name));
    const others = this.#others(everything);
    return (
      [...this.#mentioned(everything)].every(isFine) &&
      (others?.every(({ name, value }) => premise(terms.and([name, terms.not(of)])) || premise(value)) ?? false)
    );
  }

  #mentioned(keys: KeySet): Set<string> {
    const sets = [keys, ...this.#members.map((member) => member.keys)];
    return new Set([...this.required, ...sets.flatMap((set) => (set.kind === 'name' ? [set.name] : set.except))]);
  }

  /** The names in `keys` that are not mentioned, by the patterns that they match; undefined if those are too many. */
  #others(keys: KeySet): readonly { readonly name: Term; readonly value: Term }[] | undefined {
    if (keys.kind === 'name') return [];
    const patterns = [...new Set([keys, ...this.#members.map((member) => member.keys)].flatMap(patternsOf))];
    if (patterns.length > MAX_PATTERNS) return undefined;
    const isIn = (set: KeySet, matched: readonly string[]): boolean =>
      set.kind === 'class' && set.inside.every((source) => matched.includes(source)) && !set.outside.some((source) => matched.includes(source));
    const { terms } = this.#language;
    return patterns
      .reduce<string[][]>((subsets, source) => [...subsets, ...subsets.map((subset) => [...subset, source])], [[]])
      .filter((matched) => isIn(keys, matched))
      .map((matched) => {
        const literals = patterns.map((source) => {
          const pattern = terms.atom({ kind: 'pattern', source });
          return matched.includes(source) ? pattern : terms.not(pattern);
        });
        const value = terms.and(this.#members.filter((member) => isIn(member.keys, matched)).map(({ of }) => of));
        return { name: terms.and([terms.type(TYPE.string), ...this.#names, ...literals]), value };
      });
  }
}

function refutesArray(language: TermLanguage, goal: Literals, reason: Reason, premise: Premise): boolean {
  const items = new Items(language, goal);
  switch (reason[0]) {
    case 'size':
      return items.min > items.max;
    case 'item':
      return reason[1] < items.min && premise(items.at(reason[1]));
    case 'obligation':
      return items.isObligationVain(
        goal.nots.find((atom) => language.keys.of(atom) === reason[1]),
        premise,
      );
    case 'contains':
    case 'surplus': {
      const atom = goal.atoms.find((candidate) => language.keys.of(candidate) === reason[1]);
      if (atom?.kind !== 'contains') return false;
      return reason[0] === 'contains' ? items.areTooFew(atom, reason[2], premise) : items.areTooMany(atom, reason[2], premise);
    }
    case 'within': {
      const [asked, limited] = [reason[1], reason[2]].map((key) => goal.atoms.find((candidate) => language.keys.of(candidate) === key));
      return asked?.kind === 'contains' && limited?.kind === 'contains' && asked.min > limited.max && items.areWithin(asked.of, limited.of, premise);
    }
    default:
      return false;
  }
}

class Items {
  readonly min: number;
  readonly max: number;
  /** From here on all positions are alike. */
  readonly tail: number;
  readonly #terms: TermLanguage['terms'];
  readonly #atoms: Literals['atoms'];

  constructor({ terms }: TermLanguage, goal: Literals) {
    this.#terms = terms;
    this.#atoms = goal.atoms;
    const { min, max } = windowOf(goal, 'size');
    const indices = goal.nots.flatMap((atom) => (atom.kind === 'at' || atom.kind === 'from' ? [atom.index + 1] : []));
    const needed = goal.atoms.flatMap((atom) => (atom.kind === 'contains' ? [atom.min] : []));
    this.min = Math.max(min, ...indices, ...needed);
    this.max = max;
    this.tail = Math.max(0, ...goal.atoms.map((atom) => (atom.kind === 'at' ? atom.index + 1 : atom.kind === 'from' ? atom.index : 0)));
  }

  /** What the item is in. */
  at(index: number): Term {
    return this.#terms.and(
      this.#atoms.flatMap((atom) => ((atom.kind === 'at' && atom.index === index) || (atom.kind === 'from' && atom.index <= index) ? [atom.of] : [])),
    );
  }

  isObligationVain(failing: Literals['nots'][number] | undefined, premise: Premise): boolean {
    if (failing?.kind === 'unique') return this.max <= 1;
    if (failing?.kind !== 'at' && failing?.kind !== 'from') return false;
    const { index, of } = failing;
    const last = failing.kind === 'at' ? index : Math.max(index, this.tail);
    return this.#positions(index, last).every((at) => premise(this.#terms.and([this.at(at), this.#terms.not(of)])));
  }

  /** Whether an item in `a` is in `b`, wherever it stands. */
  areWithin(a: Term, b: Term, premise: Premise): boolean {
    return this.#positions(0, this.tail).every((at) => premise(this.#terms.and([this.at(at), a, this.#terms.not(b)])));
  }

  /** No item at `impossible` is in `of`, and the other positions are too few. The tail counts as one position, endless. */
  areTooFew({ of, min }: Extract<Atom, { readonly kind: 'contains' }>, impossible: readonly number[], premise: Premise): boolean {
    const positions = this.#positions(0, this.tail);
    const possible = positions.filter((at) => !impossible.includes(at));
    if (this.max > this.tail && possible.includes(this.tail)) return false;
    return possible.length < min && positions.every((at) => possible.includes(at) || premise(this.#terms.and([this.at(at), of])));
  }

  /** Every item at `sure` is in `of`, and there are too many of them at the least length. */
  areTooMany({ of, max }: Extract<Atom, { readonly kind: 'contains' }>, sure: readonly number[], premise: Premise): boolean {
    if (sure.some((at) => at >= this.min || at > this.tail)) return false;
    const count = sure.reduce((sum, at) => sum + (at === this.tail ? this.min - this.tail : 1), 0);
    return count > max && sure.every((at) => premise(this.#terms.and([this.at(at), this.#terms.not(of)])));
  }

  /** Those from `first` to `last` that an array may have; none where they are too many to be looked at. */
  #positions(first: number, last: number): readonly number[] {
    const end = Math.min(last, this.max - 1);
    if (end - first > MAX_POSITIONS) throw new RangeError('too many positions');
    return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
  }
}

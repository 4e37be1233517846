import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { isAmong } from '../form/holds.ts';
import type { Term } from '../form/term.ts';
import type { Gathering } from './answer.ts';
import { matchDistinct } from './distinct.ts';
import type { Goal } from './goal.ts';
import type { Solver } from './solver.ts';

/** Between `min` and `max` items from position `start` on are in `of`. */
interface Need {
  readonly of: Term;
  readonly start: number;
  readonly min: number;
  readonly max: number;
}

const MAX_NEEDS = 16;
/** Ways in which one item serves the needs; of needs that no item serves together there are few. */
const MAX_ROLES = 256;
/** Items of an array that is written out. */
const MAX_LENGTH = 2_000;
const MAX_STATES = 20_000;
/** Ways to give the items of an array without duplicates their parts, looked at one by one. */
const MAX_WAYS = 500;
const MAX_ENUMERATED = 2_000;
const MAX_VALUES = 256;

/** Arrays of a goal. Exact for up to 16 `contains` at once of which an item serves 256 choices, 2,000 items, and 500 ways to distribute the items of unique ones. */
export function gatherArrays(goal: Goal, gathering: Gathering, solver: Solver): void {
  new ArraySearch(goal, gathering, solver).run();
}

/** What each item of an array is in. */
type Items = readonly Term[];

/** Which needs an item serves, and what it is in then. */
interface Role {
  readonly serves: readonly boolean[];
  readonly of: Term;
}

/** The last of the items so far. */
interface Way {
  /** How many items serve each need. */
  readonly counts: readonly number[];
  readonly before: Way | undefined;
  readonly of: Term | undefined;
}

class ArraySearch {
  readonly #goal: Goal;
  readonly #gathering: Gathering;
  readonly #solver: Solver;
  readonly #needs: readonly Need[];
  /** From here on all positions are alike. */
  readonly #tail: number;
  readonly #min: number;
  readonly #max: number;
  readonly #isUnique: boolean;
  readonly #hasTwins: boolean;
  readonly #places = new Map<number, Term>();
  readonly #rolesByPlace = new Map<number, readonly Role[]>();
  readonly #mostByPlace = new Map<number, number>();

  constructor(goal: Goal, gathering: Gathering, solver: Solver) {
    this.#gathering = gathering;
    this.#solver = solver;
    const { terms } = solver;
    const atoms = [...goal.atoms];
    const needs: Need[] = [];
    let least = 0;
    for (const atom of goal.nots) {
      if (atom.kind === 'from') needs.push({ of: terms.not(atom.of), start: atom.index, min: 1, max: Infinity });
      if (atom.kind !== 'at') continue;
      atoms.push(terms.atom({ kind: 'at', index: atom.index, of: terms.not(atom.of) }));
      least = Math.max(least, atom.index + 1);
    }
    const windows = atoms.filter((atom) => atom.kind === 'size');
    this.#needs = [...needs, ...containsOf(atoms)];
    this.#min = Math.max(least, ...windows.map(({ min }) => min));
    this.#max = Math.min(Infinity, ...windows.map(({ max }) => max));
    this.#isUnique = atoms.some(({ kind }) => kind === 'unique');
    this.#hasTwins = goal.nots.some(({ kind }) => kind === 'unique');
    const ends = atoms.map((atom) => (atom.kind === 'at' ? atom.index + 1 : atom.kind === 'from' ? atom.index : 0));
    this.#tail = Math.max(0, ...ends, ...needs.map(({ start }) => start));
    this.#goal = { ...goal, atoms };
  }

  run(): void {
    if (this.#min > this.#max || this.#lacksItems()) return;
    // Items beyond the least length that serve no need can be left out, so no array need be longer than this.
    const needed = this.#needs.reduce((sum, { min }) => sum + min, 0) + (this.#hasTwins ? 2 : 0);
    const longest = Math.min(this.#max, Math.max(this.#min, this.#tail) + needed);
    if (longest > MAX_LENGTH || this.#needs.length > MAX_NEEDS) return this.#gathering.doubt('contains_combinatorics');
    if (this.#lacksServants()) return;
    const found: Items[] = [];
    for (const items of this.#ways(longest)) {
      const array = this.#build(items);
      if (array === undefined) continue;
      found.push(items);
      this.#gathering.offer(array);
      if (this.#gathering.isEnough) return;
    }
    if (found.length > 0) this.#vary(found);
  }

  #ways(longest: number): IterableIterator<Items> {
    if (this.#hasTwins) return this.#withTwins(longest);
    if (this.#isUnique) return this.#waysOneByOne(longest);
    const nothing = this.#needs.map(() => 0);
    return this.#waysByCounts(longest, nothing, new Map());
  }

  /** Whether there are fewer different values than there must be items. */
  #lacksItems(): boolean {
    return this.#isUnique && this.#tail < MAX_LENGTH && this.#areFewer(this.#placesFrom(0), this.#min);
  }

  /** Whether for one of the needs there are fewer different values than must serve it, wherever they stand. */
  #lacksServants(): boolean {
    const { terms } = this.#solver;
    const isShort = ({ of, start, min }: Need): boolean =>
      min > 1 &&
      this.#areFewer(
        this.#placesFrom(start).map((place) => terms.and([place, of])),
        min,
      );
    return this.#isUnique && this.#needs.some(isShort);
  }

  /** What items from `start` on are in, each kind of place once. */
  #placesFrom(start: number): readonly Term[] {
    return Array.from({ length: this.#tail + 1 - start }, (_, index) => this.#place(start + index));
  }

  /** Whether the different values of the terms together are known, and fewer than `count`. */
  #areFewer(all: readonly Term[], count: number): boolean {
    if (count <= 1) return false;
    const known = new Set<string>();
    for (const term of new Set(all)) {
      const { values, isAll } = this.#solver.find(term, Math.min(count, MAX_VALUES));
      this.#solver.spend((1 + values.length) / 16);
      if (!isAll) return false;
      for (const value of values) known.add(canonicalJson(value));
    }
    return known.size < count;
  }

  /** What an item at `index` is in, whatever the needs. */
  #place(index: number): Term {
    const at = Math.min(index, this.#tail);
    const known = this.#places.get(at);
    if (known !== undefined) return known;
    const parts = this.#goal.atoms.flatMap((atom) => {
      if (atom.kind === 'at') return atom.index === at ? [atom.of] : [];
      return atom.kind === 'from' && atom.index <= at ? [atom.of] : [];
    });
    const place = this.#solver.terms.and(parts);
    this.#places.set(at, place);
    return place;
  }

  /** The ways in which an item at `index` serves the needs, with what it is in then; those that no value has are left out. */
  #roles(index: number, place: Term = this.#place(index)): readonly Role[] {
    const { terms } = this.#solver;
    let roles: Role[] = [{ serves: [], of: place }];
    for (const { of, start, max } of this.#needs) {
      roles = roles.flatMap((role): Role[] => {
        const without = { serves: [...role.serves, false], of: role.of };
        if (index < start) return [without];
        const inside = { serves: [...role.serves, true], of: terms.and([role.of, of]) };
        const choices = [inside, max === Infinity ? without : { ...without, of: terms.and([role.of, terms.not(of)]) }];
        return choices.filter((choice) => !this.#solver.isEmpty(choice.of));
      });
      if (roles.length > MAX_ROLES) {
        this.#gathering.doubt('contains_combinatorics');
        return [];
      }
    }
    const possible = roles.filter(({ of }) => this.#some(of) !== undefined);
    // Which values there are for it matters only where no two items may have the same one.
    return this.#isUnique ? possible : possible.filter((role) => !possible.some((other) => other !== role && this.#servesMore(other, role)));
  }

  /** Whether `other` serves all that `role` serves, and more of what can never be too many; whatever its value is, it is one of `role` as well. */
  #servesMore(other: Role, role: Role): boolean {
    return this.#needs.every(({ max }, at) =>
      max === Infinity ? other.serves[at] === true || role.serves[at] !== true : other.serves[at] === role.serves[at],
    );
  }

  /**
   * One way for each length: position by position, of the ways with the same counts only the first. `counts` is what
   * `fixed` positions, whose items are given, add to the needs.
   */
  *#waysByCounts(longest: number, counts: readonly number[], fixed: ReadonlyMap<number, Term>): IterableIterator<Items> {
    let layer = new Map<string, Way>([['', { counts, before: undefined, of: undefined }]]);
    let states = 0;
    const least = Math.max(this.#min, ...[...fixed.keys()].map((index) => index + 1));
    for (let length = 0; length <= longest && layer.size > 0; length += 1) {
      if (length >= least) {
        for (const way of layer.values()) {
          if (this.#areServed(way.counts)) yield itemsOf(way);
        }
      }
      if (length === longest) return;
      const given = fixed.get(length);
      const roles = given === undefined ? this.#rolesAt(length) : [{ serves: [], of: given }];
      const next = new Map<string, Way>();
      for (const way of layer.values()) {
        for (const { serves, of } of roles) {
          const sums = this.#added(way.counts, serves);
          if (sums !== undefined && !next.has(sums.join())) next.set(sums.join(), { counts: sums, before: way, of });
        }
      }
      states += next.size;
      this.#solver.spend(1 + next.size);
      if (states > MAX_STATES) return this.#gathering.doubt('contains_combinatorics');
      layer = next;
    }
  }

  #rolesAt(index: number): readonly Role[] {
    const at = Math.min(index, this.#tail);
    const roles = this.#rolesByPlace.get(at) ?? this.#roles(at);
    this.#rolesByPlace.set(at, roles);
    return roles;
  }

  #areServed(counts: readonly number[]): boolean {
    return this.#needs.every(({ min }, index) => (counts[index] as number) >= min);
  }

  /** Counts after one more item, no higher than they matter; undefined if they are too high. */
  #added(counts: readonly number[], serves: readonly boolean[]): readonly number[] | undefined {
    const sums = this.#needs.map(({ min, max }, index) => {
      const sum = (counts[index] as number) + (serves[index] === true ? 1 : 0);
      return max === Infinity ? Math.min(sum, min) : sum;
    });
    return sums.every((sum, index) => sum <= (this.#needs[index] as Need).max) ? sums : undefined;
  }

  /** Every way, for arrays without duplicates: whether the values suffice depends on all the items together. */
  *#waysOneByOne(longest: number): IterableIterator<Items> {
    let ways = 0;
    const grow = function* (this: ArraySearch, items: Items, counts: readonly number[], lastRole: number): IterableIterator<Items> {
      const length = items.length;
      if (length >= this.#min && this.#areServed(counts)) yield items;
      if (length >= longest || !this.#canBeServed(counts, length, longest)) return;
      for (const [index, { serves, of }] of this.#rolesAt(length).entries()) {
        // Items of the tail may change places.
        if (length > this.#tail && index < lastRole) continue;
        const sums = this.#added(counts, serves);
        if (sums === undefined) continue;
        this.#solver.spend(1);
        ways += 1;
        if (ways > MAX_WAYS + longest) return this.#gathering.doubt('unique_large');
        yield* grow.call(this, [...items, of], sums, length >= this.#tail ? index : 0);
      }
    };
    const nothing = this.#needs.map(() => 0);
    yield* grow.call(this, [], nothing, 0);
  }

  /** Whether the items from `index` on are enough for what the needs still lack, each serving as many as it can. */
  #canBeServed(counts: readonly number[], index: number, longest: number): boolean {
    let missing = this.#needs.reduce((sum, { min }, need) => sum + Math.max(0, min - (counts[need] as number)), 0);
    for (let at = index; at < longest && missing > 0; at += 1) {
      if (at >= this.#tail) return missing <= (longest - at) * this.#mostServed(at);
      missing -= this.#mostServed(at);
    }
    return missing <= 0;
  }

  /** How many needs one item at `index` serves at most. */
  #mostServed(index: number): number {
    const at = Math.min(index, this.#tail);
    const known = this.#mostByPlace.get(at) ?? Math.max(0, ...this.#rolesAt(at).map(({ serves }) => serves.filter(Boolean).length));
    this.#mostByPlace.set(at, known);
    return known;
  }

  /** Arrays in which two items are equal: for each pair of positions, as one item that both must be. */
  *#withTwins(longest: number): IterableIterator<Items> {
    const { terms } = this.#solver;
    const last = Math.min(this.#tail + 1, longest - 1);
    for (let second = 1; second <= last; second += 1) {
      for (let first = 0; first < second; first += 1) {
        const both = terms.and([this.#place(first), this.#place(second)]);
        for (const { serves, of } of this.#roles(second, both)) {
          const once = serves.map((isServed, index) => isServed && first >= (this.#needs[index] as Need).start);
          const counts = this.#needs.map(() => 0);
          const one = this.#added(counts, serves);
          const two = one && this.#added(one, once);
          if (two === undefined) continue;
          const fixed = new Map([
            [first, of],
            [second, of],
          ]);
          yield* this.#waysByCounts(longest, two, fixed);
        }
      }
    }
  }

  #some(term: Term): JsonValue | undefined {
    return this.#solver.list(this.#gathering, term, 1)[0];
  }

  #build(items: Items): readonly JsonValue[] | undefined {
    if (this.#isUnique) return this.#buildUnique(items);
    const values = items.map((term) => this.#some(term));
    return values.every((value) => value !== undefined) ? values : undefined;
  }

  #buildUnique(items: Items): readonly JsonValue[] | undefined {
    const lists = new Map([...new Set(items)].map((term) => [term, this.#solver.list(this.#gathering, term, items.length)]));
    const candidates = items.map((term) => lists.get(term) ?? []);
    return matchDistinct(candidates, { textOf: canonicalJson, spend: (steps) => this.#solver.spend(steps / 16) });
  }

  /** More arrays: all of them where those are few, else variations of those that were found. */
  #vary(ways: readonly Items[]): void {
    if (this.#enumerate() || ways.length === 0) return;
    for (const items of ways) {
      for (const array of this.#variations(items)) {
        this.#solver.spend(1);
        this.#gathering.offer(array);
        if (this.#gathering.isEnough) return;
      }
    }
    this.#gathering.doubt('unique_large');
  }

  *#variations(items: Items): IterableIterator<readonly JsonValue[]> {
    const count = this.#gathering.wanted + this.#goal.excluded.length + items.length;
    const array = this.#build(items);
    if (array === undefined) return;
    for (const [index, term] of items.entries()) for (const value of this.#solver.list(this.#gathering, term, count)) yield array.with(index, value);
    if (items.length >= this.#max) return;
    const more = this.#solver.list(this.#gathering, this.#place(items.length), count);
    for (const value of more) yield [...array, value];
    for (const first of more)
      for (const second of this.#solver.list(this.#gathering, this.#place(items.length + 1), 3)) yield [...array, first, second];
  }

  /** Offer every array there is; false, with nothing offered, where they are too many. */
  #enumerate(): boolean {
    let arrays: (readonly JsonValue[])[] = [[]];
    const all: (readonly JsonValue[])[] = [];
    for (let length = 0; arrays.length > 0; length += 1) {
      if (length >= this.#min) all.push(...arrays);
      if (length >= this.#max) break;
      const { values, isAll } = this.#solver.find(this.#place(length), MAX_VALUES);
      if (!isAll || all.length + arrays.length * values.length > MAX_ENUMERATED) return false;
      arrays = arrays.flatMap((array) => values.filter((value) => !this.#isUnique || !isAmong(array, value)).map((value) => [...array, value]));
    }
    this.#solver.spend(all.length);
    for (const array of all) this.#gathering.offer(array);
    return true;
  }
}

function itemsOf(way: Way): Items {
  const items: Term[] = [];
  for (let at: Way | undefined = way; at?.of !== undefined; at = at.before) items.push(at.of);
  return items.toReversed();
}

function containsOf(atoms: readonly Term[]): Need[] {
  const windows = new Map<Term, Need>();
  for (const atom of atoms) {
    if (atom.kind !== 'contains') continue;
    const { of, min, max } = atom;
    const known = windows.get(of) ?? { of, start: 0, min: 0, max: Infinity };
    windows.set(of, { ...known, min: Math.max(known.min, min), max: Math.min(known.max, max) });
  }
  return [...windows.values()];
}

import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { KeySet } from '../form/key-set.ts';
import type { Term, TermOf } from '../form/term.ts';
import type { Gathering } from './answer.ts';
import { matchDistinct } from './distinct.ts';
import type { Goal } from './goal.ts';
import { coversClass, nameClassesOf, type NameClass } from './name-classes.ts';
import type { Solver } from './solver.ts';

const MAX_OBLIGATIONS = 6;
const MAX_PLACEMENTS = 2_000;
/** Objects are enumerated one and all up to here. */
const MAX_ENUMERATED = 2_000;
const MAX_VALUES = 256;
/** Optional members of more names than this make too many objects. */
const MAX_NAMES = 12;
/** Members of an object that is written out. */
const MAX_MEMBERS = 1_000;

/** Something that some member must be. */
interface Obligation {
  /** What the value must be in if the member has this mentioned name; undefined if it must not be that one. */
  readonly at: (name: string) => Term | undefined;
  /** The same for a name of a class, and what the name must be in. */
  readonly within: (nameClass: NameClass) => { readonly name: Term; readonly value: Term } | undefined;
}

/** Members that are settled on: mentioned ones by name, others by class. */
interface Placement {
  readonly named: ReadonlyMap<string, Term>;
  readonly fresh: readonly Fresh[];
}

interface Fresh {
  readonly nameClass: NameClass;
  readonly name: Term;
  readonly value: Term;
}

/** Objects of a goal. Exact up to 64 classes of names, 6 obligations that are about no single name and 2,000 ways to place these. */
export function gatherObjects(goal: Goal, gathering: Gathering, solver: Solver): void {
  new ObjectSearch(goal, gathering, solver).run();
}

class ObjectSearch {
  readonly #goal: Goal;
  readonly #gathering: Gathering;
  readonly #solver: Solver;
  readonly #members: readonly TermOf<'members'>[];
  readonly #nameTerms: readonly Term[];
  readonly #required: ReadonlySet<string>;
  readonly #min: number;
  readonly #max: number;
  readonly #mentioned: ReadonlySet<string>;
  #classes: readonly NameClass[] = [];
  #placements = 0;

  constructor(goal: Goal, gathering: Gathering, solver: Solver) {
    this.#goal = goal;
    this.#gathering = gathering;
    this.#solver = solver;
    const { terms } = solver;
    const atoms = [...goal.atoms];
    for (const atom of goal.nots) {
      if (atom.kind !== 'members' || atom.keys.kind !== 'name') continue;
      const { keys, of } = atom;
      atoms.push(terms.atom({ kind: 'required', name: keys.name }), terms.atom({ kind: 'members', keys, of: terms.not(of) }));
    }
    this.#members = atoms.filter((atom) => atom.kind === 'members');
    this.#nameTerms = atoms.flatMap((atom) => (atom.kind === 'names' ? [atom.of] : []));
    this.#required = new Set(atoms.flatMap((atom) => (atom.kind === 'required' ? [atom.name] : [])));
    const counts = atoms.filter((atom) => atom.kind === 'count');
    this.#min = Math.max(0, ...counts.map(({ min }) => min));
    this.#max = Math.min(Infinity, ...counts.map(({ max }) => max));
    this.#mentioned = new Set([...this.#required, ...this.#keySets().flatMap((keys) => (keys.kind === 'name' ? [keys.name] : keys.except))]);
  }

  run(): void {
    if (this.#min > this.#max || this.#required.size > this.#max) return;
    if (this.#min > MAX_MEMBERS) return this.#gathering.doubt('object_combinatorics');
    if (![...this.#required].every((name) => this.#isPossible(name))) return;
    const classes = this.#findClasses();
    const obligations = this.#obligations();
    if (classes === undefined || obligations.length > MAX_OBLIGATIONS) return this.#gathering.doubt('object_combinatorics');
    this.#classes = classes;
    const found: Placement[] = [];
    const start: Placement = { named: new Map([...this.#required].map((name) => [name, this.#member(name)])), fresh: [] };
    for (const placement of this.#place(start, obligations)) {
      const object = this.#build(placement);
      if (object === undefined) continue;
      found.push(placement);
      this.#gathering.offer(object);
      if (this.#gathering.isEnough) return;
    }
    if (found.length > 0) this.#vary(found);
  }

  #keySets(): KeySet[] {
    const nots = this.#goal.nots.filter((atom) => atom.kind === 'members');
    return [...this.#members, ...nots].map(({ keys }) => keys);
  }

  #findClasses(): readonly NameClass[] | undefined {
    const { terms } = this.#solver;
    const context = { sets: this.#keySets(), mentioned: this.#mentioned, common: this.#nameTerms };
    return nameClassesOf(terms, context, (name) => this.#solver.isEmpty(name));
  }

  #obligations(): Obligation[] {
    const { terms, prover } = this.#solver;
    return this.#goal.nots.flatMap((atom): Obligation[] => {
      if (atom.kind === 'members') {
        const { keys, of } = atom;
        // Which member that is leaves nothing to choose.
        if (keys.kind === 'name') return [];
        const value = terms.not(of);
        return [
          {
            at: (name) => (prover.membership.covers(keys, name) ? value : undefined),
            within: (nameClass) => (coversClass(keys, nameClass) ? { name: nameClass.name, value } : undefined),
          },
        ];
      }
      if (atom.kind !== 'names') return [];
      const { of } = atom;
      return [
        {
          at: (name) => (prover.membership.holds(of, name) === true ? undefined : terms.any),
          within: ({ name }) => ({ name: terms.and([name, terms.not(of)]), value: terms.any }),
        },
      ];
    });
  }

  /** Whether an object may have a member of this mentioned name, whatever else it has. */
  #isPossible(name: string): boolean {
    if (this.#nameTerms.some((term) => this.#solver.prover.membership.holds(term, name) === false)) return false;
    return this.#some(this.#member(name)) !== undefined;
  }

  #member(name: string): Term {
    const { terms, prover } = this.#solver;
    return terms.and(this.#members.filter(({ keys }) => prover.membership.covers(keys, name)).map(({ of }) => of));
  }

  #valueOf(nameClass: NameClass): Term {
    return this.#solver.terms.and(this.#members.filter(({ keys }) => coversClass(keys, nameClass)).map(({ of }) => of));
  }

  /** One value; where none is found and there may be one, a doubt. */
  #some(term: Term): JsonValue | undefined {
    return this.#solver.list(this.#gathering, term, 1)[0];
  }

  /** Every way to give the obligations members, each with a value of its own that exists. */
  *#place(placement: Placement, [obligation, ...others]: readonly Obligation[]): IterableIterator<Placement> {
    if (obligation === undefined) return yield placement;
    for (const next of this.#waysToPlace(placement, obligation)) {
      this.#placements += 1;
      if (this.#placements > MAX_PLACEMENTS) return this.#gathering.doubt('object_combinatorics');
      this.#solver.spend(1);
      if (next.named.size + next.fresh.length <= this.#max) yield* this.#place(next, others);
    }
  }

  *#waysToPlace({ named, fresh }: Placement, obligation: Obligation): IterableIterator<Placement> {
    const { terms } = this.#solver;
    // A mentioned name that is there anyway makes the smallest object.
    for (const name of new Set([...named.keys(), ...this.#mentioned])) {
      const value = obligation.at(name);
      if (value === undefined || (!named.has(name) && !this.#isPossible(name))) continue;
      const both = terms.and([named.get(name) ?? this.#member(name), value]);
      if (this.#some(both) !== undefined) yield { named: new Map([...named, [name, both]]), fresh };
    }
    for (const [index, slot] of fresh.entries()) {
      const extra = obligation.within(slot.nameClass);
      if (extra === undefined) continue;
      const joined = { ...slot, name: terms.and([slot.name, extra.name]), value: terms.and([slot.value, extra.value]) };
      if (this.#isFreshPossible(joined)) yield { named, fresh: fresh.with(index, joined) };
    }
    for (const nameClass of this.#classes) {
      const extra = obligation.within(nameClass);
      if (extra === undefined) continue;
      const slot = { nameClass, name: extra.name, value: terms.and([this.#valueOf(nameClass), extra.value]) };
      if (this.#isFreshPossible(slot)) yield { named, fresh: [...fresh, slot] };
    }
  }

  #isFreshPossible({ name, value }: Fresh): boolean {
    return this.#some(name) !== undefined && this.#some(value) !== undefined;
  }

  /** The placement with as many more members as the least count asks for; undefined if there are not so many. */
  #build({ named, fresh }: Placement): JsonObject | undefined {
    const members = new Map(named);
    for (const name of this.#mentioned) {
      if (members.size + fresh.length >= this.#min) break;
      if (!members.has(name) && this.#isPossible(name)) members.set(name, this.#member(name));
    }
    const slots = this.#filled(fresh, this.#min - members.size);
    const names = slots && this.#namesFor(slots);
    if (slots === undefined || names === undefined) return undefined;
    const object: Record<string, JsonValue> = {};
    for (const [name, term] of members) setMember(object, name, this.#some(term));
    for (const [index, { value }] of slots.entries()) setMember(object, names[index] as string, this.#some(value));
    return object;
  }

  /** So many members without a mentioned name that there are `count`. */
  #filled(fresh: readonly Fresh[], count: number): readonly Fresh[] | undefined {
    const slots = [...fresh];
    for (const nameClass of this.#classes) {
      if (slots.length >= count) break;
      const value = this.#valueOf(nameClass);
      if (this.#some(value) === undefined) continue;
      const own = slots.filter((slot) => slot.nameClass === nameClass).length;
      const capacity = this.#solver.list(this.#gathering, nameClass.name, count).length;
      for (let more = Math.min(capacity - own, count - slots.length); more > 0; more -= 1) slots.push({ nameClass, name: nameClass.name, value });
    }
    return slots.length >= count ? slots : undefined;
  }

  /** Different names; those of different classes are different anyway. */
  #namesFor(slots: readonly Fresh[]): readonly string[] | undefined {
    const lists = new Map<Term, readonly string[]>();
    for (const { name, nameClass } of slots) {
      if (lists.has(name)) continue;
      const rivals = slots.filter((slot) => slot.nameClass === nameClass).length;
      lists.set(
        name,
        this.#solver.list(this.#gathering, name, rivals).filter((text) => typeof text === 'string'),
      );
    }
    const candidates = slots.map(({ name }) => lists.get(name) ?? []);
    return matchDistinct(candidates, { textOf: (text) => text, spend: (steps) => this.#solver.spend(steps / 16) });
  }

  /** More objects: all of them where those are few, else variations of those that were found. */
  #vary(placements: readonly Placement[]): void {
    if (this.#enumerate()) return;
    for (const placement of placements) {
      for (const object of this.#variations(placement)) {
        this.#solver.spend(1);
        this.#gathering.offer(object);
        if (this.#gathering.isEnough) return;
      }
    }
    this.#gathering.doubt('unique_large');
  }

  *#variations(placement: Placement): IterableIterator<JsonObject> {
    const count = this.#gathering.wanted + this.#goal.excluded.length;
    const object = this.#build(placement);
    if (object === undefined) return;
    const size = Object.keys(object).length;
    for (const [name, term] of placement.named)
      for (const value of this.#solver.list(this.#gathering, term, count)) yield withMember(object, name, value);
    if (size >= this.#max) return;
    for (const name of this.#mentioned) {
      if (Object.hasOwn(object, name) || !this.#isPossible(name)) continue;
      for (const value of this.#solver.list(this.#gathering, this.#member(name), count)) yield withMember(object, name, value);
    }
    for (const nameClass of this.#classes) {
      const values = this.#solver.list(this.#gathering, this.#valueOf(nameClass), count);
      const names =
        values.length === 0 ? [] : this.#solver.list(this.#gathering, nameClass.name, count + size).filter((name) => typeof name === 'string');
      for (const name of names.filter((text) => !Object.hasOwn(object, text))) for (const value of values) yield withMember(object, name, value);
    }
  }

  /** Offer every object there is; false, with nothing offered, where they are too many. */
  #enumerate(): boolean {
    const { terms } = this.#solver;
    // Where as many members are required as there may be, there are no others.
    const names = this.#required.size < this.#max ? this.#possibleNames() : this.#required;
    if (names === undefined) return false;
    let objects: JsonObject[] = [{}];
    for (const name of names) {
      const isAllowed = this.#nameTerms.every((term) => this.#solver.prover.membership.holds(term, name) !== false);
      const { values, isAll } = this.#solver.find(isAllowed ? this.#member(name) : terms.none, MAX_VALUES);
      if (!isAll) return false;
      const absent = this.#required.has(name) ? [] : objects;
      if (objects.length * (values.length + 1) > MAX_ENUMERATED) return false;
      objects = [...absent, ...objects.flatMap((object) => values.map((value) => withMember(object, name, value)))];
    }
    this.#solver.spend(objects.length);
    for (const object of objects) this.#gathering.offer(object);
    return true;
  }

  /** Every name that a member may have; undefined where they are too many. */
  #possibleNames(): ReadonlySet<string> | undefined {
    const names = new Set(this.#mentioned);
    for (const nameClass of this.#classes) {
      if (this.#solver.isEmpty(this.#valueOf(nameClass))) continue;
      const { values, isAll } = this.#solver.find(nameClass.name, MAX_NAMES);
      if (!isAll) return undefined;
      for (const name of values) if (typeof name === 'string') names.add(name);
    }
    return names;
  }
}

function setMember(object: Record<string, JsonValue>, name: string, value: JsonValue | undefined): void {
  if (value !== undefined) Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A member `__proto__` included, which an assignment would swallow. */
function withMember(object: JsonObject, name: string, value: JsonValue): JsonObject {
  const copy = { ...object };
  setMember(copy, name, value);
  return copy;
}

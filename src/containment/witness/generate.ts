import type { JsonValue } from '../../core/json/value.ts';
import type { Budget } from '../budget.ts';
import { itemOf, leastSize } from '../decide/array-rules.ts';
import { mentionedNames, nameClasses } from '../decide/object-rules.ts';
import type { Prover } from '../decide/prover.ts';
import { ALL_KEYS, patternsOf } from '../form/key-set.ts';
import type { Shape } from '../form/shape.ts';
import { NUMBER, TYPE, typeOf, type Term } from '../form/term.ts';
import { isHuge } from '../form/value-size.ts';
import { numberCandidates, textCandidates } from './scalars.ts';
import { wordsOf } from './words.ts';

/** Types in the order in which they are tried: what events are made of first. */
const TYPES = [TYPE.object, TYPE.string, TYPE.integer, TYPE.boolean, TYPE.array, TYPE.fraction, TYPE.null];
const MAX_DEPTH = 80;
const MAX_ITEMS = 1_000;
const MAX_NAMES = 1_000;

export interface GeneratorOptions {
  readonly prover: Prover;
  readonly budget: Budget;
  /** Values by the term for which the author gave them. */
  readonly samples: readonly ReadonlyMap<number, readonly JsonValue[]>[];
}

/** What an instance must have: members or items that are already chosen. */
export interface Fixed {
  readonly members?: Readonly<Record<string, JsonValue>>;
  readonly items?: ReadonlyMap<number, JsonValue>;
}

/**
 * Makes values of terms by recursive descent. Every value is checked against its term before it is handed on, so a
 * value can only be wrong where a part of the term is opaque. Lazy, deterministic, and incomplete: no value need come
 * of a term that has some, and no huge value does.
 */
export class Generator {
  readonly prover: Prover;
  readonly budget: Budget;
  readonly #samples: GeneratorOptions['samples'];
  readonly #first = new Map<number, JsonValue | undefined>();
  /** By shape; what is missing so far was always given. */
  readonly #requirements = new WeakMap<Shape, { readonly object: Record<string, JsonValue>; missing: readonly string[] }>();
  readonly #words = new Map<string, readonly string[]>();
  readonly #open = new Set<number>();
  #hasRecurred = false;
  #depth = 0;

  constructor({ prover, budget, samples }: GeneratorOptions) {
    this.prover = prover;
    this.budget = budget;
    this.#samples = samples;
  }

  /** One value of `term`; remembered. The smallest value of a recursive term never needs another value of the same term. */
  first(term: Term): JsonValue | undefined {
    if (this.#first.has(term.id)) return this.#first.get(term.id);
    if (this.#open.has(term.id)) {
      this.#hasRecurred = true;
      return undefined;
    }
    this.#open.add(term.id);
    const [value] = this.values(term);
    this.#open.delete(term.id);
    if (value !== undefined || !this.#hasRecurred) this.#first.set(term.id, value);
    if (this.#open.size === 0) this.#hasRecurred = false;
    return value;
  }

  /** Words that probably match a pattern, made once. */
  wordsOf(source: string): readonly string[] {
    const known = this.#words.get(source) ?? wordsOf(source, 8);
    this.#words.set(source, known);
    return known;
  }

  /** Values that an author gives for `term`. */
  samplesOf(term: Term): readonly JsonValue[] {
    return this.#samples.flatMap((samples) => samples.get(term.id) ?? []);
  }

  /** Values of `term`, all different ones that come to mind. */
  *values(term: Term, fixed: Fixed = {}): IterableIterator<JsonValue> {
    if (term.kind === 'none' || this.#depth > MAX_DEPTH) return;
    this.budget.spend();
    this.#depth += 1;
    try {
      for (const value of this.#candidates(term, fixed)) {
        this.budget.spend();
        if (!isHuge(value) && this.prover.membership.holds(term, value) !== false) yield value;
      }
    } finally {
      this.#depth -= 1;
    }
  }

  *#candidates(term: Term, fixed: Fixed): IterableIterator<JsonValue> {
    const isFree = fixed.members === undefined && fixed.items === undefined;
    if (isFree) yield* this.samplesOf(term);
    const shape = this.prover.shape(term);
    if (shape.values !== undefined) {
      if (isFree) yield* shape.values;
      return;
    }
    const [choice] = shape.choices;
    if (choice !== undefined) {
      const rest = [...shape.parts].filter((part) => part !== choice);
      for (const branch of choice.of) yield* this.values(this.prover.terms.and([...rest, branch]), fixed);
      return;
    }
    for (const type of TYPES) if ((shape.mask & type) !== 0) yield* this.#ofType(type, shape, fixed);
  }

  *#ofType(type: number, shape: Shape, fixed: Fixed): IterableIterator<JsonValue> {
    if (type === TYPE.object && fixed.items === undefined) yield* this.#objects(shape, fixed.members ?? {});
    if (type === TYPE.array && fixed.members === undefined) yield* this.#arrays(shape, fixed.items ?? new Map());
    if (fixed.items !== undefined || fixed.members !== undefined) return;
    if (type === TYPE.null) yield null;
    if (type === TYPE.boolean) yield* [false, true];
    if ((type & NUMBER) !== 0) yield* numberCandidates(shape).filter((number) => typeOf(number) === type);
    if (type === TYPE.string) yield* textCandidates(shape, (source) => this.wordsOf(source));
  }

  *#objects(shape: Shape, members: Readonly<Record<string, JsonValue>>): IterableIterator<JsonValue> {
    const required = this.#required(shape, members);
    if (required === undefined) return;
    const object = { ...required, ...members };
    if (shape.count.min <= Object.keys(object).length) yield object;
    yield* this.#filled(shape, object);
  }

  /** The required members with their values, but for some of those that are given. */
  #required(shape: Shape, members: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> | undefined {
    const known = this.#requirements.get(shape) ?? { object: {}, missing: [...shape.required] };
    this.#requirements.set(shape, known);
    if (known.missing.length === 0) return known.object;
    const missing: string[] = [];
    for (const name of known.missing) {
      const value = Object.hasOwn(members, name) ? undefined : this.first(this.prover.member(shape, name));
      if (value !== undefined) known.object[name] = value;
      else if (Object.hasOwn(members, name)) missing.push(name);
      else return undefined;
    }
    known.missing = missing;
    return known.object;
  }

  /** The object with optional members added: up to the least count, or one by one where a count is no matter. */
  *#filled(shape: Shape, object: Readonly<Record<string, JsonValue>>): IterableIterator<JsonValue> {
    const full = { ...object };
    for (const name of this.namesFor(shape)) {
      if (Object.hasOwn(object, name)) continue;
      const value = this.first(this.prover.member(shape, name));
      if (value === undefined) continue;
      full[name] = value;
      const size = Object.keys(full).length;
      if (size > shape.count.max || size > MAX_NAMES) return;
      if (size >= shape.count.min) yield { ...full };
      if (shape.count.min === 0 && size > Object.keys(object).length + 8) return;
    }
  }

  /** Names that members of `shape` may have: those it mentions, then invented ones. */
  *namesFor(shape: Shape): IterableIterator<string> {
    const mentioned = mentionedNames(shape);
    yield* mentioned;
    for (const name of this.inventedNames(shape)) if (!mentioned.has(name)) yield name;
  }

  /** Names that no keyword mentions, one of each class at least where words of the patterns are found. */
  *inventedNames(shape: Shape): IterableIterator<string> {
    const sources = shape.groups.flatMap(({ keys }) => patternsOf(keys));
    for (const source of new Set(sources)) {
      this.budget.spend();
      yield* this.wordsOf(source);
    }
    for (const { name } of nameClasses(this.prover, shape, ALL_KEYS)) {
      const value = this.first(name);
      if (typeof value === 'string') yield value;
    }
    yield* ['extra', 'x', 'other'];
    for (let index = 1; index < Math.min(shape.count.min + 2, MAX_NAMES); index += 1) yield `extra${index}`;
  }

  *#arrays(shape: Shape, items: ReadonlyMap<number, JsonValue>): IterableIterator<JsonValue> {
    const least = Math.max(leastSize(shape), ...[...items.keys()].map((index) => index + 1), 0);
    for (const size of [least, least + 1, least + 2]) {
      if (size > Math.min(shape.size.max, MAX_ITEMS)) return;
      const array = this.#array(shape, size, items);
      if (array !== undefined) yield array;
    }
  }

  #array(shape: Shape, size: number, items: ReadonlyMap<number, JsonValue>): JsonValue[] | undefined {
    const array: JsonValue[] = [];
    const wanted = shape.contains.flatMap(({ of, min }) => Array.from({ length: Math.min(min, MAX_ITEMS) }, () => of));
    for (let index = 0; index < size; index += 1) {
      const value = items.has(index) ? items.get(index) : this.#item(shape, index, { wanted, used: array });
      if (value === undefined) return undefined;
      array.push(value);
    }
    return array;
  }

  /** An item that is also one of those that `contains` still asks for, if there is one. */
  #item(shape: Shape, index: number, { wanted, used }: { readonly wanted: Term[]; readonly used: readonly JsonValue[] }): JsonValue | undefined {
    const { terms } = this.prover;
    const place = itemOf(this.prover, shape, index);
    const free = shape.isUnique && used.length > 0 ? terms.and([place, terms.not(terms.enum(used))]) : place;
    for (const [at, term] of wanted.entries()) {
      const value = this.first(terms.and([free, term]));
      if (value === undefined) continue;
      wanted.splice(at, 1);
      return value;
    }
    const limited = shape.contains.filter(({ max }) => max < Infinity).map(({ of }) => terms.not(of));
    return (limited.length === 0 ? undefined : this.first(terms.and([free, ...limited]))) ?? this.first(free);
  }
}

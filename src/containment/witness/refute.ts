import type { JsonValue } from '../../core/json/value.ts';
import type { Prover } from '../decide/prover.ts';
import { complementOf, complementWithin } from '../form/complement.ts';
import { itemOf, leastSize, tailStart } from '../decide/array-rules.ts';
import { mentionedNames } from '../decide/object-rules.ts';
import type { KeySet } from '../form/key-set.ts';
import type { Shape } from '../form/shape.ts';
import { atomTypes, NUMBER, TYPE, type Term, type TermOf } from '../form/term.ts';
import { ValueSet } from '../form/value-set.ts';
import { Solver } from '../solve/solver.ts';
import type { Fixed, Generator } from './generate.ts';

/** Values of the writer that probably are none of the reader. */
export interface Candidate {
  readonly value: JsonValue;
  /** The innermost part of the reader that the value is meant to break; of each, one witness is enough. */
  readonly aim: string;
}

/** A value's place in the writer. */
interface Place {
  readonly writer: Term;
  readonly shape: Shape;
  /** Values that the author of the writer gives for it. */
  readonly hints: readonly JsonValue[];
}

const SCALAR = TYPE.string | NUMBER;
const TYPE_BITS = Object.values(TYPE);
/** Steps after which a pair counts as not proved, and a break is looked for below it. */
const PROOF_STEPS = 400;
/** Values that are tried against one aim. */
const TRIES = 6;

/**
 * Looks for values in one term and not in another, guided by what the prover could not prove: conjunct by conjunct,
 * down to the member or item whose value breaks it, around which an instance of the writer is made.
 */
export class Refuter {
  readonly generator: Generator;
  /** The pairs on the way to the candidate in hand. */
  readonly #open: { readonly key: string; readonly isObject: boolean }[] = [];
  readonly #confirmed = new Set<string>();
  readonly #solver: Solver;
  /** How many pairs deep the search goes. */
  maxDepth = 60;
  /** Whether there was something to look for below that depth. */
  isCut = false;

  constructor(generator: Generator) {
    this.generator = generator;
    this.#solver = new Solver(generator.prover, generator.budget);
  }

  /** The candidate in hand is a witness: the same objects met again elsewhere have nothing new to show. */
  confirm(): void {
    for (const { key, isObject } of this.#open) if (isObject) this.#confirmed.add(key);
  }

  *candidates(writer: Term, reader: Term, hints: readonly JsonValue[] = []): IterableIterator<Candidate> {
    const { prover, budget } = this.generator;
    const key = `${writer.id} ${reader.id}`;
    if (this.#confirmed.has(key) || prover.leqWithin(PROOF_STEPS, writer, reader)) return;
    if (this.#open.length > this.maxDepth) {
      this.isCut = true;
      return;
    }
    budget.spend();
    this.#open.push({ key, isObject: prover.shape(writer).named.size > 0 });
    try {
      yield* this.#within(writer, reader, [...this.generator.samplesOf(writer), ...hints]);
    } finally {
      this.#open.pop();
    }
  }

  *#within(writer: Term, reader: Term, hints: readonly JsonValue[]): IterableIterator<Candidate> {
    const { prover } = this.generator;
    const { terms } = prover;
    if (reader.kind === 'ref') {
      const definition = terms.definition(reader.target);
      if (definition !== undefined) yield* this.candidates(writer, definition, hints);
      return;
    }
    if (reader.kind === 'and') {
      const { parts } = prover.shape(writer);
      const others = reader.of.filter((part) => !parts.has(part));
      for (const part of cheapestFirst(others)) yield* this.candidates(writer, part, hints);
      return;
    }
    const shape = prover.shape(writer);
    const [choice] = shape.values === undefined ? shape.choices : [];
    if (choice !== undefined) {
      const rest = [...shape.parts].filter((part) => part !== choice);
      for (const branch of missingFirst(prover, choice.of, reader)) yield* this.candidates(terms.and([...rest, branch]), reader, hints);
      return;
    }
    const fitting = hints.filter((value) => prover.membership.holds(writer, value) !== false && prover.membership.holds(reader, value) !== true);
    yield* fitting.map((value) => ({ value, aim: `hint ${writer.id} ${reader.id}` }));
    yield* this.#against({ writer, shape, hints }, reader);
  }

  *#against(place: Place, reader: Term): IterableIterator<Candidate> {
    const { writer, shape } = place;
    const { prover } = this.generator;
    const { terms } = prover;
    switch (reader.kind) {
      case 'none':
        return yield* this.#any(writer, `none ${writer.id}`);
      case 'not':
        return yield* this.#any(terms.and([writer, reader.of]), `not ${reader.id}`);
      case 'or':
        return yield* this.#union(place, reader);
      case 'one':
        return yield* this.#exactlyOne(place, reader);
      case 'members':
        return yield* this.#members(writer, shape, reader);
      case 'at':
      case 'from':
        return yield* this.#items(writer, shape, reader);
      case 'unique':
        return yield* this.#duplicates(writer, shape, reader);
      case 'contains':
        return yield* this.#containing(writer, reader);
      case 'names':
        return yield* this.#names(writer, shape, reader);
      default:
        return yield* this.#atom(writer, reader);
    }
  }

  *#any(term: Term, aim: string, fixed?: Fixed): IterableIterator<Candidate> {
    let tries = 0;
    for (const value of this.generator.values(term, fixed)) {
      yield { value, aim };
      tries += 1;
      if (tries >= TRIES) return;
    }
  }

  *#atom(writer: Term, reader: Term): IterableIterator<Candidate> {
    const { terms } = this.generator.prover;
    const outside = complementOf(terms, reader);
    const about = atomTypes(reader);
    const broken = outside ?? terms.and([about === undefined ? terms.any : terms.type(about), terms.not(reader)]);
    const aim = `${reader.kind} ${reader.id} ${writer.id}`;
    const both = terms.and([writer, broken]);
    let isFound = false;
    for (const candidate of this.#any(both, aim)) {
      isFound = true;
      yield candidate;
    }
    // What comes to mind may fit no pattern or multiple; the solver reckons. Whole objects and arrays are its own stage.
    if (isFound || about === undefined || (about & SCALAR) === 0) return;
    const { values } = this.#solver.find(both, 1);
    yield* values.map((value) => ({ value, aim }));
  }

  /** Values outside of all branches. Branch by branch for values that break one of them, kept if they break the rest. */
  *#union({ writer, shape, hints }: Place, reader: TermOf<'or'>): IterableIterator<Candidate> {
    const { prover } = this.generator;
    const { terms } = prover;
    const types = prover.types(shape);
    const bits = TYPE_BITS.filter((bit) => (types & bit) !== 0);
    if (bits.length > 1) {
      for (const bit of bits) yield* this.candidates(terms.and([writer, terms.type(bit)]), reader, hints);
      return;
    }
    const live = reader.of.filter((branch) => !prover.areDisjoint(writer, branch));
    if (live.length === 0) return yield* this.#any(writer, `or ${reader.id} ${writer.id}`);
    const movable = live.find((branch) => complementWithin(terms, branch, types) !== undefined);
    if (movable !== undefined) {
      const moved = terms.and([writer, complementWithin(terms, movable, types) as Term]);
      return yield* this.candidates(moved, terms.or(live.filter((branch) => branch !== movable)), hints);
    }
    for (const branch of live) yield* this.#refused(this.candidates(writer, branch, hints), reader);
    yield* this.#refused(this.#any(writer, `or ${reader.id} ${writer.id}`), reader);
  }

  *#refused(candidates: Iterable<Candidate>, reader: Term): IterableIterator<Candidate> {
    for (const candidate of candidates) if (this.generator.prover.membership.holds(reader, candidate.value) !== true) yield candidate;
  }

  *#exactlyOne({ writer, hints }: Place, reader: TermOf<'one'>): IterableIterator<Candidate> {
    const { terms } = this.generator.prover;
    yield* this.candidates(writer, terms.or(reader.of), hints);
    for (const [index, a] of reader.of.entries()) {
      for (const b of reader.of.slice(index + 1))
        yield* this.#refused(this.#any(terms.and([writer, a, b]), `one ${reader.id} ${a.id} ${b.id}`), reader);
    }
  }

  *#members(writer: Term, shape: Shape, reader: TermOf<'members'>): IterableIterator<Candidate> {
    const { prover } = this.generator;
    for (const name of this.#namesIn(shape, reader.keys)) {
      for (const { value, aim } of this.candidates(prover.member(shape, name), reader.of)) {
        yield* this.#around(writer, { members: { [name]: value } }, `${name}/${aim}`);
      }
    }
  }

  /** The first instance of the writer that has what is fixed. */
  *#around(writer: Term, fixed: Fixed, aim: string): IterableIterator<Candidate> {
    for (const value of this.generator.values(writer, fixed)) return yield { value, aim };
  }

  *#namesIn(shape: Shape, keys: KeySet): IterableIterator<string> {
    if (keys.kind === 'name') return yield keys.name;
    const { membership } = this.generator.prover;
    const names = new Set(mentionedNames(shape, keys));
    for (const source of keys.inside) for (const word of this.generator.wordsOf(source)) names.add(word);
    for (const name of this.generator.inventedNames(shape)) names.add(name);
    for (const name of names) if (membership.covers(keys, name)) yield name;
  }

  *#items(writer: Term, shape: Shape, reader: TermOf<'at'> | TermOf<'from'>): IterableIterator<Candidate> {
    const last = reader.kind === 'at' ? reader.index : Math.max(reader.index, tailStart(shape));
    for (let index = reader.index; index <= Math.min(last, reader.index + 50); index += 1) {
      if (index >= shape.size.max) return;
      for (const { value, aim } of this.candidates(itemOf(this.generator.prover, shape, index), reader.of)) {
        yield* this.#around(writer, { items: new Map([[index, value]]) }, `${index}/${aim}`);
      }
    }
  }

  *#duplicates(writer: Term, shape: Shape, reader: Term): IterableIterator<Candidate> {
    const { prover } = this.generator;
    for (let index = 0; index <= Math.min(tailStart(shape), 10); index += 1) {
      const both = prover.terms.and([itemOf(prover, shape, index), itemOf(prover, shape, index + 1)]);
      const value = this.generator.first(both);
      if (value === undefined) continue;
      const items = new Map([
        [index, value],
        [index + 1, value],
      ]);
      yield* this.#around(writer, { items }, `unique ${reader.id} ${writer.id}`);
    }
  }

  *#containing(writer: Term, reader: TermOf<'contains'>): IterableIterator<Candidate> {
    const { terms } = this.generator.prover;
    const aim = `contains ${reader.id} ${writer.id}`;
    const arrays = terms.and([writer, terms.type(TYPE.array)]);
    if (reader.min > 0) {
      const without = terms.atom({ kind: 'from', index: 0, of: terms.not(reader.of) });
      yield* this.#any(terms.and([arrays, without]), aim);
      yield* this.#any(terms.and([arrays, terms.atom({ kind: 'contains', of: reader.of, min: 0, max: reader.min - 1 })]), aim);
    }
    if (reader.max === Infinity) return;
    const least = terms.atom({ kind: 'contains', of: reader.of, min: reader.max + 1, max: Infinity });
    const size = terms.atom({ kind: 'size', min: Math.max(reader.max + 1, leastSize(this.generator.prover.shape(writer))), max: Infinity });
    yield* this.#any(terms.and([arrays, least, size]), aim);
  }

  *#names(writer: Term, shape: Shape, reader: TermOf<'names'>): IterableIterator<Candidate> {
    const { prover } = this.generator;
    const { terms, membership } = prover;
    const allowed = terms.and([terms.type(TYPE.string), ...shape.names]);
    const invented = [...this.candidates(allowed, reader.of)].flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    for (const name of new Set([...mentionedNames(shape), ...invented, ...this.generator.inventedNames(shape)])) {
      if (membership.holds(reader.of, name) === true) continue;
      const value = this.generator.first(prover.member(shape, name));
      if (value !== undefined) yield* this.#around(writer, { members: { [name]: value } }, `names ${reader.id} ${writer.id}`);
    }
  }
}

/** What is broken without looking into members comes first: its witnesses are the smallest. */
function cheapestFirst(parts: readonly Term[]): readonly Term[] {
  return parts.toSorted((a, b) => CHEAP.indexOf(b.kind) - CHEAP.indexOf(a.kind));
}

const CHEAP: readonly string[] = ['unique', 'multiple', 'pattern', 'format', 'size', 'count', 'length', 'max', 'min', 'required', 'enum', 'type'];

/** Branches of the writer that no branch of the reader can take come first: those break at the surface. */
function missingFirst(prover: Prover, branches: readonly Term[], reader: Term): readonly Term[] {
  if (reader.kind !== 'or' && reader.kind !== 'one') return branches;
  const shapes = reader.of.map((branch) => prover.shape(branch));
  const telling = [...(shapes[0]?.required ?? [])].map((name) => ({ name, taken: valuesTaken(prover, shapes, name) }));
  const isMissing = (branch: Term): boolean => {
    const shape = prover.shape(branch);
    return telling.some(({ name, taken }) => {
      const values = taken === undefined || !shape.required.has(name) ? undefined : prover.values(prover.member(shape, name));
      return values !== undefined && values.every((value) => taken?.has(value) === false);
    });
  };
  const missing = branches.filter(isMissing);
  return [...missing, ...branches.filter((branch) => !missing.includes(branch))];
}

/** The values of a member that all of `shapes` require, if those are few. */
function valuesTaken(prover: Prover, shapes: readonly Shape[], name: string): ValueSet | undefined {
  const lists = shapes.map((shape) => (shape.required.has(name) ? prover.values(prover.member(shape, name)) : undefined));
  if (!lists.every((values) => values !== undefined)) return undefined;
  return new ValueSet(lists.flat());
}

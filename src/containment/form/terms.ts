import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { complementOf } from './complement.ts';
import { keySetText } from './key-set.ts';
import { ALL_TYPES, TYPE, typeOf, type Atom, type Term, type TermContent } from './term.ts';
import { valueSetOf } from './value-set.ts';

/** Sorting so many values costs as much as a part of a combination. */
const VALUES_A_PART = 8;
const FEW_VALUES = 64;

/**
 * Makes terms, each once. The constructors simplify what is free to simplify (neutral and absorbing operands, a term
 * beside its negation, merged types and enumerations), so that equal schemas written differently are often the same term.
 */
export class Terms {
  readonly any: Term;
  readonly none: Term;
  /** Told of the size of each combination that is made, which is what making it costs; may throw. */
  meter: (parts: number) => void = () => {};
  readonly #byKey = new Map<string, Term>();
  /** What most terms are, by the name and then the term of its value. */
  readonly #members = new Map<string, Map<number, Term>>();
  readonly #required = new Map<string, Term>();
  readonly #types: Term[] = [];
  #count = 0;
  readonly #definitions = new Map<string, Term>();

  constructor() {
    this.any = this.#intern('any', { kind: 'any' });
    this.none = this.#intern('none', { kind: 'none' });
  }

  ref(target: string): Term {
    return this.#intern(`ref ${target}`, { kind: 'ref', target });
  }

  define(target: string, term: Term): void {
    this.#definitions.set(target, term);
  }

  /** What a `ref` stands for; undefined while it is still being read. */
  definition(target: string): Term | undefined {
    return this.#definitions.get(target);
  }

  opaque(key: string): Term {
    return this.#intern(`opaque ${key}`, { kind: 'opaque', key });
  }

  type(mask: number): Term {
    if (mask === 0) return this.none;
    if (mask === ALL_TYPES) return this.any;
    return (this.#types[mask] ??= this.#make({ kind: 'type', mask }));
  }

  enum(values: readonly JsonValue[]): Term {
    const [only] = values;
    // A list of its own: the caller's may grow, and a term never changes.
    if (only !== undefined && values.length === 1) return this.#intern(`enum ${canonicalJson(only)}`, { kind: 'enum', values: [only] });
    if (values.length > FEW_VALUES) this.meter(values.length / VALUES_A_PART);
    const distinct = new Map(values.map((value) => [canonicalJson(value), value]));
    if (distinct.size === 0) return this.none;
    const keys = [...distinct.keys()].toSorted();
    return this.#intern(`enum ${keys.join(' ')}`, { kind: 'enum', values: keys.map((key) => distinct.get(key) as JsonValue) });
  }

  atom(atom: Atom): Term {
    switch (atom.kind) {
      case 'length':
      case 'count':
      case 'size':
        return atom.min <= 0 && atom.max === Infinity ? this.any : this.#intern(`${atom.kind} ${atom.min} ${atom.max}`, atom);
      case 'multiple':
        return this.#multiple(atom.divisor);
      case 'members':
        if (atom.of.kind === 'any') return this.any;
        return atom.keys.kind === 'name' ? this.#member(atom.keys.name, atom) : this.#intern(`members ${keySetText(atom.keys)} ${atom.of.id}`, atom);
      case 'required':
        return this.#requirement(atom);
      case 'names':
      case 'at':
      case 'from':
        return atom.of.kind === 'any' ? this.any : this.#intern(`${atom.kind} ${'index' in atom ? atom.index : ''} ${atom.of.id}`, atom);
      case 'contains':
        return atom.min <= 0 && atom.max === Infinity ? this.any : this.#intern(`contains ${atom.of.id} ${atom.min} ${atom.max}`, atom);
      default:
        return this.#intern(JSON.stringify(atom), atom);
    }
  }

  not(term: Term): Term {
    switch (term.kind) {
      case 'any':
        return this.none;
      case 'none':
        return this.any;
      case 'not':
        return term.of;
      case 'type':
        return this.type(ALL_TYPES & ~term.mask);
      case 'or':
        return this.and(term.of.map((branch) => this.not(branch)));
      default:
        return complementOf(this, term) ?? this.#intern(`not ${term.id}`, { kind: 'not', of: term });
    }
  }

  and(terms: readonly Term[]): Term {
    const [only] = terms;
    if (only !== undefined && terms.length === 1) {
      if (only.kind === 'and') this.meter(only.of.length);
      return only;
    }
    const parts: Term[] = [];
    const scalars: Scalars = { mask: ALL_TYPES, values: undefined };
    for (const term of terms) {
      if (term.kind === 'and') for (const part of term.of) addConjunct(parts, scalars, part);
      else addConjunct(parts, scalars, term);
    }
    const { values } = scalars;
    const scalar = values === undefined ? this.type(scalars.mask) : this.enum(values.filter((value) => (typeOf(value) & scalars.mask) !== 0));
    if (scalar !== this.any) parts.push(scalar);
    if (parts.includes(this.none) || refutesItself(parts)) return this.none;
    const distinct = sortedOnce(parts);
    return distinct.length === 0 ? this.any : this.#combine('and', distinct);
  }

  or(terms: readonly Term[]): Term {
    const parts = new Map<number, Term>();
    let mask = 0;
    let values: JsonValue[] | undefined;
    for (const term of terms.flatMap((part) => (part.kind === 'or' ? part.of : [part]))) {
      if (term.kind === 'type') mask |= term.mask;
      else if (term.kind === 'enum') for (const value of term.values) (values ??= []).push(value);
      else parts.set(term.id, term);
    }
    parts.delete(this.none.id);
    if (mask !== 0) parts.set(-1, this.type(mask));
    if (values !== undefined) parts.set(-2, this.enum(values.filter((value) => (typeOf(value) & mask) === 0)));
    const list = [...parts.values()].filter((part) => part.kind !== 'none');
    if (list.some((part) => part.kind === 'any' || (part.kind === 'not' && parts.has(part.of.id)))) return this.any;
    if (list.length === 0) return this.none;
    return this.#combine('or', sortedOnce(list));
  }

  /** Exactly one of `terms`. */
  one(terms: readonly Term[]): Term {
    const live = terms.filter((term) => term.kind !== 'none');
    if (live.length === 0) return this.none;
    // What fits a term that is listed twice fits too many.
    const twice = live.filter((term, index) => live.indexOf(term) !== index);
    if (twice.length === 0) return this.#combine('one', sortedOnce(live));
    const others = this.one(live.filter((term) => !twice.includes(term)));
    return this.and([others, ...twice.map((term) => this.not(term))]);
  }

  /** Of different terms, sorted by their ids. */
  #combine(kind: 'and' | 'or' | 'one', of: readonly Term[]): Term {
    if (of.length === 1) return of[0] as Term;
    this.meter(of.length);
    let key: string = kind;
    for (const part of of) key += ` ${part.id}`;
    return this.#intern(key, { kind, of });
  }

  #member(name: string, atom: Atom & { readonly kind: 'members' }): Term {
    let named = this.#members.get(name);
    if (named === undefined) this.#members.set(name, (named = new Map()));
    const known = named.get(atom.of.id);
    if (known !== undefined) return known;
    const term = this.#make(atom);
    named.set(atom.of.id, term);
    return term;
  }

  #requirement(atom: Atom & { readonly kind: 'required' }): Term {
    const known = this.#required.get(atom.name);
    if (known !== undefined) return known;
    const term = this.#make(atom);
    this.#required.set(atom.name, term);
    return term;
  }

  // Every integer is a multiple of 1, so that one is a matter of types.
  #multiple(divisor: number): Term {
    return divisor === 1 ? this.type(ALL_TYPES & ~TYPE.fraction) : this.#intern(`multiple ${divisor}`, { kind: 'multiple', divisor });
  }

  #intern(key: string, content: TermContent): Term {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const term = this.#make(content);
    this.#byKey.set(key, term);
    return term;
  }

  #make(content: TermContent): Term {
    const term: Term = { id: this.#count, ...content };
    this.#count += 1;
    return term;
  }
}

/** What a conjunction says about types and single values, gathered. */
interface Scalars {
  mask: number;
  values: readonly JsonValue[] | undefined;
}

function addConjunct(parts: Term[], scalars: Scalars, term: Term): void {
  if (term.kind === 'type') scalars.mask &= term.mask;
  else if (term.kind === 'enum') scalars.values = intersect(scalars.values, term.values);
  else if (term.kind !== 'any') parts.push(term);
}

/** Sorts the list in place; what is in it twice is left out. */
function sortedOnce(terms: Term[]): Term[] {
  if (isSortedOnce(terms)) return terms;
  terms.sort((a, b) => a.id - b.id);
  let count = 0;
  for (const term of terms) {
    if (count > 0 && terms[count - 1] === term) continue;
    terms[count] = term;
    count += 1;
  }
  terms.length = count;
  return terms;
}

function isSortedOnce(terms: readonly Term[]): boolean {
  let last = -1;
  for (const { id } of terms) {
    if (id <= last) return false;
    last = id;
  }
  return true;
}

/** Whether a part stands beside its negation. */
function refutesItself(parts: readonly Term[]): boolean {
  const excluded = new Set<Term>();
  for (const part of parts) if (part.kind === 'not') excluded.add(part.of);
  return excluded.size > 0 && parts.some((part) => excluded.has(part));
}

function intersect(known: readonly JsonValue[] | undefined, values: readonly JsonValue[]): readonly JsonValue[] {
  if (known === undefined) return values;
  if (known === values) return known;
  const [fewer, more] = known.length <= values.length ? [known, values] : [values, known];
  const set = valueSetOf(more);
  return fewer.filter((value) => set.has(value));
}

import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { formatTest } from '../evaluate/formats.ts';
import { codePointLength } from '../language/code-points.ts';
import { PatternCache } from '../language/pattern.ts';
import { isMultiple } from './multiple.ts';
import type { KeySet } from './key-set.ts';
import { atomTypes, typeOf, type Atom, type Term, type TermOf } from './term.ts';
import type { Terms } from './terms.ts';
import { valueSetOf } from './value-set.ts';

/** Whether a value is in a term; undefined where a part that is not looked into decides it. */
export type Truth = boolean | undefined;

/** Judges values by terms. Numbers are doubles here, meant as their shortest decimal form. */
export class Membership {
  readonly #patterns = new PatternCache();
  readonly #formats = new Map<string, (text: string) => boolean>();
  readonly #terms: Terms;
  /** By value and the id of a term. Values never change. */
  readonly #truths = new WeakMap<object, Map<number, Truth>>();
  readonly #exceptions = new WeakMap<KeySet, ReadonlySet<string>>();

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  matches(source: string, text: string): boolean {
    return this.#patterns.get(source)(text);
  }

  covers(keys: KeySet, name: string): boolean {
    switch (keys.kind) {
      case 'name':
        return keys.name === name;
      case 'class':
        if (this.#isExcepted(keys, name)) return false;
        return keys.inside.every((source) => this.matches(source, name)) && !keys.outside.some((source) => this.matches(source, name));
    }
  }

  #isExcepted(keys: KeySet & { readonly kind: 'class' }, name: string): boolean {
    if (keys.except.length <= SHORT) return keys.except.includes(name);
    let names = this.#exceptions.get(keys);
    if (names === undefined) this.#exceptions.set(keys, (names = new Set(keys.except)));
    return names.has(name);
  }

  holds(term: Term, value: JsonValue): Truth {
    switch (term.kind) {
      case 'any':
        return true;
      case 'none':
        return false;
      case 'opaque':
        return undefined;
      case 'ref':
      case 'and':
        return typeof value === 'object' && value !== null ? this.#remembered(term, value) : this.#unfolded(term, value);
      case 'not':
        return negate(this.holds(term.of, value));
      case 'or':
        return this.#holdsSome(term.of, value);
      case 'one':
        return this.#holdsOne(term.of, value);
      case 'type':
        return (term.mask & typeOf(value)) !== 0;
      case 'enum':
        return isAmong(term.values, value);
      default:
        return ((atomTypes(term) ?? 0) & typeOf(value)) === 0 ? true : this.#atom(term, value);
    }
  }

  /**
   * Overlapping branches of a recursive schema ask the same of the same part of a value exponentially often, and parts that
   * are made once stand in many values.
   */
  #remembered(term: TermOf<'ref'> | TermOf<'and'>, value: object & JsonValue): Truth {
    let known = this.#truths.get(value);
    if (known === undefined) this.#truths.set(value, (known = new Map()));
    const before = known.get(term.id);
    if (before !== undefined || known.has(term.id)) return before;
    const truth = this.#unfolded(term, value);
    // What is not defined yet will be.
    if (truth !== undefined || (term.kind === 'ref' && this.#terms.definition(term.target) !== undefined)) known.set(term.id, truth);
    return truth;
  }

  #unfolded(term: TermOf<'ref'> | TermOf<'and'>, value: JsonValue): Truth {
    if (term.kind === 'and') return this.#holdsAll(term.of, value);
    const definition = this.#terms.definition(term.target);
    return definition === undefined ? undefined : this.holds(definition, value);
  }

  #holdsAll(terms: readonly Term[], value: JsonValue): Truth {
    let result: Truth = true;
    for (const term of terms) {
      const truth = this.holds(term, value);
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  }

  #holdsSome(terms: readonly Term[], value: JsonValue): Truth {
    let result: Truth = false;
    for (const term of terms) {
      const truth = this.holds(term, value);
      if (truth === true) return true;
      if (truth === undefined) result = undefined;
    }
    return result;
  }

  #atom(atom: Atom, value: JsonValue): Truth {
    switch (atom.kind) {
      case 'min':
        return atom.isOpen ? (value as number) > atom.bound : (value as number) >= atom.bound;
      case 'max':
        return atom.isOpen ? (value as number) < atom.bound : (value as number) <= atom.bound;
      case 'multiple':
        return isMultiple(value as number, atom.divisor);
      case 'length':
        return within(codePointLength(value as string), atom);
      case 'pattern':
        return this.matches(atom.source, value as string);
      case 'format':
        return this.#formatHolds(atom.name, value as string);
      case 'members':
      case 'names':
      case 'required':
      case 'count':
        return this.#objectAtom(atom, value as JsonObject);
      default:
        return this.#arrayAtom(atom, value as readonly JsonValue[]);
    }
  }

  #formatHolds(name: string, text: string): Truth {
    const known = this.#formats.get(name) ?? formatTest(name);
    if (known === undefined) return undefined;
    this.#formats.set(name, known);
    return known(text);
  }

  #objectAtom(atom: Extract<Atom, { readonly kind: 'members' | 'names' | 'required' | 'count' }>, value: JsonObject): Truth {
    switch (atom.kind) {
      case 'members':
        if (atom.keys.kind === 'name') return Object.hasOwn(value, atom.keys.name) ? this.holds(atom.of, value[atom.keys.name] as JsonValue) : true;
        return this.#coveredHold(atom.keys, atom.of, value);
      case 'names':
        return this.#allHold(Object.keys(value), atom.of);
      case 'required':
        return Object.hasOwn(value, atom.name);
      case 'count':
        return within(Object.keys(value).length, atom);
    }
  }

  #holdsOne(terms: readonly Term[], value: JsonValue): Truth {
    return exactlyOne(terms.map((term) => this.holds(term, value)));
  }

  #containsHolds(atom: Atom & { readonly kind: 'contains' }, value: readonly JsonValue[]): Truth {
    const truths = value.map((item) => this.holds(atom.of, item));
    return countWithin(truths, atom);
  }

  #coveredHold(keys: KeySet, of: Term, value: JsonObject): Truth {
    let result: Truth = true;
    for (const name of Object.keys(value)) {
      const truth = this.covers(keys, name) ? this.holds(of, value[name] as JsonValue) : true;
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  }

  #allHold(values: readonly JsonValue[], of: Term): Truth {
    let result: Truth = true;
    for (const value of values) {
      const truth = this.holds(of, value);
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  }

  #arrayAtom(atom: Extract<Atom, { readonly kind: 'at' | 'from' | 'size' | 'contains' | 'unique' }>, value: readonly JsonValue[]): Truth {
    switch (atom.kind) {
      case 'at':
        return atom.index < value.length ? this.holds(atom.of, value[atom.index] as JsonValue) : true;
      case 'from':
        return this.#allHold(value.slice(atom.index), atom.of);
      case 'size':
        return within(value.length, atom);
      case 'contains':
        return this.#containsHolds(atom, value);
      case 'unique':
        return new Set(value.map(canonicalJson)).size === value.length;
    }
  }
}

/** Equality of JSON values; as doubles, 1 and 1.0 are one already. */
export function isSame(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b);
}

/** Whether `value` is one of `values`, which never change. Long lists are indexed when first asked about. */
export function isAmong(values: readonly JsonValue[], value: JsonValue): boolean {
  if (values.length <= SHORT) return values.some((member) => isSame(member, value));
  return valueSetOf(values).has(value);
}

const SHORT = 8;

function within(size: number, window: { readonly min: number; readonly max: number }): boolean {
  return size >= window.min && size <= window.max;
}

function negate(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}

function exactlyOne(truths: readonly Truth[]): Truth {
  const sure = truths.filter((truth) => truth === true).length;
  if (sure > 1) return false;
  return truths.includes(undefined) ? undefined : sure === 1;
}

function countWithin(truths: readonly Truth[], window: { readonly min: number; readonly max: number }): Truth {
  const sure = truths.filter((truth) => truth === true).length;
  const most = truths.filter((truth) => truth !== false).length;
  if (sure > window.max || most < window.min) return false;
  return sure >= window.min && most <= window.max ? true : undefined;
}

import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { ALL_TYPES, TYPE, typeOf, type Atom, type KeySet, type Term, type TermContent } from './term.ts';

/**
 * Makes terms, each once. The constructors simplify what is free to simplify (neutral and absorbing operands, a term
 * beside its negation, merged types and enumerations), so that equal schemas written differently are often the same term.
 */
export class Terms {
  readonly any: Term;
  readonly none: Term;
  readonly #byKey = new Map<string, Term>();
  readonly #definitions = new Map<string, Term>();

  constructor() {
    this.any = this.#intern('any', { kind: 'any' });
    this.none = this.#intern('none', { kind: 'none' });
  }

  /** A term by its id is never needed: memos key on ids, and ids are smaller than this. */
  get count(): number {
    return this.#byKey.size;
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
    return mask === ALL_TYPES ? this.any : this.#intern(`type ${mask}`, { kind: 'type', mask });
  }

  enum(values: readonly JsonValue[]): Term {
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
        return atom.of.kind === 'any' ? this.any : this.#intern(`members ${keySetKey(atom.keys)} ${atom.of.id}`, atom);
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
        return this.#intern(`not ${term.id}`, { kind: 'not', of: term });
    }
  }

  and(terms: readonly Term[]): Term {
    const parts = new Map<number, Term>();
    let mask = ALL_TYPES;
    let values: readonly JsonValue[] | undefined;
    for (const term of terms.flatMap(conjuncts)) {
      if (term.kind === 'type') mask &= term.mask;
      else if (term.kind === 'enum') values = intersect(values, term.values);
      else parts.set(term.id, term);
    }
    parts.delete(this.any.id);
    if (values !== undefined) parts.set(-1, this.enum(values.filter((value) => (typeOf(value) & mask) !== 0)));
    else if (mask !== ALL_TYPES) parts.set(-1, this.type(mask));
    const list = [...parts.values()];
    if (list.some((part) => part.kind === 'none' || (part.kind === 'not' && parts.has(part.of.id)))) return this.none;
    if (list.length === 0) return this.any;
    return this.#combine('and', list);
  }

  or(terms: readonly Term[]): Term {
    const parts = new Map<number, Term>();
    let mask = 0;
    let values: JsonValue[] | undefined;
    for (const term of terms.flatMap((part) => (part.kind === 'or' ? part.of : [part]))) {
      if (term.kind === 'type') mask |= term.mask;
      else if (term.kind === 'enum') values = [...(values ?? []), ...term.values];
      else parts.set(term.id, term);
    }
    parts.delete(this.none.id);
    if (mask !== 0) parts.set(-1, this.type(mask));
    if (values !== undefined) parts.set(-2, this.enum(values.filter((value) => (typeOf(value) & mask) === 0)));
    const list = [...parts.values()].filter((part) => part.kind !== 'none');
    if (list.some((part) => part.kind === 'any' || (part.kind === 'not' && parts.has(part.of.id)))) return this.any;
    if (list.length === 0) return this.none;
    return this.#combine('or', list);
  }

  /** Exactly one of `terms`. */
  one(terms: readonly Term[]): Term {
    const live = terms.filter((term) => term.kind !== 'none');
    if (live.length === 0) return this.none;
    return this.#combine('one', live);
  }

  #combine(kind: 'and' | 'or' | 'one', parts: readonly Term[]): Term {
    if (parts.length === 1) return parts[0] as Term;
    const of = parts.toSorted((a, b) => a.id - b.id);
    return this.#intern(`${kind} ${of.map((part) => part.id).join(' ')}`, { kind, of });
  }

  // Every integer is a multiple of 1, so that one is a matter of types.
  #multiple(divisor: number): Term {
    return divisor === 1 ? this.type(ALL_TYPES & ~TYPE.fraction) : this.#intern(`multiple ${divisor}`, { kind: 'multiple', divisor });
  }

  #intern(key: string, content: TermContent): Term {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const term: Term = { id: this.#byKey.size, ...content };
    this.#byKey.set(key, term);
    return term;
  }
}

/** The parts that all must hold. */
export function conjuncts(term: Term): readonly Term[] {
  return term.kind === 'and' ? term.of : [term];
}

function intersect(known: readonly JsonValue[] | undefined, values: readonly JsonValue[]): readonly JsonValue[] {
  if (known === undefined) return values;
  const keys = new Set(values.map(canonicalJson));
  return known.filter((value) => keys.has(canonicalJson(value)));
}

function keySetKey(keys: KeySet): string {
  switch (keys.kind) {
    case 'name':
      return `n${JSON.stringify(keys.name)}`;
    case 'pattern':
      return `p${JSON.stringify(keys.source)}`;
    case 'rest':
      return `r${JSON.stringify([keys.names.toSorted(), keys.patterns.toSorted()])}`;
  }
}

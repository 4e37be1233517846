import type { JsonValue } from '../../core/json/value.ts';
import type { KeySet } from './key-set.ts';

/** The seven kinds of JSON values, one bit each; an integer is a kind of its own, so `number` is two bits. */
export const TYPE = { null: 1, boolean: 2, integer: 4, fraction: 8, string: 16, array: 32, object: 64 } as const;
export const NUMBER: number = TYPE.integer | TYPE.fraction;
export const ALL_TYPES = 127;

/**
 * A set of JSON values in a language without dialects. Terms are interned: two terms with the same content are the
 * same object, so equality is `===` and `id` is a key for memos. Atoms for one type are implicative, as in JSON
 * Schema: true of every value of another type.
 */
export type Term = { readonly id: number } & TermContent;

export type TermContent =
  | { readonly kind: 'any' }
  | { readonly kind: 'none' }
  /** A schema that contains itself; `Terms.definition` unfolds it. */
  | { readonly kind: 'ref'; readonly target: string }
  | { readonly kind: 'not'; readonly of: Term }
  | { readonly kind: 'and'; readonly of: readonly Term[] }
  | { readonly kind: 'or'; readonly of: readonly Term[] }
  /** Exactly one of them; a term listed twice counts twice. */
  | { readonly kind: 'one'; readonly of: readonly Term[] }
  | { readonly kind: 'type'; readonly mask: number }
  | { readonly kind: 'enum'; readonly values: readonly JsonValue[] }
  /** Something that the prover does not look into; two are equal only if their keys are. */
  | { readonly kind: 'opaque'; readonly key: string }
  | Atom;

/** Atoms about the values of one type. */
export type Atom =
  | { readonly kind: 'min'; readonly bound: number; readonly isOpen: boolean }
  | { readonly kind: 'max'; readonly bound: number; readonly isOpen: boolean }
  | { readonly kind: 'multiple'; readonly divisor: number }
  | { readonly kind: 'length'; readonly min: number; readonly max: number }
  | { readonly kind: 'pattern'; readonly source: string }
  | { readonly kind: 'format'; readonly name: string }
  /** Every member whose name is in `keys` has a value in `of`. */
  | { readonly kind: 'members'; readonly keys: KeySet; readonly of: Term }
  /** Every member name, as a string, is in `of`. */
  | { readonly kind: 'names'; readonly of: Term }
  | { readonly kind: 'required'; readonly name: string }
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'at'; readonly index: number; readonly of: Term }
  /** Every item from `index` on. */
  | { readonly kind: 'from'; readonly index: number; readonly of: Term }
  | { readonly kind: 'size'; readonly min: number; readonly max: number }
  | { readonly kind: 'contains'; readonly of: Term; readonly min: number; readonly max: number }
  | { readonly kind: 'unique' };

export type TermOf<Kind extends Term['kind']> = Extract<Term, { readonly kind: Kind }>;

const ATOM_TYPES: Readonly<Record<Atom['kind'], number>> = {
  min: NUMBER,
  max: NUMBER,
  multiple: NUMBER,
  length: TYPE.string,
  pattern: TYPE.string,
  format: TYPE.string,
  members: TYPE.object,
  names: TYPE.object,
  required: TYPE.object,
  count: TYPE.object,
  at: TYPE.array,
  from: TYPE.array,
  size: TYPE.array,
  contains: TYPE.array,
  unique: TYPE.array,
};

/** The types that an atom speaks about; undefined for a term that is no atom. */
export function atomTypes(term: Term): number | undefined {
  return Object.hasOwn(ATOM_TYPES, term.kind) ? ATOM_TYPES[term.kind as Atom['kind']] : undefined;
}

/** The type bit of a value. */
export function typeOf(value: JsonValue): number {
  if (value === null) return TYPE.null;
  switch (typeof value) {
    case 'boolean':
      return TYPE.boolean;
    case 'number':
      return Number.isInteger(value) ? TYPE.integer : TYPE.fraction;
    case 'string':
      return TYPE.string;
    default:
      return Array.isArray(value) ? TYPE.array : TYPE.object;
  }
}

/** The parts that all must hold. */
export function conjuncts(term: Term): readonly Term[] {
  return term.kind === 'and' ? term.of : [term];
}

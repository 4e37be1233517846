import type { JsonValue } from '../../core/json/value.ts';
import { isAmong } from './holds.ts';
import { ALL_TYPES, NUMBER, TYPE, type Term, type TermOf, conjuncts } from './term.ts';
import type { Terms } from './terms.ts';

export interface Bound {
  readonly value: number;
  readonly isOpen: boolean;
}

/** A conjunction sorted by what its parts speak about, with references unfolded. Its values are exactly those of the conjunction. */
export interface Shape {
  /** References are unfolded, those still being read left out. */
  readonly parts: ReadonlySet<Term>;
  /** Whether a reference was still being read. */
  readonly isPartial: boolean;
  /** Types that the atoms of their own leave possible. */
  readonly mask: number;
  readonly values: readonly JsonValue[] | undefined;
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
  readonly divisors: readonly number[];
  readonly length: Window;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  /** By name. */
  readonly named: ReadonlyMap<string, readonly Term[]>;
  /** For patterns and rests. */
  readonly groups: readonly TermOf<'members'>[];
  readonly names: readonly Term[];
  readonly required: ReadonlySet<string>;
  readonly count: Window;
  readonly positions: ReadonlyMap<number, readonly Term[]>;
  readonly tails: readonly TermOf<'from'>[];
  readonly size: Window;
  readonly contains: readonly TermOf<'contains'>[];
  readonly isUnique: boolean;
  readonly nots: readonly Term[];
  /** `or` and `one`. */
  readonly choices: readonly (TermOf<'or'> | TermOf<'one'>)[];
  readonly hasOpaque: boolean;
}

export interface Window {
  readonly min: number;
  readonly max: number;
}

const ANY_WINDOW: Window = { min: 0, max: Infinity };

/** Sort the parts of `term`. Linear in their number. */
export function shapeOf(terms: Terms, term: Term): Shape {
  const { parts, isPartial } = unfold(terms, term);
  const shape = new Draft();
  for (const part of parts) collect(shape, part);
  return { ...shape, parts, isPartial, mask: narrowMask(shape) };
}

function unfold(terms: Terms, term: Term): { readonly parts: ReadonlySet<Term>; readonly isPartial: boolean } {
  const parts = new Set<Term>(conjuncts(term));
  let isPartial = false;
  for (const part of parts) {
    if (part.kind !== 'ref') continue;
    const definition = terms.definition(part.target);
    if (definition === undefined) isPartial = true;
    else for (const inner of conjuncts(definition)) parts.add(inner);
  }
  for (const part of parts) if (part.kind === 'ref') parts.delete(part);
  return { parts, isPartial };
}

/** Most shapes speak of few things. */
const NO_TERMS: ReadonlyMap<never, never> = new Map<never, never>();
const NO_NAMES: ReadonlySet<string> = new Set();

class Draft {
  mask = ALL_TYPES;
  values: readonly JsonValue[] | undefined;
  min: Bound | undefined;
  max: Bound | undefined;
  divisors: number[] = [];
  length = ANY_WINDOW;
  patterns: string[] = [];
  formats: string[] = [];
  named: ReadonlyMap<string, Term[]> = NO_TERMS;
  groups: TermOf<'members'>[] = [];
  names: Term[] = [];
  required = NO_NAMES;
  count = ANY_WINDOW;
  positions: ReadonlyMap<number, Term[]> = NO_TERMS;
  tails: TermOf<'from'>[] = [];
  size = ANY_WINDOW;
  contains: TermOf<'contains'>[] = [];
  isUnique = false;
  nots: Term[] = [];
  choices: (TermOf<'or'> | TermOf<'one'>)[] = [];
  hasOpaque = false;
}

function collect(shape: Draft, part: Term): void {
  switch (part.kind) {
    case 'any':
    case 'and':
    case 'ref':
      return;
    case 'none':
      shape.mask = 0;
      return;
    case 'type':
      shape.mask &= part.mask;
      return;
    case 'enum':
      shape.values = shape.values?.filter((value) => isAmong(part.values, value)) ?? part.values;
      return;
    case 'not':
      shape.nots.push(part.of);
      return;
    case 'or':
    case 'one':
      shape.choices.push(part);
      return;
    case 'opaque':
      shape.hasOpaque = true;
      return;
    case 'min':
      shape.min = tighter(shape.min, { value: part.bound, isOpen: part.isOpen }, 1);
      return;
    case 'max':
      shape.max = tighter(shape.max, { value: part.bound, isOpen: part.isOpen }, -1);
      return;
    case 'multiple':
      shape.divisors.push(part.divisor);
      return;
    case 'length':
      shape.length = overlap(shape.length, part);
      return;
    case 'pattern':
      shape.patterns.push(part.source);
      return;
    case 'format':
      shape.formats.push(part.name);
      return;
    case 'members':
      if (part.keys.kind === 'name') shape.named = pushed(shape.named, part.keys.name, part.of);
      else shape.groups.push(part);
      return;
    case 'names':
      shape.names.push(part.of);
      return;
    case 'required':
      if (shape.required === NO_NAMES) shape.required = new Set();
      (shape.required as Set<string>).add(part.name);
      return;
    case 'count':
      shape.count = overlap(shape.count, part);
      return;
    case 'at':
      shape.positions = pushed(shape.positions, part.index, part.of);
      return;
    case 'from':
      shape.tails.push(part);
      return;
    case 'size':
      shape.size = overlap(shape.size, part);
      return;
    case 'contains':
      shape.contains.push(part);
      return;
    case 'unique':
      shape.isUnique = true;
  }
}

function narrowMask(shape: Draft): number {
  let mask = shape.mask;
  // Multiples of a whole number are whole.
  if (shape.divisors.some(Number.isInteger)) mask &= ~TYPE.fraction;
  if (isEmptyRange(shape)) mask &= ~NUMBER;
  else if (isSafe(shape.min) && isSafe(shape.max) && lowest(shape.min) > highest(shape.max)) mask &= ~TYPE.integer;
  if (shape.length.min > shape.length.max) mask &= ~TYPE.string;
  if (shape.count.min > shape.count.max || shape.required.size > shape.count.max) mask &= ~TYPE.object;
  if (shape.size.min > shape.size.max || shape.contains.some(({ min, max }) => min > max || min > shape.size.max)) mask &= ~TYPE.array;
  return mask;
}

function isEmptyRange({ min, max }: Draft): boolean {
  if (min === undefined || max === undefined) return false;
  return min.value > max.value || (min.value === max.value && (min.isOpen || max.isOpen));
}

/** Whether the integers beside a bound are doubles too, so that `lowest` and `highest` are exact. */
export function isSafe(bound: Bound | undefined): boolean {
  return bound === undefined || Math.abs(bound.value) < 2 ** 52;
}

/** The least integer that a lower bound allows; see `isSafe`. */
export function lowest(min: Bound | undefined): number {
  if (min === undefined) return -Infinity;
  const up = Math.ceil(min.value);
  return up === min.value && min.isOpen ? up + 1 : up;
}

/** The greatest integer that an upper bound allows; see `isSafe`. */
export function highest(max: Bound | undefined): number {
  if (max === undefined) return Infinity;
  const down = Math.floor(max.value);
  return down === max.value && max.isOpen ? down - 1 : down;
}

/** The bound that leaves less; `sign` is 1 for lower bounds, -1 for upper ones. */
export function tighter(known: Bound | undefined, bound: Bound, sign: 1 | -1): Bound {
  if (known === undefined || (bound.value - known.value) * sign > 0) return bound;
  return known.value === bound.value && bound.isOpen ? bound : known;
}

function overlap(a: Window, b: Window): Window {
  return { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) };
}

function pushed<K>(known: ReadonlyMap<K, Term[]>, key: K, term: Term): Map<K, Term[]> {
  const map = known === NO_TERMS ? new Map<K, Term[]>() : (known as Map<K, Term[]>);
  const list = map.get(key);
  if (list === undefined) map.set(key, [term]);
  else list.push(term);
  return map;
}

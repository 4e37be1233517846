import { oneKey } from './key-set.ts';
import { NUMBER, TYPE, type Term, conjuncts } from './term.ts';
import type { Terms } from './terms.ts';

/** The values outside of `term`, where they are a plain term again; undefined where only `not` can say it. */
export function complementOf(terms: Terms, term: Term): Term | undefined {
  switch (term.kind) {
    case 'not':
    case 'type':
      return terms.not(term);
    case 'required':
      return terms.and([terms.type(TYPE.object), terms.atom({ kind: 'members', keys: oneKey(term.name), of: terms.none })]);
    case 'members':
      if (term.keys.kind !== 'name' || term.of.kind !== 'none') return undefined;
      return terms.and([terms.type(TYPE.object), terms.atom({ kind: 'required', name: term.keys.name })]);
    case 'min':
      return terms.and([terms.type(NUMBER), terms.atom({ kind: 'max', bound: term.bound, isOpen: !term.isOpen })]);
    case 'max':
      return terms.and([terms.type(NUMBER), terms.atom({ kind: 'min', bound: term.bound, isOpen: !term.isOpen })]);
    case 'length':
    case 'count':
    case 'size':
      return outside(terms, term);
    case 'contains':
      return outsideContains(terms, term);
    default:
      return undefined;
  }
}

/** The same among values of `types` only, for which parts that every such value fits do not count. */
export function complementWithin(terms: Terms, term: Term, types: number): Term | undefined {
  const telling = conjuncts(term).filter((part) => part.kind !== 'type' || (types & ~part.mask) !== 0);
  return telling.length === 1 ? complementOf(terms, telling[0] as Term) : undefined;
}

const WINDOW_TYPES = { length: TYPE.string, count: TYPE.object, size: TYPE.array } as const;

/** Whether the sizes next to a window are doubles too. */
function isShiftable({ min, max }: { readonly min: number; readonly max: number }): boolean {
  return Number.isSafeInteger(min) && (max === Infinity || Number.isSafeInteger(max + 1));
}

function outside(terms: Terms, { kind, min, max }: Extract<Term, { readonly kind: keyof typeof WINDOW_TYPES }>): Term | undefined {
  if (!isShiftable({ min, max })) return undefined;
  const below = min > 0 ? terms.atom({ kind, min: 0, max: min - 1 }) : terms.none;
  const above = max < Infinity ? terms.atom({ kind, min: max + 1, max: Infinity }) : terms.none;
  return terms.and([terms.type(WINDOW_TYPES[kind]), terms.or([below, above])]);
}

function outsideContains(terms: Terms, { of, min, max }: Extract<Term, { readonly kind: 'contains' }>): Term | undefined {
  if (!isShiftable({ min, max })) return undefined;
  const fewer = min > 0 ? terms.atom({ kind: 'contains', of, min: 0, max: min - 1 }) : terms.none;
  const more = max < Infinity ? terms.atom({ kind: 'contains', of, min: max + 1, max: Infinity }) : terms.none;
  return terms.and([terms.type(TYPE.array), terms.or([fewer, more])]);
}

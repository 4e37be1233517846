import type { JsonValue } from '../../core/json/value.ts';
import { isAsserted } from '../evaluate/formats.ts';
import { conjuncts, NUMBER, TYPE, type Atom, type Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import { withoutCount } from '../language/counted.ts';
import type { Site } from './site.ts';

const TYPE_NAMES: Readonly<Record<string, number>> = {
  null: TYPE.null,
  boolean: TYPE.boolean,
  integer: TYPE.integer,
  number: NUMBER,
  string: TYPE.string,
  array: TYPE.array,
  object: TYPE.object,
};

const BOUNDS: Readonly<Record<string, (bound: number) => Atom>> = {
  minimum: (bound) => ({ kind: 'min', bound, isOpen: false }),
  exclusiveMinimum: (bound) => ({ kind: 'min', bound, isOpen: true }),
  maximum: (bound) => ({ kind: 'max', bound, isOpen: false }),
  exclusiveMaximum: (bound) => ({ kind: 'max', bound, isOpen: true }),
  multipleOf: (divisor) => ({ kind: 'multiple', divisor }),
  minLength: (min) => ({ kind: 'length', min, max: Infinity }),
  maxLength: (max) => ({ kind: 'length', min: 0, max }),
};

/** `type`, `enum`, `const` and what speaks about numbers and strings. */
export function lowerScalars(site: Site, assertsFormats: boolean): Term[] {
  const parts: Term[] = [];
  for (const keyword of Object.keys(site.schema)) {
    const term = lowerScalar(site.terms, keyword, site.schema[keyword] as JsonValue, assertsFormats);
    for (const part of term === undefined ? [] : conjuncts(term)) parts.push(site.lowering.note(part, site.node, keyword));
  }
  return parts;
}

function lowerScalar(terms: Terms, keyword: string, value: JsonValue, assertsFormats: boolean): Term | undefined {
  switch (keyword) {
    case 'type':
      return terms.type(maskOf(value));
    case 'enum':
      return Array.isArray(value) ? terms.enum(value) : undefined;
    case 'const':
      return terms.enum([value]);
    case 'pattern':
      return typeof value === 'string' ? patternTerm(terms, value) : undefined;
    case 'format':
      return assertsFormats && typeof value === 'string' && isAsserted(value) ? terms.atom({ kind: 'format', name: value }) : undefined;
    default:
      return typeof value === 'number' && Object.hasOwn(BOUNDS, keyword)
        ? terms.atom((BOUNDS[keyword] as (bound: number) => Atom)(value))
        : undefined;
  }
}

/** Large counts are lengths, which take no states. */
function patternTerm(terms: Terms, source: string): Term | undefined {
  const uncounted = withoutCount(source);
  if (uncounted !== undefined)
    return terms.and([patternTerm(terms, uncounted.source) ?? terms.any, terms.atom({ kind: 'length', min: uncounted.min, max: uncounted.max })]);
  return isTrivial(source) ? undefined : terms.atom({ kind: 'pattern', source });
}

/** @internal Patterns that every string has a match of. `.` leaves out line breaks, but nothing says there is one character. */
export function isTrivial(pattern: string): boolean {
  return ['', '^', '$', '.*', '^.*', '.*$'].includes(pattern);
}

function maskOf(type: JsonValue): number {
  if (typeof type === 'string') return Object.hasOwn(TYPE_NAMES, type) ? (TYPE_NAMES[type] ?? 0) : 0;
  const names = Array.isArray(type) ? type : [type];
  return names.reduce<number>((mask, name) => mask | (typeof name === 'string' && Object.hasOwn(TYPE_NAMES, name) ? (TYPE_NAMES[name] ?? 0) : 0), 0);
}

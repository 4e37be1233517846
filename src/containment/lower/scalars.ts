import type { JsonValue } from '../../core/json/value.ts';
import { formatTest } from '../evaluate/formats.ts';
import { NUMBER, TYPE, type Atom, type Term } from '../form/term.ts';
import { keywordAt, type Site } from './lower.ts';

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
  const { schema, terms, lowering } = site;
  const parts: Term[] = [];
  const add = (keyword: string, term: Term): void => void parts.push(lowering.note(term, keywordAt(site, keyword)));
  const { type, pattern, format } = schema;
  if (type !== undefined) add('type', terms.type(maskOf(type)));
  if (Array.isArray(schema['enum'])) add('enum', terms.enum(schema['enum']));
  if (schema['const'] !== undefined) add('const', terms.enum([schema['const']]));
  for (const [keyword, atom] of Object.entries(BOUNDS)) {
    const bound = schema[keyword];
    if (typeof bound === 'number') add(keyword, terms.atom(atom(bound)));
  }
  if (typeof pattern === 'string' && !isTrivial(pattern)) add('pattern', terms.atom({ kind: 'pattern', source: pattern }));
  if (assertsFormats && typeof format === 'string' && formatTest(format) !== undefined) add('format', terms.atom({ kind: 'format', name: format }));
  return parts;
}

/** @internal Patterns that every string has a match of. `.` leaves out line breaks, but nothing says there is one character. */
export function isTrivial(pattern: string): boolean {
  return ['', '^', '$', '.*', '^.*', '.*$'].includes(pattern);
}

function maskOf(type: JsonValue): number {
  const names = Array.isArray(type) ? type : [type];
  return names.reduce<number>((mask, name) => mask | (typeof name === 'string' && Object.hasOwn(TYPE_NAMES, name) ? (TYPE_NAMES[name] ?? 0) : 0), 0);
}

import { parsePointer } from '../../src/core/json/pointer.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { printable } from './printable.ts';

/** The part of a value that is shown. */
type Excerpt = { readonly kind: 'whole'; readonly value: JsonValue } | { readonly kind: 'object' | 'array'; readonly parts: readonly ExcerptPart[] };

/** A member or an item, or the number of those left out in a row. */
type ExcerptPart = { readonly kind: 'shown'; readonly name: string; readonly excerpt: Excerpt } | { readonly kind: 'left'; readonly count: number };

/** Scalars that are shown of the event itself, since they often say what kind it is, and of a broken place. */
const MAX_SCALARS = { ofEvent: 5, ofPlace: 3 };
/** What a broken place may take to be shown whole. */
const MAX_PLACE = 120;

/** The lines of an event in which only what leads to `pointers` is written out. */
export function excerptLines(event: JsonValue, pointers: readonly string[]): string[] {
  return linesOf(excerptOf(event, stepsOf(pointers), 0), '');
}

/** The same on one line. */
export function excerptLine(event: JsonValue, pointers: readonly string[]): string {
  return lineOf(excerptOf(event, stepsOf(pointers), 0));
}

/** A value on one line. */
export function wholeLine(value: JsonValue): string {
  return lineOf({ kind: 'whole', value });
}

function stepsOf(pointers: readonly string[]): readonly (readonly string[])[] {
  return pointers.map((pointer) => parsePointer(pointer) ?? []);
}

function excerptOf(value: JsonValue, paths: readonly (readonly string[])[], depth: number): Excerpt {
  const isPlace = paths.some(({ length }) => length === 0);
  if (typeof value !== 'object' || value === null || (isPlace && JSON.stringify(value).length <= MAX_PLACE)) return { kind: 'whole', value };
  const isArray = Array.isArray(value);
  const entries = Object.entries<JsonValue>(value);
  const through = new Set(paths.flatMap(([step]) => step ?? []));
  let scalars = depth === 0 ? MAX_SCALARS.ofEvent : isPlace ? MAX_SCALARS.ofPlace : 0;
  const parts: ExcerptPart[] = [];
  for (const [name, member] of entries) {
    const isScalar = typeof member !== 'object' || member === null;
    const within = paths.filter(([step]) => step === name).map((path) => path.slice(1));
    if (through.has(name) || (isScalar && scalars-- > 0)) parts.push({ kind: 'shown', name, excerpt: excerptOf(member, within, depth + 1) });
    else parts.push({ kind: 'left', count: 1 });
  }
  return { kind: isArray ? 'array' : 'object', parts: merged(parts) };
}

function merged(parts: readonly ExcerptPart[]): ExcerptPart[] {
  const all: ExcerptPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === 'left' && last?.kind === 'left') all[all.length - 1] = { kind: 'left', count: last.count + part.count };
    else all.push(part);
  }
  return all;
}

function linesOf(excerpt: Excerpt, before: string): string[] {
  if (excerpt.kind === 'whole') {
    const [first = '', ...rest] = JSON.stringify(excerpt.value, null, 2).split('\n').map(printable);
    return [`${before}${first}`, ...rest];
  }
  const [open, close] = brackets(excerpt.kind);
  const last = excerpt.parts.length - 1;
  const inner = excerpt.parts.flatMap((part, index) => {
    if (part.kind === 'left') return [leftText(excerpt.kind, part.count)];
    const lines = linesOf(part.excerpt, excerpt.kind === 'array' ? '' : `${quoted(part.name)}: `);
    const comma = index === last ? '' : ',';
    return lines.map((line, at) => (at === lines.length - 1 ? `${line}${comma}` : line));
  });
  return [`${before}${open}`, ...inner.map((line) => `  ${line}`), close];
}

function leftText(kind: 'object' | 'array', count: number): string {
  return `… ${count} ${kind === 'array' ? 'item' : 'member'}${count === 1 ? '' : 's'}`;
}

function lineOf(excerpt: Excerpt): string {
  if (excerpt.kind === 'whole') return compact(excerpt.value);
  const parts = excerpt.parts.map((part) => {
    if (part.kind === 'left') return '…';
    return `${excerpt.kind === 'array' ? '' : `${quoted(part.name)}: `}${lineOf(part.excerpt)}`;
  });
  const [open, close] = brackets(excerpt.kind);
  return excerpt.kind === 'array' ? `${open}${parts.join(', ')}${close}` : `${open} ${parts.join(', ')} ${close}`;
}

function compact(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return printable(JSON.stringify(value));
  const members = Object.entries(value).map(([name, member]) => `${quoted(name)}: ${compact(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function quoted(name: string): string {
  return printable(JSON.stringify(name));
}

function brackets(kind: 'object' | 'array'): readonly [open: string, close: string] {
  return kind === 'array' ? ['[', ']'] : ['{', '}'];
}

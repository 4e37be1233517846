import { isDoubleExact } from './decimal.ts';
import type { ParseOptions } from './parse.ts';
import type { ExactValue } from './value.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// So many digits a double keeps, whatever they are; more, or an exponent, take a closer look.
const MAX_DIGITS = 15;

/**
 * @internal What `parseJson` gives, by the host's own parser; undefined where that would lose or let through something, or
 * might: then the exact parser reads the text, and says what is wrong with it.
 *
 * One look at the text counts its colons outside strings, which are as many as members are written, and finds numbers that
 * a double may not hold. Where the value has as many members, none was written twice.
 */
export function parseNatively(text: string, limits: Required<ParseOptions>): ExactValue | undefined {
  const { maxMembers, maxNames } = limits;
  try {
    const written = countMembers(text, limits);
    if (written === undefined || written > maxMembers) return undefined;
    if (written > maxNames && hasMoreNames(text, maxNames)) return undefined;
    const value = JSON.parse(text) as ExactValue;
    return typeof value !== 'object' || value === null || membersOf(value) === written ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How many members the text writes; undefined where a number may be inexact, or it nests too deep or too often, or is no JSON. */
function countMembers(text: string, { maxDepth, maxContainers }: Required<ParseOptions>): number | undefined {
  const end = text.length;
  let members = 0;
  let containers = 0;
  let depth = 0;
  let at = 0;
  while (at < end) {
    const code = text.charCodeAt(at);
    at += 1;
    if (code === QUOTE) {
      at = closingQuote(text, at) + 1;
      if (at === 0) return undefined;
    } else if (code === COLON) {
      members += 1;
    } else if (code <= NINE && (code >= ZERO || code === MINUS)) {
      const start = at - 1;
      at = endOfDigits(text, at);
      if (at - start <= MAX_DIGITS && !isExponent(text.charCodeAt(at))) continue;
      at = endOfNumber(text, at);
      if (!isDoubleExact(text.slice(start, at))) return undefined;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      containers += 1;
      if (depth > maxDepth || containers > maxContainers) return undefined;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
    }
  }
  return members;
}

/** Whether there are more different names than `max`, as they are written: one that is also written with an escape counts twice. */
function hasMoreNames(text: string, max: number): boolean {
  const names = new Set<string>();
  for (let open = text.indexOf('"'); open !== -1;) {
    const close = closingQuote(text, open + 1);
    if (close === -1) return false;
    if (isBeforeColon(text, close + 1) && names.add(text.slice(open + 1, close)).size > max) return true;
    open = text.indexOf('"', close + 1);
  }
  return false;
}

function isBeforeColon(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text.charCodeAt(at) === COLON;
}

function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote > from && text.charCodeAt(quote - 1) === BACKSLASH && isEscaped(text, quote, from)) quote = text.indexOf('"', quote + 1);
  return quote;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, quote: number, from: number): boolean {
  let start = quote - 1;
  while (start >= from && text.charCodeAt(start) === BACKSLASH) start -= 1;
  return (quote - 1 - start) % 2 === 1;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== DOT && !(code >= ZERO && code <= NINE)) return at;
    at += 1;
  }
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  while ('+-.0123456789eE'.includes(text.charAt(at)) && at < text.length) at += 1;
  return at;
}

function isExponent(code: number): boolean {
  return code === 0x65 || code === 0x45;
}

/** The members of a value at all levels; NaN, which equals nothing, where one may not be named so. */
function membersOf(value: object): number {
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) if (typeof item === 'object' && item !== null) members += membersOf(item);
    return members;
  }
  for (const name in value) {
    if (name === '__proto__') return Number.NaN;
    members += 1;
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (typeof member === 'object' && member !== null) members += membersOf(member);
  }
  return members;
}

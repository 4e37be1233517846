import { RegistryError } from '../errors.ts';
import { Decimal, isDoubleExact } from './decimal.ts';
import { parseNatively } from './parse-native.ts';
import { formatPointer } from './pointer.ts';
import type { ExactValue } from './value.ts';

export interface ParseOptions {
  /** Levels of nesting; `too_deep` beyond. Default 200. */
  readonly maxDepth?: number;
  /** Members of all objects together; `too_many_members` beyond. Default: no limit. */
  readonly maxMembers?: number;
  /** Different names of members in the whole text; `too_many_members` beyond. Default: no limit. */
  readonly maxNames?: number;
  /** Objects and arrays together; `too_many_members` beyond. Default: no limit. */
  readonly maxContainers?: number;
}

/** A place in a JSON text: line and column count from 1, the column in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/**
 * Read a JSON text (RFC 8259) without losing anything: numbers stay exact, and what JSON.parse lets through in
 * silence is refused: a name twice in one object (`json_duplicate_key`), the name `__proto__`
 * (`json_forbidden_key`). Other faults are `json_invalid`, nesting beyond `maxDepth` is `too_deep`.
 * Errors carry `{ line, column, offset, pointer }`. Linear in the length of `text`; what JSON.parse reads without loss takes
 * half as long again as there.
 */
export function parseJson(text: string, options: ParseOptions = {}): ExactValue {
  const limits = { ...DEFAULT_LIMITS, ...options };
  return parseNatively(text, limits) ?? parseExactly(text, limits);
}

const DEFAULT_LIMITS: Required<ParseOptions> = {
  maxDepth: 200,
  maxMembers: Number.POSITIVE_INFINITY,
  maxNames: Number.POSITIVE_INFINITY,
  maxContainers: Number.POSITIVE_INFINITY,
};

/** @internal The same without the short way through the host's parser. */
export function parseExactly(text: string, limits: Required<ParseOptions>): ExactValue {
  return new Scanner(text, limits).document();
}

const UNLIMITED: Required<ParseOptions> = { ...DEFAULT_LIMITS, maxDepth: Number.POSITIVE_INFINITY };

/**
 * The place in `text` at which the value that `pointer` names starts; undefined if there is none or the text is
 * not JSON. It reads the text again, so it is for reports, not for hot paths.
 */
export function locateInJson(text: string, pointer: string): Place | undefined {
  return locateAllInJson(text, [pointer]).get(pointer);
}

/** The places of several values, by their pointers; what there is not is left out. Reads the text once. */
export function locateAllInJson(text: string, pointers: readonly string[]): ReadonlyMap<string, Place> {
  const scanner = new Scanner(text, UNLIMITED, new Set(pointers));
  try {
    scanner.document();
  } catch {
    // A text that breaks off after the place still has the place; before it there is none to give.
  }
  const places = new Map<string, Place>();
  // They were found in the order of the text, so lines are counted once.
  let line: Line = FIRST_LINE;
  for (const [pointer, offset] of scanner.found) {
    line = lineAt(text, offset, line);
    places.set(pointer, { line: line.number, column: offset - line.start + 1, offset });
  }
  return places;
}

const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decode UTF-8 strictly: bytes that are not UTF-8 are `not_utf8`, never replaced. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch (cause) {
    throw new RegistryError('not_utf8', 'the body is not UTF-8; send JSON encoded as UTF-8 without other encodings', { cause });
  }
}

/** @internal */
export function placeAt(text: string, offset: number): Place {
  const { number, start } = lineAt(text, offset, FIRST_LINE);
  return { line: number, column: offset - start + 1, offset };
}

interface Line {
  /** From 1. */
  readonly number: number;
  /** The offset of its first character. */
  readonly start: number;
}

const FIRST_LINE: Line = { number: 1, start: 0 };

/** The line of an offset, counted from one that is not behind it. */
function lineAt(text: string, offset: number, from: Line): Line {
  let { number, start } = from;
  for (let end = text.indexOf('\n', start); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    number += 1;
    start = end + 1;
  }
  return { number, start };
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// The characters up to the next quote, backslash or control character.
// oxlint-disable-next-line no-control-regex -- control characters are what it must stop at
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

type Refusal = 'json_invalid' | 'json_duplicate_key' | 'json_forbidden_key' | 'too_deep' | 'too_many_members';

const MAX_SHOWN = 100;
const SMALLER = '; send a smaller event';
const NAMES_AS_VALUES = `${SMALLER}, or names that are data as values: [{ "name": …, "value": … }]`;

class Scanner {
  /** Where the wanted values start, by their pointers. */
  readonly found = new Map<string, number>();
  readonly #text: string;
  readonly #limits: Required<ParseOptions>;
  readonly #wanted: ReadonlySet<string>;
  readonly #names: Set<string> | undefined;
  readonly #steps: (string | number)[] = [];
  #at = 0;
  #members = 0;
  #containers = 0;

  constructor(text: string, limits: Required<ParseOptions>, wanted: ReadonlySet<string> = new Set()) {
    this.#text = text;
    this.#limits = limits;
    this.#wanted = wanted;
    this.#names = limits.maxNames === Number.POSITIVE_INFINITY ? undefined : new Set();
  }

  document(): ExactValue {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('the end of the text');
    return value;
  }

  #value(): ExactValue {
    if (this.found.size < this.#wanted.size) this.#note();
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #note(): void {
    const pointer = formatPointer(this.#steps);
    if (this.#wanted.has(pointer) && !this.found.has(pointer)) this.found.set(pointer, this.#at);
  }

  #object(): ExactValue {
    const object: Record<string, ExactValue> = {};
    this.#open();
    this.#space();
    if (this.#take('}')) return object;
    for (;;) {
      const nameAt = this.#at;
      if (this.#text[this.#at] !== '"') this.#fail('a member name in double quotes');
      const name = this.#string();
      if (name === '__proto__') {
        this.#refuse('json_forbidden_key', 'the member name "__proto__" is refused, since programs downstream may take it for the prototype', nameAt);
      }
      if (Object.hasOwn(object, name)) this.#refuse('json_duplicate_key', `the member ${JSON.stringify(name)} occurs twice in one object`, nameAt);
      this.#count(name, nameAt);
      this.#space();
      if (!this.#take(':')) this.#fail('":" after the member name');
      this.#space();
      this.#steps.push(name);
      object[name] = this.#value();
      this.#steps.pop();
      this.#space();
      if (this.#take('}')) return object;
      if (!this.#take(',')) this.#fail('"," or "}"');
      this.#space();
    }
  }

  #count(name: string, at: number): void {
    const { maxMembers, maxNames } = this.#limits;
    this.#members += 1;
    if (this.#members > maxMembers) this.#refuse('too_many_members', `the text has more than ${maxMembers} members`, at, NAMES_AS_VALUES);
    if (this.#names === undefined || this.#names.add(name).size <= maxNames) return;
    const shown = JSON.stringify(name.length > MAX_SHOWN ? `${name.slice(0, MAX_SHOWN)}…` : name);
    const what = `expected at most ${maxNames} different member names in the text, found another one, ${shown}`;
    this.#refuse('too_many_members', what, at, NAMES_AS_VALUES);
  }

  #array(): ExactValue {
    const array: ExactValue[] = [];
    this.#open();
    this.#space();
    if (this.#take(']')) return array;
    for (;;) {
      this.#steps.push(array.length);
      array.push(this.#value());
      this.#steps.pop();
      this.#space();
      if (this.#take(']')) return array;
      if (!this.#take(',')) this.#fail('"," or "]"');
      this.#space();
    }
  }

  #open(): void {
    const { maxDepth, maxContainers } = this.#limits;
    if (this.#steps.length >= maxDepth) this.#refuse('too_deep', `the text nests deeper than ${maxDepth} levels`, this.#at);
    this.#containers += 1;
    if (this.#containers > maxContainers) {
      this.#refuse('too_many_members', `the text has more than ${maxContainers} objects and arrays`, this.#at, SMALLER);
    }
    this.#at += 1;
  }

  #string(): string {
    let value = '';
    this.#at += 1;
    for (;;) {
      PLAIN.lastIndex = this.#at;
      const plain = PLAIN.exec(this.#text)?.[0] ?? '';
      value += plain;
      this.#at += plain.length;
      const next = this.#text[this.#at];
      if (next === '"') {
        this.#at += 1;
        return value;
      }
      if (next !== '\\') this.#fail(next === undefined ? 'the closing quote of a string' : 'a control character written as \\u escape');
      value += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail('four hexadecimal digits after \\u');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (character === undefined) this.#fail('an escape: \\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u');
    this.#at += 2;
    return character;
  }

  #number(): number | Decimal {
    NUMBER.lastIndex = this.#at;
    const literal = NUMBER.exec(this.#text)?.[0];
    if (literal === undefined) this.#fail('a JSON value');
    this.#at += literal.length;
    return isDoubleExact(literal) ? Number(literal) : Decimal.parse(literal);
  }

  #word<T extends ExactValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('a JSON value');
    this.#at += word.length;
    return value;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(expected: string): never {
    const character = this.#text.codePointAt(this.#at);
    const found = character === undefined ? 'the end of the text' : named(character);
    return this.#refuse('json_invalid', `expected ${expected}, found ${found}`, this.#at);
  }

  #refuse(code: Refusal, what: string, offset: number, todo = ''): never {
    const place = placeAt(this.#text, offset);
    // A pointer into a text that nests absurdly is itself absurdly long.
    const pointer = formatPointer(this.#steps.slice(0, 64));
    throw new RegistryError(code, `${what}, at line ${place.line}, column ${place.column}${todo}`, { data: { ...place, pointer } });
  }
}

/** A character as people see it; by its number where they would see nothing. */
function named(character: number): string {
  const text = String.fromCodePoint(character);
  if (!INVISIBLE.test(text)) return JSON.stringify(text);
  const number = `U+${character.toString(16).toUpperCase().padStart(4, '0')}`;
  return character === BYTE_ORDER_MARK ? `${number}, a byte order mark: send the text without it` : number;
}

// White space beside the plain one, and what only steers how text is shown. Control characters have an escape in JSON.
const INVISIBLE = /^[\p{Z}\p{Cf}\p{Cn}]$/u;
const BYTE_ORDER_MARK = 0xfeff;

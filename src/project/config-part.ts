import { RegistryError } from '../core/errors.ts';
import { locateInJson, parseJson } from '../core/json/parse.ts';
import { appendPointer } from '../core/json/pointer.ts';
import type { ExactValue } from '../core/json/value.ts';
import { nearest } from '../core/nearest.ts';

/** A value in a configuration file, and where it stands. */
export interface Part {
  readonly value: ExactValue;
  /** `config_invalid` at this place, or at one of its members. */
  fail(message: string, member?: string): RegistryError;
  /** A member; undefined where it is absent. */
  get(name: string): Part | undefined;
  /** Its members, where it is an object: their names in the order of the text. */
  members(): readonly (readonly [name: string, part: Part])[];
  items(): readonly Part[];
}

interface Text {
  readonly file: string;
  readonly text: string;
}

/** Read the text of a configuration. Throws `config_invalid` with file, line and column for what is no JSON. */
export function readParts(source: Text): Part {
  try {
    return partAt(source, parseJson(source.text), '');
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    throw notJson(source, thrown);
  }
}

function partAt(source: Text, value: ExactValue, pointer: string): Part {
  const at = (name: string | number, member: ExactValue): Part => partAt(source, member, appendPointer(pointer, name));
  const object = isObject(value) ? value : {};
  return {
    value,
    fail: (message, member) => invalidAt(source, member === undefined ? pointer : appendPointer(pointer, member), message),
    get: (name) => (Object.hasOwn(object, name) ? at(name, object[name] as ExactValue) : undefined),
    members: () => Object.entries(object).map(([name, member]) => [name, at(name, member)] as const),
    items: () => (Array.isArray(value) ? (value as readonly ExactValue[]).map((item, index) => at(index, item)) : []),
  };
}

function invalidAt({ file, text }: Text, pointer: string, message: string): RegistryError {
  const place = locateInJson(text, pointer);
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  const data = { file, pointer, ...(place === undefined ? {} : { line: place.line, column: place.column }) };
  return new RegistryError('config_invalid', `${where}${pointer === '' ? '' : ` (${pointer})`}: ${message}`, { data });
}

function notJson({ file, text }: Text, cause: RegistryError): RegistryError {
  const { line, column, offset } = cause.data as { readonly line?: number; readonly column?: number; readonly offset?: number };
  // The place goes before the message here.
  const said = cause.message.replace(/, at line \d+, column \d+$/, '');
  const message = `${file}:${line}:${column}: ${hintOf(text, offset ?? 0) ?? said}`;
  return new RegistryError('config_invalid', message, { data: { file, line, column }, cause });
}

/** What people take for JSON. */
function hintOf(text: string, offset: number): string | undefined {
  if (text.trim() === '') return 'expected a JSON object; found an empty file';
  const rest = text.slice(offset);
  if (/^(\/\/|\/\*|#)/.test(rest)) return 'comments are not JSON: remove it; a note can be a member "$comment" at the top';
  if (/^[}\]]/.test(rest) && /,\s*$/.test(text.slice(0, offset))) return `a comma before "${rest[0]}" is not JSON: remove the comma`;
  if (rest.startsWith("'")) return "text is written in double quotes in JSON; found '";
  return undefined;
}

function isObject(value: ExactValue): value is { readonly [name: string]: ExactValue } {
  return describe(value) === 'an object';
}

/** What a value is, in the words of a message. */
export function describe(value: ExactValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return Object.getPrototypeOf(value) === Object.prototype ? 'an object' : 'a number';
}

/** An object with no other members than these. Throws `config_invalid`, with the nearest name where one is misspelt. */
export function objectOf(part: Part, known: readonly string[]): Part {
  anyObject(part);
  for (const [name] of part.members()) {
    if (!known.includes(name)) throw part.fail(`expected one of ${known.map((one) => `"${one}"`).join(', ')}; found ${misspelt(name, known)}`, name);
  }
  return part;
}

/** A name as it was written, and which one was probably meant. */
export function misspelt(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `${JSON.stringify(name)}${near === undefined ? '' : ` (did you mean "${near}"?)`}`;
}

export function anyObject(part: Part): Part {
  if (!isObject(part.value)) throw part.fail(`expected an object; found ${describe(part.value)}`);
  return part;
}

export function textOf(part: Part, what: string): string {
  if (typeof part.value !== 'string' || part.value === '') throw part.fail(`expected ${what}; found ${describe(part.value)}`);
  return part.value;
}

export function wordOf<Word extends string>(part: Part, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === part.value);
  if (word === undefined) throw part.fail(`expected ${words.map((one) => `"${one}"`).join(' or ')}; found ${describe(part.value)}`);
  return word;
}

/** What `read` makes of a part; what it refuses is `config_invalid` there. */
export function translated<Result>(part: Part, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    throw part.fail(thrown.message);
  }
}

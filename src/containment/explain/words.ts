import type { JsonValue } from '../../core/json/value.ts';
import { typeName } from '../evaluate/report.ts';
import { codePointLength } from '../language/code-points.ts';
import type { Contrast, Said } from './contrast.ts';

const MAX_LISTED = 10;
const MAX_SHOWN = 80;

/** A value on one line, cut. */
export function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

/** A text as it is, anything else as `show`. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : show(value);
}

/** Values on one line; of many the first. */
export function list(values: readonly JsonValue[]): string {
  const shown = values.slice(0, MAX_LISTED).map(show).join(', ');
  return values.length > MAX_LISTED ? `${shown}, …` : shown;
}

/** `enum "a", "b"`, `const "a"` or, of many, their number. */
export function listing(keyword: string, values: readonly JsonValue[]): string {
  return values.length > MAX_LISTED ? `${keyword} of ${values.length} values` : `${keyword} ${list(values)}`;
}

/** `1 item`, `2 items`. */
export function counted(count: JsonValue | undefined, noun: string): string {
  return `${show(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `absent`, or what a side says with the keyword. */
export function ownText({ own }: Said): string {
  return own.length === 0 ? 'absent' : own.map(show).join(', ');
}

const TYPE_ORDER = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

function ordered(types: ReadonlySet<string>): readonly string[] {
  return TYPE_ORDER.filter((type) => types.has(type) && (type !== 'integer' || !types.has('number')));
}

/** `integer|null`, or `any`. */
export function typesText({ types }: Said): string {
  return types === undefined ? 'any type' : ordered(types).join('|');
}

/** `string or integer`, `only null`. */
export function typesSentence(types: ReadonlySet<string>): string {
  const names = ordered(types);
  return names.length < 2 ? `only ${names.join('') || 'nothing'}` : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** `a string`, `an object`; a number as it is where only its fraction is wrong. */
export function typeOfFound(found: JsonValue | undefined, { types }: Said): string {
  const type = typeName(found ?? null);
  if (type === 'null') return 'null';
  if (type === 'number' && types?.has('integer') === true) return show(found);
  return type === 'integer' ? 'a number' : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The value of the witness: `any string` where it stands for all, by its size where that is what counts. */
export function anyOrFound({ found, isFree, writer }: Contrast): string {
  const type = typeName(found ?? null);
  if (!isFree || !['string', 'number', 'integer'].includes(type)) return show(found);
  return `any ${type === 'integer' && writer.types?.has('number') !== false ? 'number' : type}`;
}

/** `"abc"`, `a string of 300 characters`, `an array of 2 items`, `an object of 1 member`. */
export function sizeOf(found: JsonValue | undefined): string {
  if (typeof found === 'string') {
    const length = codePointLength(found);
    return length <= 40 ? show(found) : `a string of ${length} characters`;
  }
  if (Array.isArray(found)) return found.length === 0 ? 'an empty array' : `an array of ${counted(found.length, 'item')}`;
  if (typeof found === 'object' && found !== null) {
    const members = Object.keys(found).length;
    return members === 0 ? 'an empty object' : `an object of ${counted(members, 'member')}`;
  }
  return show(found);
}

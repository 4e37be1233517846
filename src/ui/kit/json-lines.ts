import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { visibleJson } from './visible-text.ts';

/** A line of an indented document. */
export interface JsonLine {
  /** Of the value that begins, ends or stands here. */
  readonly pointer: string;
  /** `whole`: a value on one line. */
  readonly kind: 'open' | 'close' | 'whole';
  readonly depth: number;
  /** Of the member, as JSON; absent for items and for the document itself. */
  readonly name?: string;
  /** `{`, `]`, `"text"`, `1`, `{}`. */
  readonly text: string;
  readonly type: 'string' | 'scalar' | 'bracket';
  readonly comma: boolean;
}

/** Where a value stands in its document. */
export interface JsonPlace {
  readonly value: JsonValue;
  readonly pointer: string;
  readonly depth: number;
  readonly name?: string;
  readonly comma: boolean;
}

export function wholeDocument(value: JsonValue): JsonPlace {
  return { value, pointer: '', depth: 0, comma: false };
}

/** A value as lines; linear. */
export function linesOf(place: JsonPlace): JsonLine[] {
  const lines: JsonLine[] = [];
  print(place, lines);
  return lines;
}

function print(place: JsonPlace, lines: JsonLine[]): void {
  const parts = partsOf(place);
  if (parts.length === 0) {
    lines.push(wholeLine(place));
    return;
  }
  lines.push(openLine(place));
  for (const part of parts) print(part, lines);
  lines.push(closeLine(place));
}

/** The members or items of a value, in its order; none of a scalar. */
export function partsOf({ value, pointer, depth }: JsonPlace): JsonPlace[] {
  if (Array.isArray(value)) {
    const last = value.length - 1;
    return value.map((item: JsonValue, at) => ({ value: item, pointer: appendPointer(pointer, at), depth: depth + 1, comma: at < last }));
  }
  if (!isJsonObject(value)) return [];
  const members = Object.entries(value);
  return members.map(([name, member], at) => ({
    value: member,
    pointer: appendPointer(pointer, name),
    depth: depth + 1,
    name,
    comma: at < members.length - 1,
  }));
}

export function openLine(place: JsonPlace): JsonLine {
  return line(place, 'open', Array.isArray(place.value) ? '[' : '{');
}

export function closeLine(place: JsonPlace): JsonLine {
  const { name: _name, ...unnamed } = place;
  return line(unnamed, 'close', Array.isArray(place.value) ? ']' : '}');
}

function wholeLine(place: JsonPlace): JsonLine {
  return line(place, 'whole', visibleJson(JSON.stringify(place.value)));
}

function line({ value, pointer, depth, name, comma }: JsonPlace, kind: JsonLine['kind'], text: string): JsonLine {
  const type = typeof value === 'string' ? 'string' : typeof value === 'object' && value !== null ? 'bracket' : 'scalar';
  return {
    pointer,
    kind,
    depth,
    ...(name === undefined ? {} : { name: visibleJson(JSON.stringify(name)) }),
    text,
    type,
    comma: kind !== 'open' && comma,
  };
}

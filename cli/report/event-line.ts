import { appendPointer, parsePointer } from '../../src/core/json/pointer.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { printable } from './printable.ts';

const MAX_EVENT = 300;

/** An event on one line; of a long one the part that `pointer` leads to. */
export function eventLine(event: JsonValue, pointer: string): string {
  const whole = compact(event);
  if (whole.length <= MAX_EVENT) return whole;
  const { value, at } = partAt(event, pointer);
  const note = `(${whole.length.toLocaleString('en-US')} characters; all of it with --format json)`;
  return `${at === '' ? '' : `… at ${printable(at)}: `}${cut(compact(value))} ${note}`;
}

/** What a pointer leads to, or as far as it leads. */
function partAt(event: JsonValue, pointer: string): { readonly value: JsonValue; readonly at: string } {
  let value = event;
  let at = '';
  for (const step of parsePointer(pointer) ?? []) {
    const next = typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Record<string, JsonValue>)[step] : undefined;
    if (next === undefined) break;
    value = next;
    at = appendPointer(at, step);
  }
  return { value, at };
}

function compact(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(compact).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return printable(JSON.stringify(value));
  const members = Object.entries(value).map(([name, member]) => `${printable(JSON.stringify(name))}: ${compact(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function cut(text: string): string {
  return text.length <= MAX_EVENT ? text : `${text.slice(0, MAX_EVENT - 1)}…`;
}

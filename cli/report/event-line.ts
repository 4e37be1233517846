import { appendPointer } from '../../src/core/json/pointer.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { excerptLine, wholeLine } from './excerpt.ts';

const MAX_EVENT = 300;
/** Differences to another event that are shown. */
const MAX_DIFFERENCES = 3;

/** An event on one line; of a long one the parts that `pointers` lead to. */
export function eventLine(event: JsonValue, pointers: readonly string[]): string {
  const whole = wholeLine(event);
  if (whole.length <= MAX_EVENT) return whole;
  return `${cut(excerptLine(event, pointers))} (${whole.length.toLocaleString('en-US')} characters; all of it with --format json)`;
}

/** What is different in an event from one that was shown, on one line, with the part that `pointer` leads to. */
export function otherEventLine(event: JsonValue, shown: JsonValue, pointer: string): string {
  const shallowFirst = differences(event, shown, '').toSorted((a, b) => a.split('/').length - b.split('/').length);
  return cut(excerptLine(event, [pointer, ...shallowFirst.slice(0, MAX_DIFFERENCES)]));
}

/** Pointers to what the event has, and the shown one has not or not so. */
function differences(event: JsonValue, shown: JsonValue | undefined, pointer: string): string[] {
  if (typeof event !== 'object' || event === null || typeof shown !== 'object' || shown === null) return event === shown ? [] : [pointer];
  const others = shown as Readonly<Record<string, JsonValue>>;
  return Object.entries(event as Readonly<Record<string, JsonValue>>).flatMap(([name, value]) =>
    differences(value, Object.hasOwn(others, name) ? others[name] : undefined, appendPointer(pointer, name)),
  );
}

function cut(text: string): string {
  return text.length <= MAX_EVENT ? text : `${text.slice(0, MAX_EVENT - 1)}…`;
}

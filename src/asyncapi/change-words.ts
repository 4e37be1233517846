import { isSameJson as isSame } from '../core/json/same.ts';
import type { JsonValue } from '../core/json/value.ts';

const MAX_TEXT = 80;

/** A text of a document in a sentence. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}

/** `protocol: "mqtt" → "amqp"`, and what came or went. */
export function describeChange(name: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${name} is new: ${quote(after ?? '')}`;
  if (after === undefined) return `${name} is gone: ${quote(before)}`;
  return `${name} was ${quote(before)} and is ${quote(after)}`;
}

/** What is absent is null. */
export function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return isSame(a ?? null, b ?? null);
}

import type { JsonValue } from '../../core/json/value.ts';
import type { Contrast, Wording } from './contrast.ts';
import { counted, ownText, show, sizeOf, textOf } from './words.ts';

/** What a reader takes by its bound. */
const TAKEN: Readonly<Record<string, (bound: JsonValue | undefined) => string>> = {
  minimum: (bound) => `numbers from ${show(bound)} up`,
  maximum: (bound) => `numbers up to ${show(bound)}`,
  exclusiveMinimum: (bound) => `numbers above ${show(bound)}`,
  exclusiveMaximum: (bound) => `numbers below ${show(bound)}`,
  multipleOf: (bound) => `multiples of ${show(bound)}`,
  minLength: (bound) => `strings of at least ${counted(bound, 'character')}`,
  maxLength: (bound) => `strings of at most ${counted(bound, 'character')}`,
  minItems: (bound) => `arrays of at least ${counted(bound, 'item')}`,
  maxItems: (bound) => `arrays of at most ${counted(bound, 'item')}`,
  minProperties: (bound) => `objects of at least ${counted(bound, 'member')}`,
  maxProperties: (bound) => `objects of at most ${counted(bound, 'member')}`,
  pattern: (pattern) => `strings that match ${textOf(pattern)}`,
  format: (format) => `strings of the format ${textOf(format)}`,
};

export const BOUNDS: readonly string[] = Object.keys(TAKEN);

export function describeBound({ keyword, writer, reader, found }: Contrast): Wording {
  const bound = reader.own[0];
  const taken = TAKEN[keyword]?.(bound) ?? 'other values';
  return {
    message: `takes only ${taken}; the writer may send ${sizeOf(found)}`,
    change: `${keyword} ${ownText(writer)} → ${show(bound)}`,
    remedy: `loosen ${keyword} in the reader or tighten the writer, whichever is new`,
  };
}

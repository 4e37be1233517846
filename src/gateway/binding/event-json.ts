import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import { Decimal } from '../../core/json/decimal.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';

// An event of a megabyte has some 20,000.
const MAX_MEMBERS = 50_000;
// A name that was not met before costs the host's parser some twenty times as much as one that was; reading more takes longer than the
// loop may stand still.
const MAX_NAMES = 20_000;
// A megabyte of pairs of coordinates has some 60,000; one of empty objects 333,000, and its reading is mostly garbage collection.
const MAX_CONTAINERS = 100_000;

/** Read JSON that a sender sent, `maxDepth` levels of it at most (default 200). Throws what `decodeUtf8` and `parseJson` do. */
export function readEventJson(bytes: Uint8Array, options: { readonly maxDepth?: number } = {}): ExactValue {
  return readEventText(decodeUtf8(bytes), options);
}

/** The same of a text. */
export function readEventText(text: string, options: { readonly maxDepth?: number } = {}): ExactValue {
  return parseJson(text, { ...options, maxMembers: MAX_MEMBERS, maxNames: MAX_NAMES, maxContainers: MAX_CONTAINERS });
}

/** Whether a value is an object of JSON. */
export function isJsonObject(value: ExactValue | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

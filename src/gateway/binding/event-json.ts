import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import { Decimal } from '../../core/json/decimal.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';

// An event of a megabyte has some 20,000; reading many more, all of different names, takes longer than the loop may stand still.
const MAX_MEMBERS = 50_000;

/** Read JSON that a sender sent, `maxDepth` levels of it at most (default 200). Throws what `decodeUtf8` and `parseJson` do. */
export function readEventJson(bytes: Uint8Array, options: { readonly maxDepth?: number } = {}): ExactValue {
  return parseJson(decodeUtf8(bytes), { ...options, maxMembers: MAX_MEMBERS });
}

/** Whether a value is an object of JSON. */
export function isJsonObject(value: ExactValue | undefined): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);
}

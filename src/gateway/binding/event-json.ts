import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import type { ExactValue } from '../../core/json/value.ts';

// An event of a megabyte has some 20,000; reading many more, all of different names, takes longer than the loop may stand still.
const MAX_MEMBERS = 50_000;

/** Read JSON that a sender sent, `maxDepth` levels of it at most (default 200). Throws what `decodeUtf8` and `parseJson` do. */
export function readEventJson(bytes: Uint8Array, options: { readonly maxDepth?: number } = {}): ExactValue {
  return parseJson(decodeUtf8(bytes), { ...options, maxMembers: MAX_MEMBERS });
}

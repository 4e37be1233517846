import { isJsonObject, type JsonValue } from './value.ts';
import { compareNames } from '../text-order.ts';

/**
 * The canonical text of a JSON value (RFC 8785): members sorted by UTF-16 code units, numbers in ECMAScript's
 * shortest form, no white space. Equal values have equal texts. Throws RangeError on nesting deeper than the
 * stack; documents that come from outside have passed the parser's depth limit.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).toSorted(compareNames);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as JsonValue)}`).join(',')}}`;
}

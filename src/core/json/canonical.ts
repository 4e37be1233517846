import { isJsonObject, type JsonValue } from './value.ts';

/**
 * The canonical text of a JSON value (RFC 8785): members sorted by UTF-16 code units, numbers in ECMAScript's
 * shortest form, no white space. Equal values have equal texts. Throws RangeError on nesting deeper than the
 * stack; documents that come from outside have passed the parser's depth limit.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).toSorted(compareCodeUnits);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] as JsonValue)}`).join(',')}}`;
}

// RFC 8785 §3.2.3: names sort by UTF-16 code units, which is what < does on JavaScript strings.
function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

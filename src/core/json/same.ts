import { isJsonObject, type JsonValue } from './value.ts';

/** Whether two values are equal, whatever the order of members: what `canonicalJson` would write alike. Ends at the first difference; linear. */
export function isSameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item: JsonValue, index) => isSameJson(item, b[index] as JsonValue));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name] as JsonValue, b[name] as JsonValue))
  );
}

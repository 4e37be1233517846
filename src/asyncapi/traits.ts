import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { asPart, itemsOf, type Part } from './read-parts.ts';
import type { Resolver } from './references.ts';

/**
 * An operation or a message with its traits in it. Of 2.x a trait is a JSON Merge Patch (RFC 7386) on the object, so it wins, the later
 * over the earlier; of 3.x the object wins over its traits, and again the later trait over the earlier. Where both have an object under
 * one name the two are merged, references followed.
 *
 * Source: AsyncAPI 2.6.0 "Operation Trait Object", 3.1.0 "Traits Merge Mechanism".
 */
export function applyTraits(resolver: Resolver, part: Part, major: 2 | 3): Part {
  const traits = itemsOf(part, 'traits').flatMap((item) => {
    const trait = asPart(resolver, item);
    return trait === undefined ? [] : [trait];
  });
  if (traits.length === 0) return part;
  const own = Object.fromEntries(Object.entries(part.value).filter(([name]) => name !== 'traits'));
  const ordered = major === 2 ? [own, ...traits.map(({ value }) => value)] : [...traits.map(({ value }) => value), own];
  const value = ordered.reduce<JsonObject>((merged, next) => merge(resolver, merged, next, part.pointer), {});
  return { value, pointer: part.pointer };
}

function merge(resolver: Resolver, base: JsonObject, patch: JsonObject, pointer: string): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[name];
      continue;
    }
    const before = merged[name];
    const [a, b] = [before, value].map((side) => (side === undefined ? undefined : asPart(resolver, { value: side, pointer })?.value));
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(value);
    merged[name] = !isSame && isJsonObject(a) && isJsonObject(b) ? merge(resolver, a, b, pointer) : value;
  }
  return merged;
}

import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

const REPLACEMENTS: readonly JsonValue[] = [null, true, 0, -1, 1.5, '', 'a', [], {}];
const MAX_NAMES = 40;

/**
 * Values that differ from `value` by a single edit: a member left out or added, an item repeated or left out, a scalar
 * replaced. `names` and `values` are what schemas mention. Lazy; near the root first.
 */
export function* mutations(value: JsonValue, names: readonly string[], values: readonly JsonValue[]): IterableIterator<JsonValue> {
  if (Array.isArray(value)) {
    yield* arrayEdits(value, names, values);
  } else if (isJsonObject(value)) {
    yield* objectEdits(value, names, values);
  } else {
    for (const other of [...values, ...REPLACEMENTS]) if (other !== value) yield other;
  }
}

function* objectEdits(
  object: Readonly<Record<string, JsonValue>>,
  names: readonly string[],
  values: readonly JsonValue[],
): IterableIterator<JsonValue> {
  for (const name of Object.keys(object)) {
    const { [name]: _, ...rest } = object;
    yield rest;
  }
  for (const name of [...names.slice(0, MAX_NAMES), 'extra']) {
    if (!Object.hasOwn(object, name)) for (const value of REPLACEMENTS) yield { ...object, [name]: value };
  }
  for (const [name, member] of Object.entries(object)) for (const edited of mutations(member, names, values)) yield { ...object, [name]: edited };
}

function* arrayEdits(array: readonly JsonValue[], names: readonly string[], values: readonly JsonValue[]): IterableIterator<JsonValue> {
  for (const [index, item] of array.entries()) {
    yield array.filter((_, other) => other !== index);
    yield [...array, item];
  }
  for (const value of REPLACEMENTS) yield [...array, value];
  for (const [index, item] of array.entries()) for (const edited of mutations(item, names, values)) yield array.with(index, edited);
}

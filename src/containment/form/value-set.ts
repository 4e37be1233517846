import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonValue } from '../../core/json/value.ts';

/** JSON values, each once; as doubles, 1 and 1.0 are one already. */
export class ValueSet {
  readonly #scalars = new Set<JsonValue>();
  /** Of objects and arrays. */
  readonly #texts = new Set<string>();

  constructor(values: Iterable<JsonValue> = []) {
    for (const value of values) this.add(value);
  }

  /** Whether it is new. */
  add(value: JsonValue): boolean {
    if (this.has(value)) return false;
    if (typeof value === 'object' && value !== null) this.#texts.add(canonicalJson(value));
    else this.#scalars.add(value);
    return true;
  }

  has(value: JsonValue): boolean {
    return typeof value === 'object' && value !== null ? this.#texts.has(canonicalJson(value)) : this.#scalars.has(value);
  }
}

const SETS = new WeakMap<readonly JsonValue[], ValueSet>();

/** The values of a list that never changes: made when it is first asked for. */
export function valueSetOf(values: readonly JsonValue[]): ValueSet {
  const known = SETS.get(values) ?? new ValueSet(values);
  SETS.set(values, known);
  return known;
}

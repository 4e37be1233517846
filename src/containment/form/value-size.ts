import type { JsonValue } from '../../core/json/value.ts';

/** Parts of a value. */
const MAX_SIZE = 20_000;

/** Values never change. */
const SIZES = new WeakMap<object, number>();

/**
 * Whether a value that was made is too large to be judged and written: values are made of others, and one that has another twice, which has
 * another twice, soon has more parts than there is time for.
 */
export function isHuge(value: JsonValue): boolean {
  return sizeOf(value) > MAX_SIZE;
}

/** The parts of a value as if it were written out, itself included; linear in what there is of it. */
function sizeOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  const known = SIZES.get(value);
  if (known !== undefined) return known;
  const parts: readonly JsonValue[] = Object.values(value);
  const size = parts.reduce<number>((sum, part) => sum + sizeOf(part), 1);
  SIZES.set(value, size);
  return size;
}

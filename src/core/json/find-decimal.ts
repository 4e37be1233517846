import { Decimal } from './decimal.ts';
import { formatPointer } from './pointer.ts';
import type { ExactObject, ExactValue } from './value.ts';

/**
 * The first number of a value that no double holds, in the order of the text; undefined: without one an `ExactValue` is a `JsonValue`.
 * Nothing is copied, and no pointer made that nobody reads: a schema may have a hundred thousand members.
 */
export function findDecimal(value: ExactValue): { readonly decimal: Decimal; readonly pointer: string } | undefined {
  const steps: (string | number)[] = [];
  const decimal = search(value, steps);
  return decimal && { decimal, pointer: formatPointer(steps.toReversed()) };
}

/** `steps` gets the way, its end first. */
function search(value: ExactValue, steps: (string | number)[]): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value as readonly ExactValue[];
    for (let index = 0; index < items.length; index += 1) {
      const found = search(items[index] as ExactValue, steps);
      if (found !== undefined) return (steps.push(index), found);
    }
    return undefined;
  }
  for (const name of Object.keys(value)) {
    const found = search((value as ExactObject)[name] as ExactValue, steps);
    if (found !== undefined) return (steps.push(name), found);
  }
  return undefined;
}

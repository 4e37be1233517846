import { formatPointer, parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import type { JsonValue } from '../../core/json/value.ts';

/** The place itself, or the nearest place above it that the document has. */
export function nearestPointer(value: JsonValue, pointer: string): string {
  const steps = parsePointer(pointer) ?? [];
  for (let length = steps.length; length > 0; length -= 1) {
    const candidate = formatPointer(steps.slice(0, length));
    if (valueAtPointer(value, candidate) !== undefined) return candidate;
  }
  return '';
}

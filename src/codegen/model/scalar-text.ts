import type { SchemaNode } from '../../containment/index.ts';
import { isAnnotation } from './references.ts';

// What stands beside `type` without a word to a type.
const LIMITS = new Set('minimum exclusiveMinimum maximum exclusiveMaximum multipleOf minLength maxLength pattern'.split(' '));

const SCALARS = new Set(['null', 'boolean', 'integer', 'number', 'string']);

/** What a schema says that takes scalars, and of its own accord: the same text for the same type. Undefined for any other schema. */
export function scalarText({ schema, children, references }: SchemaNode): string | undefined {
  if (typeof schema === 'boolean' || children.size + references.length > 0) return undefined;
  const { type, format } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? (type as readonly string[]) : [];
  if (types.length === 0 || !types.every((one) => SCALARS.has(one))) return undefined;
  const isAlone = Object.keys(schema).every((keyword) => keyword === 'type' || LIMITS.has(keyword) || isAnnotation(keyword));
  return isAlone ? `${types.join(' ')} ${typeof format === 'string' ? format : ''}` : undefined;
}

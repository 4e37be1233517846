import { buildSchemaGraph, type SchemaNode } from '../../containment/index.ts';
import { valueAtPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

type Draft = Record<string, JsonValue>;

/**
 * A draft-04 document as a draft-06 document that says the same, for validators that know no older dialect. Places stay
 * where they were. What means nothing in draft-04 and something later is left out; so is `$schema`.
 */
export function upgradeDraft04(schema: JsonValue): JsonValue {
  const copy = structuredClone(schema);
  for (const node of buildSchemaGraph({ schema, dialect: 'draft-04' }).nodes) {
    const place = valueAtPointer(copy, node.location);
    if (isJsonObject(place)) rewrite(place, node);
  }
  return copy;
}

/** Subschemas below are rewritten at their own places, so only the values beside them are copied. */
function rewrite(place: Draft, { schema }: SchemaNode): void {
  if (typeof schema === 'boolean') return;
  for (const keyword of Object.keys(place)) if (!Object.hasOwn(schema, keyword) || keyword === '$schema') delete place[keyword];
  for (const [keyword, value] of Object.entries(schema)) if (typeof value !== 'object' && keyword !== '$schema') place[keyword] = value;
}

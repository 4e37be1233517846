import type { JsonObject } from '../../core/json/value.ts';

/**
 * The keywords in force of a draft-04 schema as draft-06 writes them, which is all that the engine knows: `id` is `$id`,
 * and a bound with `true` at `exclusiveMinimum` or `exclusiveMaximum` beside it is the number there. So what judges
 * always stands at a keyword that the document has, though its value may be another one.
 *
 * `type: "integer"` stays: to the letter of draft-04 `1.0` is none, but its value is, and here values count in every
 * dialect (the drafts since say the same, and parsers of JSON do not tell `1.0` from `1`).
 */
export function inDraft06({ id, ...schema }: JsonObject): JsonObject {
  const bounded = withNumericBound(withNumericBound(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum');
  return typeof id === 'string' ? { $id: id, ...bounded } : bounded;
}

function withNumericBound(schema: JsonObject, inclusive: string, exclusive: string): JsonObject {
  const { [inclusive]: bound, [exclusive]: isExclusive, ...others } = schema;
  return bound === undefined ? others : { ...others, [isExclusive === true ? exclusive : inclusive]: bound };
}

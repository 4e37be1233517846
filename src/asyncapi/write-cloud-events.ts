import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';

const ATTRIBUTE = { type: 'string', minLength: 1 } as const;

/** A whole CloudEvent of this type around the schema of its data. */
export function envelopeOf(data: JsonValue, type: string): JsonObject {
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'data'],
    properties: { specversion: { const: '1.0' }, id: ATTRIBUTE, source: ATTRIBUTE, type: { const: type }, data },
  };
}

/** `isLost`: headers in another language than the document's own cannot have attributes put in, so they give way to them. */
export function withAttributes(headers: JsonValue | undefined, type: string): { readonly headers: JsonValue; readonly isLost: boolean } {
  const attributes = {
    type: 'object',
    required: ['ce_specversion', 'ce_id', 'ce_source', 'ce_type'],
    properties: { ce_specversion: { const: '1.0' }, ce_id: ATTRIBUTE, ce_source: ATTRIBUTE, ce_type: { const: type } },
  };
  if (headers === undefined) return { headers: attributes, isLost: false };
  if (!isJsonObject(headers) || typeof headers['schemaFormat'] === 'string') return { headers: attributes, isLost: true };
  // Beside a reference draft-07 reads nothing.
  if (typeof headers['$ref'] === 'string') return { headers: { allOf: [headers, attributes] }, isLost: false };
  const { properties, required } = headers;
  const both = {
    ...headers,
    type: 'object',
    required: [...(Array.isArray(required) ? (required as readonly JsonValue[]) : []), ...attributes.required],
    properties: { ...(isJsonObject(properties) ? properties : {}), ...attributes.properties },
  };
  return { headers: both, isLost: false };
}

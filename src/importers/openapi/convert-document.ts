import { RegistryError } from '../../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { convertSchema, type ConversionNote } from './convert-schema.ts';
import { extractSchema, type SchemaPool } from './extract.ts';
import { METASCHEMAS } from '../../core/version.ts';

const START = '#/components/schemas/';

export interface OpenApiSchemas {
  readonly pool: SchemaPool;
  /** 3.1 and later: its schemas are JSON Schema 2020-12 already. */
  readonly isJsonSchema: boolean;
}

/** The schemas of an OpenAPI document, 3.0 or 3.1. Throws `schema_invalid` for what is none. */
export function readOpenApi(document: JsonObject): OpenApiSchemas {
  const { openapi, components } = document;
  if (typeof openapi !== 'string' || !/^3\.[01]\./.test(openapi)) {
    throw new RegistryError('schema_invalid', `openapi: expected a version 3.0.x or 3.1.x; found ${JSON.stringify(openapi ?? null)}`);
  }
  const schemas = isJsonObject(components) ? components['schemas'] : undefined;
  if (!isJsonObject(schemas)) throw new RegistryError('schema_invalid', 'the OpenAPI document has no components.schemas');
  return { pool: { start: START, schemas }, isJsonSchema: openapi.startsWith('3.1.') };
}

/** One schema of an OpenAPI document as a JSON Schema 2020-12 document of its own, and what it says otherwise than there. */
export function convertDocument(
  schema: JsonValue,
  pointer: string,
  { pool, isJsonSchema }: OpenApiSchemas,
): { readonly schema: JsonValue; readonly notes: readonly ConversionNote[] } {
  const { root, needed } = extractSchema(schema, pool);
  const notes: ConversionNote[] = [];
  const context = { note: (note: ConversionNote) => void notes.push(note), reference };
  const convert = (value: JsonValue, at: string): JsonValue => (isJsonSchema ? moveReferences(value) : convertSchema(value, at, context));
  const converted = convert(root, pointer);
  const definitions = needed.map((name) => [name, convert(pool.schemas[name] ?? true, appendPointer('/components/schemas', name))] as const);
  const own = isJsonObject(converted) ? converted : converted === false ? { not: {} } : {};
  const document = { $schema: METASCHEMAS['draft-2020-12'], ...own };
  return { schema: definitions.length === 0 ? document : { ...document, $defs: Object.fromEntries(definitions) }, notes };
}

function reference(text: string): string {
  return text.startsWith(START) ? `#/$defs/${text.slice(START.length)}` : text;
}

function moveReferences(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(moveReferences);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === '$ref' && typeof member === 'string' ? reference(member) : moveReferences(member)]),
  );
}

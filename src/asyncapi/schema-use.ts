import { appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { SchemaUse } from './model.ts';
import { FILES, type Placed, type Resolver } from './references.ts';
import { isMultiFormat, kindOfFormat } from './schema-format.ts';

const OWN_FORMAT = 'application/vnd.aai.asyncapi';

/** Follow a schema to where it is written, and say what language it is in. */
export function useOfSchema(resolver: Resolver, placed: Placed, schemaFormat: string | undefined): SchemaUse {
  const { kind } = kindOfFormat(schemaFormat);
  // In another language a $ref is whatever it is there.
  const found = kind === 'unsupported' ? placed : (followSchema(resolver, placed) ?? placed);
  if (isMultiFormat(found.value)) {
    const inner = { value: (found.value as JsonObject)['schema'] ?? true, pointer: appendPointer(found.pointer, 'schema') };
    return useOfSchema(resolver, inner, (found.value as JsonObject)['schemaFormat'] as string);
  }
  return { pointer: found.pointer, schemaFormat: schemaFormat ?? OWN_FORMAT, kind, schema: found.value };
}

/** A schema that is only a reference is what it refers to; one with something beside the reference is a schema of its own. */
function followSchema(resolver: Resolver, placed: Placed): Placed | undefined {
  return isMereReference(placed.value) ? resolver.follow(placed) : placed;
}

/** In draft-07 what stands beside a `$ref` says nothing, so it is for people. */
function isMereReference(value: JsonValue): boolean {
  return (
    isJsonObject(value) &&
    typeof value['$ref'] === 'string' &&
    Object.keys(value).every((name) => name === '$ref' || NOTES.has(name) || (name.startsWith('x-') && name !== FILES))
  );
}

const NOTES: ReadonlySet<string> = new Set(['title', 'description', '$comment', 'examples', 'deprecated', 'summary']);

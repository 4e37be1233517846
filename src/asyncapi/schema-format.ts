import { isJsonObject, type JsonValue } from '../core/json/value.ts';
import { DIALECTS, type Dialect } from '../core/version.ts';
import type { SchemaKind } from './model.ts';

/** What a `schemaFormat` means. */
export interface FormatReading {
  readonly kind: SchemaKind;
  /** What a schema of it is read as where it names no `$schema` itself. */
  readonly dialect: Dialect;
  /** For people: `Avro`. */
  readonly name: string;
}

/** AsyncAPI's own schemas are a superset of draft-07, whose additions (discriminator, externalDocs, deprecated) forbid nothing. */
const OWN: FormatReading = { kind: 'asyncapi', dialect: 'draft-07', name: "AsyncAPI's schema object" };

/** Read a media type of the specification's table of schema formats; without one it is AsyncAPI's own. */
export function kindOfFormat(schemaFormat: string | undefined): FormatReading {
  if (schemaFormat === undefined) return OWN;
  const [, type = '', rest = ''] = /^\s*([^;\s]*)\s*;?(.*)$/s.exec(schemaFormat.toLowerCase()) ?? [];
  const [, version = ''] = /version=\s*"?([^";\s]*)/.exec(rest) ?? [];
  const base = type.replace(/\+(?:json|yaml|x-yaml)$/, '');
  if (base === 'application/vnd.aai.asyncapi') return OWN;
  if (base === 'application/schema') return jsonSchema(version);
  if (base === 'application/vnd.oai.openapi') {
    if (version.startsWith('3.1')) return { kind: 'json-schema', dialect: 'draft-2020-12', name: 'OpenAPI 3.1 schema object' };
    if (version === '' || version.startsWith('3.0')) return { kind: 'openapi', dialect: 'draft-2020-12', name: 'OpenAPI 3.0 schema object' };
  }
  return { kind: 'unsupported', dialect: 'draft-07', name: nameOf(base, schemaFormat) };
}

function jsonSchema(version: string): FormatReading {
  const wanted = /^\d{4}-\d\d$/.test(version) ? `draft-${version}` : version;
  const dialect = version === '' ? 'draft-07' : DIALECTS.find((known) => known === wanted || known.replace('-0', '-') === wanted);
  if (dialect === undefined) return { kind: 'unsupported', dialect: 'draft-07', name: `JSON Schema ${version}` };
  return { kind: 'json-schema', dialect, name: `JSON Schema ${dialect}` };
}

function nameOf(base: string, schemaFormat: string): string {
  if (base.includes('avro')) return 'Avro';
  if (base.includes('protobuf')) return 'Protobuf';
  if (base.includes('raml')) return 'RAML';
  return schemaFormat;
}

/** Whether a value is a multi-format schema object of 3.x, `{ schemaFormat, schema }`. */
export function isMultiFormat(value: JsonValue): boolean {
  return isJsonObject(value) && typeof value['schemaFormat'] === 'string' && Object.hasOwn(value, 'schema');
}

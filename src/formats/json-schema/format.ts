import { compileSchema, decideContainment, ENGINE_VERSION } from '../../containment/index.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { FormatDocument, ReferencedDocument, SchemaDocument } from '../../core/schema-document.ts';
import type { Format, ParsedSchema, SchemaSource } from '../format.ts';
import { ajvJudge } from './ajv-judge.ts';
import { bundleSchema } from './bundle.ts';
import { recentDocuments } from './recent-documents.ts';
import { fieldsOf } from './fields.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { parseSchema } from './parse-schema.ts';
import { warningsOf } from './warnings.ts';

/** What this driver reads has a dialect. */
export interface JsonSchemaFormat extends Format {
  parse(source: SchemaSource): ParsedSchema & SchemaDocument;
}

/** The driver for JSON Schema, drafts 04, 06, 07, 2019-09 and 2020-12. */
export const jsonSchemaFormat: JsonSchemaFormat = {
  name: 'json-schema',
  engine: ENGINE_VERSION,
  parse: ({ documents, ...source }) => parseSchema({ ...source, ...(documents === undefined ? {} : { documents: allWithDialect(documents) }) }),
  // It passed the exact parser when it was registered.
  read: (text) => JSON.parse(text) as JsonValue,
  warnings: (document) => warningsOf(inDialect(document)),
  fields: (document) => fieldsOf(inDialect(document)),
  fingerprint: (schema, references) => fingerprintSchema(inDialect(schema), references),
  async compare(writer, reader, options) {
    return decideContainment(inDialect(writer), inDialect(reader), { ...options, judge: ajvJudge, cache: recentDocuments });
  },
  compile(document, options) {
    const compiled = compileSchema(inDialect(document), options);
    return { mayBacktrack: compiled.mayBacktrack, validate: (instance, choice) => compiled.evaluate(instance, choice) };
  },
  bundle: (document) => bundleSchema(inDialect(document)),
};

/** The port leaves the dialect open. The engine knows documents by their identity, so what is complete stays as it is. */
function inDialect(document: FormatDocument): SchemaDocument {
  const { documents = {} } = document;
  if (hasDialect(document) && Object.values(documents).every(hasDialect)) return document as SchemaDocument;
  return { ...withDialect(document), ...(document.documents === undefined ? {} : { documents: allWithDialect(documents) }) };
}

function allWithDialect(documents: NonNullable<FormatDocument['documents']>): Readonly<Record<string, ReferencedDocument>> {
  return Object.fromEntries(Object.entries(documents).map(([name, referenced]) => [name, withDialect(referenced)]));
}

function hasDialect({ dialect }: FormatDocument): boolean {
  return dialect !== undefined;
}

function withDialect({ schema, dialect = 'draft-2020-12' }: FormatDocument): ReferencedDocument {
  return { schema, dialect };
}

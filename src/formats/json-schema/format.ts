import { decideContainment, ENGINE_VERSION } from '../../containment/index.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { SchemaDocument } from '../../core/schema-document.ts';
import type { Format, ParsedSchema, SchemaSource } from '../format.ts';
import { inspectHere } from '../inspect.ts';
import { ajvJudge } from './ajv-judge.ts';
import { bundleSchema } from './bundle.ts';
import { formatChanges } from './format-changes.ts';
import { compileJsonSchema, JSON_SCHEMA, validateJsonSchema } from './compile.ts';
import { recentDocuments } from './recent-documents.ts';
import { fieldsOf } from './fields.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { allWithDialect, inDialect } from './in-dialect.ts';
import { parseSchema } from './parse-schema.ts';
import { presenceOf } from './presence.ts';
import { sensitivityOf } from './sensitivity.ts';
import { warningsOf } from './warnings.ts';

/** What this driver reads has a dialect. */
export interface JsonSchemaFormat extends Format {
  parse(source: SchemaSource): ParsedSchema & SchemaDocument;
}

/** The driver for JSON Schema, drafts 04, 06, 07, 2019-09 and 2020-12. */
export const jsonSchemaFormat: JsonSchemaFormat = {
  name: JSON_SCHEMA,
  engine: ENGINE_VERSION,
  parse: ({ documents, ...source }) => parseSchema({ ...source, ...(documents === undefined ? {} : { documents: allWithDialect(documents) }) }),
  // It passed the exact parser when it was registered.
  read: (text) => JSON.parse(text) as JsonValue,
  warnings: (document) => warningsOf(inDialect(document)),
  fields: (document) => fieldsOf(inDialect(document)),
  fingerprint: (schema, references) => fingerprintSchema(inDialect(schema), references),
  inspect: async (source, references) => inspectHere(jsonSchemaFormat, source, references),
  async compare(writer, reader, options) {
    // Where the narrowed question is refuted the change is `full` and not `equal`, the weaker claim; nobody is shown the event.
    const judge = options.question === 'narrowed' ? null : ajvJudge;
    return decideContainment(inDialect(writer), inDialect(reader), { ...options, judge, cache: recentDocuments });
  },
  compile: compileJsonSchema,
  validate: validateJsonSchema,
  sensitivity: (document) => sensitivityOf(inDialect(document)),
  presence: (document, steps, options) => presenceOf(inDialect(document), steps, options),
  formatChanges: (before, after) => formatChanges(before.schema, after.schema),
  bundle: (document) => bundleSchema(inDialect(document)),
};

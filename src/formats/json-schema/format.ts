import { decideContainment, ENGINE_VERSION } from '../../containment/index.ts';
import type { Format } from '../format.ts';
import { ajvJudge } from './ajv-judge.ts';
import { bundleSchema } from './bundle.ts';
import { compileJsonSchema } from './compile.ts';
import { recentDocuments } from './recent-documents.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { parseSchema } from './parse-schema.ts';
import { warningsOf } from './warnings.ts';

/** The driver for JSON Schema, drafts 04, 06, 07, 2019-09 and 2020-12. */
export const jsonSchemaFormat: Format = {
  name: 'json-schema',
  engine: ENGINE_VERSION,
  parse: parseSchema,
  warnings: warningsOf,
  fingerprint: fingerprintSchema,
  async compare(writer, reader, options) {
    return decideContainment(writer, reader, { ...options, judge: ajvJudge, cache: recentDocuments });
  },
  compile: compileJsonSchema,
  bundle: bundleSchema,
};

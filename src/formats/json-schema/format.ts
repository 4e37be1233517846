import { compileSchema, decideContainment, DocumentCache, ENGINE_VERSION } from '../../containment/index.ts';
import type { Format } from '../format.ts';
import { ajvJudge } from './ajv-judge.ts';
import { bundleSchema } from './bundle.ts';
import { fingerprintSchema } from './fingerprint.ts';
import { parseSchema } from './parse-schema.ts';
import { warningsOf } from './warnings.ts';

/** A new version is compared with several others, in both directions. */
const cache = new DocumentCache();

/** The driver for JSON Schema, drafts 04, 06, 07, 2019-09 and 2020-12. */
export const jsonSchemaFormat: Format = {
  name: 'json-schema',
  engine: ENGINE_VERSION,
  parse: parseSchema,
  warnings: warningsOf,
  fingerprint: fingerprintSchema,
  async compare(writer, reader, options) {
    return decideContainment(writer, reader, { ...options, judge: ajvJudge, cache });
  },
  compile(document, options) {
    const compiled = compileSchema(document, options);
    return { validate: (instance, choice) => compiled.evaluate(instance, choice) };
  },
  bundle: bundleSchema,
};

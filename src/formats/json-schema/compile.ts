import { compileSchema } from '../../containment/compile.ts';
import type { Format } from '../format.ts';
import { inDialect } from './in-dialect.ts';

export const JSON_SCHEMA = 'json-schema';

export const compileJsonSchema: Format['compile'] = (document, options) => {
  const compiled = compileSchema(inDialect(document), options);
  return { mayBacktrack: compiled.mayBacktrack, validate: (instance, choice) => compiled.evaluate(instance, choice) };
};

/** The part of the format that judges instances; it loads neither the engine that compares schemas nor ajv. */
export const jsonSchemaJudge: Pick<Format, 'name' | 'compile'> = { name: JSON_SCHEMA, compile: compileJsonSchema };

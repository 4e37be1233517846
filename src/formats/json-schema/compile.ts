import { compileSchema } from '../../containment/compile.ts';
import { Effort, MAX_EFFORT } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { Format } from '../format.ts';
import { inDialect } from './in-dialect.ts';

export const JSON_SCHEMA = 'json-schema';

export const compileJsonSchema: Format['compile'] = (document, options) => {
  const compiled = compileSchema(inDialect(document), options);
  return {
    get mayBacktrack() {
      return compiled.mayBacktrack;
    },
    prepare: () => compiled.prepare(),
    validate: (instance, choice) => compiled.evaluate(instance, choice),
  };
};

export const validateJsonSchema: Format['validate'] = async (document, event, options) => {
  const validator = compileJsonSchema(document, options);
  if (validator.mayBacktrack === true) {
    throw new RegistryError('event_too_costly', 'a pattern of the schema has back references, which may take any time for some texts');
  }
  return validator.validate(event, { effort: new Effort(MAX_EFFORT) });
};

/** The part of the format that judges instances; it loads neither the engine that compares schemas nor ajv. */
export const jsonSchemaJudge: Pick<Format, 'name' | 'compile'> = { name: JSON_SCHEMA, compile: compileJsonSchema };

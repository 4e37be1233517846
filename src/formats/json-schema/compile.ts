import { compileSchema } from '../../containment/compile.ts';
import type { Format } from '../format.ts';

/** The part of the format that judges instances; it loads neither the engine that compares schemas nor ajv. */
export const compileJsonSchema: Format['compile'] = (document, options) => {
  const compiled = compileSchema(document, options);
  return { validate: (instance, choice) => compiled.evaluate(instance, choice) };
};

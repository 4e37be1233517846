import { RegistryError } from '../core/errors.ts';
import type { Format } from '../formats/format.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';

/** Every schema language that a registry knows; in threads as well, to which only names can be sent. */
export const FORMATS: readonly Format[] = [jsonSchemaFormat];

/** The one of a name that came over the wall of a thread. Throws `internal`, since both sides know the same. */
export function formatOf(name: string): Format {
  const format = FORMATS.find((known) => known.name === name);
  if (format === undefined) throw new RegistryError('internal', `this thread does not know the format ${name}`);
  return format;
}

import { RegistryError } from '../../../../core/errors.ts';
import { parseJson } from '../../../../core/json/parse.ts';
import type { JsonValue } from '../../../../core/json/value.ts';

/** The schema that somebody wrote, or why its text is none. As the registry reads it: nothing is rounded, and no name counts twice. */
export function readSchema(text: string): { readonly value?: JsonValue; readonly fault?: string } {
  try {
    // A number that no double holds goes as it is written, and is refused over there.
    return { value: parseJson(text) as JsonValue };
  } catch (thrown) {
    return { fault: `This is no JSON: ${RegistryError.from(thrown).message}` };
  }
}

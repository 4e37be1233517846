import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';

/** @internal The shipped JSON Schema of a configuration file, found upwards from here: this runs as source and built. */
export async function readConfigSchema(name: string): Promise<JsonValue> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      return JSON.parse(await readFile(join(folder, 'schemas', 'config', `${name}.schema.json`), 'utf8')) as JsonValue;
    } catch (cause) {
      if (folder === dirname(folder))
        throw new RegistryError('internal', `schemas/config/${name}.schema.json is missing from the installation`, { cause });
    }
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unreachable } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/value.ts';
import { ownPackage } from '../../files/own-package.ts';

/** Which configuration file. */
export type ConfigKind = 'gateway' | 'registry';

/** Where its schema is in the package. */
export function configSchemaPath(kind: ConfigKind): string {
  return `schemas/config/${kind}.schema.json`;
}

/** The JSON Schema of a configuration, which ships with the package. */
export async function readConfigSchema(kind: ConfigKind): Promise<JsonValue> {
  const path = configSchemaPath(kind);
  const folder = ownPackage()?.folder ?? unreachable(`there is no package with ${path}`);
  return JSON.parse(await readFile(join(folder, path), 'utf8')) as JsonValue;
}

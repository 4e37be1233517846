import { readFile } from 'node:fs/promises';
import { unreachable } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/value.ts';

/** Which configuration file. */
export type ConfigKind = 'gateway' | 'registry';

/** Where its schema is in the package. */
export function configSchemaPath(kind: ConfigKind): string {
  return `schemas/config/${kind}.schema.json`;
}

/** The JSON Schema of a configuration, which ships with the package above us, both in the sources and when built. */
export async function readConfigSchema(kind: ConfigKind): Promise<JsonValue> {
  const path = configSchemaPath(kind);
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const text = await readFile(new URL(path, folder), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as JsonValue;
  }
  return unreachable(`the package has no ${path}`);
}

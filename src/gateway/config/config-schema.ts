import { readFile } from 'node:fs/promises';
import { unreachable } from '../../core/errors.ts';
import type { JsonValue } from '../../core/json/value.ts';

const PATH = 'schemas/config/gateway.schema.json';

/** The JSON Schema of the configuration, which ships with the package above us, both in the sources and when built. */
export async function readConfigSchema(): Promise<JsonValue> {
  for (let folder = new URL('.', import.meta.url); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const text = await readFile(new URL(PATH, folder), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as JsonValue;
  }
  return unreachable(`the package has no ${PATH}`);
}

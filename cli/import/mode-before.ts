import type { Client } from '../../src/client/client.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { MODES, type Mode } from '../../src/core/mode.ts';

const LOOKED_AT = 100;

/**
 * The mode of its own that a name had before somebody set it to IMPORT, where it is; undefined where it had none. The audit log knows it,
 * since an import that was cut has nothing left to know it by. Wants `admin`, as an import does.
 */
export async function readModeBefore(client: Client, name: string): Promise<Mode | undefined> {
  const { items } = await client.listAudit({ name, action: 'mode.put', order: 'newest', limit: LOOKED_AT });
  // IMPORT over IMPORT is the same import again.
  const opening = items.map(({ before }) => modeIn(before)).find((mode) => mode !== 'IMPORT');
  return opening ?? undefined;
}

/** Null: the record had none. */
function modeIn(record: JsonValue): Mode | null {
  return (isJsonObject(record) ? MODES.find((mode) => mode === record['mode']) : undefined) ?? null;
}

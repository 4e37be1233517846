import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { SchemaRecord } from '../core/version.ts';
import type { Format } from '../formats/format.ts';
import { longTurn } from './long-turn.ts';

// In characters; to read so many takes a millisecond or more, and so does what is then made of them.
const LONG = 50_000;

/** The document that a stored text says; a long one is read when its turn comes, since many may ask for one that is too large to be kept. It was read when it was registered, so what cannot be read now is damage: `store_damaged`. */
export async function readText(format: Format, { id, text }: Pick<SchemaRecord, 'id' | 'text'>): Promise<JsonValue> {
  if (text.length >= LONG) await longTurn();
  try {
    return format.read(text);
  } catch (cause) {
    throw new RegistryError(
      'store_damaged',
      `the store is damaged: the text of schema ${id} is no longer one of format ${format.name} (${reasonOf(cause)}); whatever does not need it goes on; restore a backup, or put the text back into that row`,
      { cause, data: { schemaId: id } },
    );
  }
}

// What the parser quotes is the schema; the place is enough.
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/, (?:\.\.\.)?".*$/s, '').slice(0, 100);
}

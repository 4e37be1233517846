import { RegistryError } from '../core/errors.ts';
import type { SchemaRecord } from '../core/version.ts';

/** @internal A text that UTF-8 cannot hold would come back changed, and no longer fit its fingerprint. Throws `schema_invalid`. */
export function expectStorable({ text }: Pick<SchemaRecord, 'text'>): void {
  const position = text.search(/\p{Cs}/u);
  if (position === -1) return;
  const code = text.charCodeAt(position).toString(16).toUpperCase();
  throw new RegistryError(
    'schema_invalid',
    `the text of the schema has half of a surrogate pair, U+${code}, at position ${position}; write it as the escape \\u${code}`,
  );
}

/** @internal An id stands for one content for ever; who asks for one says so in an expectation before. */
export function expectSameSchema({ id, identity }: Pick<SchemaRecord, 'id' | 'identity'>, asked: string): void {
  if (identity !== asked) throw new RegistryError('internal', `schema ${id} has the identity ${identity}; a commit asks for ${asked} under this id`);
}

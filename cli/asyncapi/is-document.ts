import { RegistryError } from '../../src/core/errors.ts';
import { isJsonObject, type JsonValue } from '../../src/core/json/value.ts';
import { readFromGit } from '../git.ts';
import { readSource, type Io } from '../io.ts';
import { isStream } from '../../src/files/read-file.ts';
import { parseSideName } from '../schema-side.ts';

/** Whether a text says which version of AsyncAPI it is of. */
export function isAsyncApi(text: string): boolean {
  // From the start of a line on: white space that may span lines would be looked through again from each of them.
  return /^[^\S\r\n\u2028\u2029]*(?:\{\s*)?["']?asyncapi["']?\s*:/m.test(text);
}

/**
 * Whether a name on the command line means an AsyncAPI document. Standard input does not, nor what a shell gives for `<(command)`: it can be read only once. Nor does `git:REF`,
 * which is whatever the other side is. What cannot be read is said by whoever reads it.
 */
export async function isDocument(io: Io, text: string): Promise<boolean> {
  const name = await parseSideName(io, text);
  if (name.kind === 'subject' || text === '-') return false;
  const { file } = name;
  if (file === undefined || isStream(file)) return false;
  try {
    return isOne((await (name.kind === 'file' ? readSource(io, file) : readFromGit(io, name.revision, file))).text);
  } catch (thrown) {
    if (thrown instanceof RegistryError) return false;
    throw thrown;
  }
}

/** Throws `usage_invalid` where a side that is compared with a schema is a document: one is no version of the other. */
export async function expectNoDocument(io: Io, schema: string, other: string | undefined): Promise<void> {
  if (other !== undefined && (await isDocument(io, other)))
    throw new RegistryError('usage_invalid', `${other} is an AsyncAPI document and ${schema} is none: compare two of them, or two schemas`);
}

/** Whether a text is a document, as far as can be told without reading it: a JSON Schema may have a property of that name, a manifest a script. */
export function isOne(text: string): boolean {
  if (!isAsyncApi(text)) return false;
  if (!/^\s*\{/.test(text)) return /^["']?asyncapi["']?\s*:/m.test(text);
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) && value['asyncapi'] !== undefined;
  } catch {
    return true; // YAML's flow style, or broken: the reader of documents says more than that of schemas.
  }
}

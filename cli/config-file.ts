import { RegistryError } from '../src/core/errors.ts';
import { readSource, type Io, type SourceFile } from './io.ts';

/** Read the file of a configuration. Throws `file_unreadable`, and `config_invalid` for what is no text: the user's setting is wrong. */
export async function readConfigFile(io: Io, file: string): Promise<SourceFile> {
  try {
    return await readSource(io, file);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.code !== 'not_utf8') throw thrown;
    throw new RegistryError('config_invalid', thrown.message, { cause: thrown, data: thrown.data });
  }
}

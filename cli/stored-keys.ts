import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { fileReason } from '../src/core/file-reason.ts';
import { isJsonObject, type JsonValue } from '../src/core/json/value.ts';
import { currentUser } from '../src/server/stores/store-place.ts';
import type { Io } from './io.ts';
import { readRegular } from '../src/files/read-file.ts';
import { removeLeftovers, replaceFile } from './replace-file.ts';

/** Where `sluice login` keeps keys: by registry, in a file that only its owner can read. */
export function storedKeysPath({ env }: Pick<Io, 'env'>): string {
  return join(env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config'), 'sluice', 'keys.json');
}

/**
 * The key that was stored for this very address; undefined without one. A file that this user may not read is another user's, which
 * standard error says: many registries ask for no key. Throws `config_invalid` where others can read the file.
 */
export async function readStoredKey(io: Io, url: string): Promise<string | undefined> {
  try {
    return (await readAll(io)).get(url);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || thrown.data['denied'] !== true) throw thrown;
    io.err.write(`warning: ${thrown.message}; going on without a key\n`);
    return undefined;
  }
}

/** Keep a key for an address, or forget it where there is none. */
export async function storeKey(io: Io, url: string, key: string | undefined): Promise<void> {
  const keys = await readAll(io);
  if (key === undefined) keys.delete(url);
  else keys.set(url, key);
  await writeAll(storedKeysPath(io), keys);
}

async function readAll(io: Io): Promise<Map<string, string>> {
  const path = storedKeysPath(io);
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new RegistryError('config_invalid', `${path} holds keys and can be read by others; run chmod 600 on it`, { data: { file: path } });
    }
    const value = JSON.parse((await readRegular(path)).toString('utf8')) as JsonValue;
    const entries = isJsonObject(value) ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    if ((cause as NodeJS.ErrnoException).code === 'EACCES') {
      const message = `permission denied for ${currentUser()}: the stored keys in ${path}; they are another user's: set HOME (or XDG_CONFIG_HOME) to your own, or SLUICE_TOKEN`;
      throw new RegistryError('file_unreadable', message, { cause, data: { file: path, denied: true } });
    }
    // Not the cause: what cannot be parsed would be quoted, and it holds keys.
    throw new RegistryError('file_unreadable', `cannot read the stored keys in ${path}; remove the file and log in again`, { data: { file: path } });
  }
}

async function writeAll(path: string, keys: ReadonlyMap<string, string>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replaceFile(path, `${JSON.stringify(Object.fromEntries(keys), null, 2)}\n`, { mode: 0o600, flush: true });
    await removeLeftovers(path);
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot write ${path}: ${fileReason(cause)}`, { cause, data: { file: path } });
  }
}

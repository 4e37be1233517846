import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../core/errors.ts';

/** Where server data lives unless `--dir` says otherwise, relative to the working directory. */
export const DEFAULT_DATA_DIR = '.sluice-data';

/** Make the folder for server data, readable by its owner only, and give its absolute path. Throws `file_unreadable`. */
export async function prepareDataDir(dir: string): Promise<string> {
  const path = resolve(dir);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new RegistryError('file_unreadable', `cannot make the data folder ${dir} (${reason}); name another one with --dir`, {
      cause,
      data: { file: dir },
    });
  }
  return path;
}

import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import { currentUser } from './store-place.ts';

/** Where server data lives unless `--dir` says otherwise, relative to the working directory. */
export const DEFAULT_DATA_DIR = '.sluice-data';

/**
 * Make the folder for server data, readable by its owner only, and give its absolute path. Only the last part of the path is made:
 * a mistyped one is an error. Throws `file_unreadable`.
 */
export async function prepareDataDir(dir: string): Promise<string> {
  const path = resolve(dir);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    const isThere = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    if (!isThere)
      throw new RegistryError('file_unreadable', `cannot make the data folder ${dir}: ${reasonOf(cause, path)}`, { cause, data: { file: dir } });
  }
  return path;
}

function reasonOf(cause: unknown, path: string): string {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${dirname(path)}; make it, or name another place with --dir`;
    case 'EACCES':
      return `permission denied for ${currentUser()}; run it as another user, or name another place with --dir`;
    case 'EEXIST':
      return 'there is a file of that name; name another one with --dir';
    default:
      return `${code}; name another one with --dir`;
  }
}

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { RegistryError } from '../../core/errors.ts';

/** What is where the file of a store should be. */
export type StorePlace =
  | { readonly kind: 'file' }
  /** Nothing, in a folder that is there. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'no_folder'; readonly folder: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'denied'; readonly message: string; readonly remedy: string };

/** Look, as far as this user may. `needs` is what is to be done with the file. */
export async function lookAtPlace(file: string, needs: 'read' | 'write'): Promise<StorePlace> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) return { kind: 'folder' };
    await access(file, needs === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK);
    return { kind: 'file' };
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return deniedBy(file, needs === 'read' ? 'read' : 'written');
    const folder = dirname(file);
    const isThere = (await stat(folder).catch(() => undefined))?.isDirectory() === true;
    return isThere ? { kind: 'absent' } : { kind: 'no_folder', folder };
  }
}

/** Why nothing can be done with what is there. All of it is the caller's to mend: another path, user or permission. */
export function placeError(place: Exclude<StorePlace, { readonly kind: 'file' }>, file: string): RegistryError {
  const name = 'name the right one with --store or --dir';
  switch (place.kind) {
    case 'absent':
      return unreadable(file, `there is no store at ${file}; ${name}`);
    case 'no_folder':
      return unreadable(file, `there is no store at ${file}, since there is no folder ${place.folder}; make the folder, or ${name}`);
    case 'folder':
      return unreadable(file, `${file} is a folder, and a store is a file; name the file with --store, such as sqlite:${file}/registry.sqlite`);
    case 'denied':
      return unreadable(file, `${place.message}; ${place.remedy}`);
  }
}

/** Who runs this program; a number where the system knows no name. */
export function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

// The nearest one that can be looked at is what stands in the way: the file itself, or a folder that does not let in.
async function deniedBy(file: string, verb: 'read' | 'written'): Promise<StorePlace> {
  for (let path = file; ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined && path !== dirname(path)) continue;
    const whose = found === undefined ? '' : ` (mode ${(found.mode & 0o777).toString(8)}, of uid ${found.uid})`;
    return {
      kind: 'denied',
      message: `permission denied for ${currentUser()}: ${path}${whose} ${path === file ? `may not be ${verb}` : `is in the way of ${file}`}`,
      remedy: 'run the command as the user of the registry, or give this user access',
    };
  }
}

function unreadable(file: string, message: string): RegistryError {
  return new RegistryError('file_unreadable', message, { data: { file } });
}

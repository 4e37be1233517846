import { constants, rmSync } from 'node:fs';
import { access, chmod, copyFile, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import type { Store } from '../../storage/store.ts';
import { openStore, type StoreChoice } from './open-store.ts';
import { currentUser, lookAtPlace, placeError } from './store-place.ts';
import { storedFile } from './stored-file.ts';

export interface ReadableStore {
  readonly store: Store;
  /** Take away at once what `store.close` takes away: for a process that ends. */
  readonly abandon: () => void;
}

/**
 * Open a store that is there, to read all of it. A file of SQLite that this user may not write to, or not in its folder, is copied and
 * the copy opened, since SQLite reads none without a file beside it; the copy is in the folder for temporary files, for this user only,
 * until the store is closed. Throws as `openStore`, and `file_unreadable` where changes wait in a `-wal` or the file changes meanwhile.
 */
export async function openToRead(choice: StoreChoice, dataDir: string): Promise<ReadableStore> {
  const file = storedFile(choice, dataDir);
  if (file === undefined || (await isWritable(file))) return { store: await openStore(choice, dataDir, { mayMake: false }), abandon: () => {} };
  const place = await lookAtPlace(file, 'read');
  if (place.kind !== 'file') throw placeError(place, file);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  const abandon = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, 'registry.sqlite');
    await copyWhole(file, copy);
    const store = await openStore({ kind: 'sqlite', path: copy }, dataDir, { mayMake: false });
    const close = (): Promise<void> => store.close().finally(abandon);
    return { store: { ...store, close }, abandon };
  } catch (thrown) {
    abandon();
    throw thrown;
  }
}

async function isWritable(file: string): Promise<boolean> {
  const may = (path: string): Promise<boolean> =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
  return (await may(file)) && may(dirname(file));
}

async function copyWhole(file: string, copy: string): Promise<void> {
  const before = await look(file);
  if (before.waiting > 0) {
    throw unreadable(
      file,
      `changes wait in ${file}-wal, which ${currentUser()} may not bring into the file`,
      'Run the command as the user of the registry, or on a copy that `sluice backup` makes.',
    );
  }
  await copyFile(file, copy, constants.COPYFILE_FICLONE);
  await chmod(copy, 0o600);
  const after = await look(file);
  if (after.waiting > 0 || after.size !== before.size || after.changedMs !== before.changedMs) {
    throw unreadable(
      file,
      `${file} was written to while ${currentUser()}, who may only read it, copied it`,
      'Run the command again, or as the user of the registry.',
    );
  }
}

async function look(file: string): Promise<{ readonly size: number; readonly changedMs: number; readonly waiting: number }> {
  const [{ size, mtimeMs }, wal] = await Promise.all([stat(file), stat(`${file}-wal`).catch(() => undefined)]);
  return { size, changedMs: mtimeMs, waiting: wal?.size ?? 0 };
}

function unreadable(file: string, message: string, next: string): RegistryError {
  return new RegistryError('file_unreadable', message, { data: { file, next } });
}

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import type { PostgresFacts } from '../../storage/postgres/inspect.ts';
import type { BackUp, BackUpOptions } from '../../storage/sqlite/back-up.ts';
import type { SqliteFacts } from '../../storage/sqlite/inspect.ts';
import { storePlace, type StoreChoice } from './open-store.ts';
import { currentUser, lookAtPlace, placeError } from './store-place.ts';

export type { BackUp } from '../../storage/sqlite/back-up.ts';
export type { PostgresFacts } from '../../storage/postgres/inspect.ts';
export type { SqliteFacts } from '../../storage/sqlite/inspect.ts';

/** The file that a store is kept in, whether it exists or not; undefined for one that is kept in none. */
export function storedFile(choice: StoreChoice, dataDir: string): string | undefined {
  if (choice.kind !== 'sqlite') return undefined;
  return storePlace(choice, dataDir);
}

/** See `backUpSqlite`. Throws `file_unreadable` where there is no such store, or this user may not read it, or write the target. */
export async function backUpStore(source: string, target: string, told: Pick<BackUpOptions, 'onProgress' | 'onBegin'> = {}): Promise<BackUp> {
  const place = await lookAtPlace(source, 'read');
  if (place.kind !== 'file') throw placeError(place, source);
  await requireTarget(target);
  const { backUpSqlite } = await import('../../storage/sqlite/back-up.ts');
  return backUpSqlite({ source, target, ...told });
}

async function requireTarget(target: string): Promise<void> {
  const folder = dirname(target);
  const fail = (why: string): never => {
    throw new RegistryError('file_unreadable', `cannot write ${target}: ${why}`, { data: { file: target } });
  };
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) fail(`there is no folder ${folder}; make it, or name another place`);
  await access(folder, constants.W_OK).catch(() => fail(`permission denied for ${currentUser()}; name another place, or run it as another user`));
}

/** See `inspectSqlite`. */
export async function inspectStore(file: string): Promise<SqliteFacts> {
  return (await import('../../storage/sqlite/inspect.ts')).inspectSqlite(file);
}

/** See `inspectPostgres`. */
export async function inspectDatabase(choice: Extract<StoreChoice, { readonly kind: 'postgres' }>): Promise<PostgresFacts> {
  return (await import('../../storage/postgres/inspect.ts')).inspectPostgres(choice);
}

/** Of SQLite itself. Throws `module_missing`. */
export async function readSqliteVersion(): Promise<string> {
  return (await import('../../storage/sqlite/inspect.ts')).sqliteVersion();
}

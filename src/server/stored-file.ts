import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../core/errors.ts';
import type { BackUp } from '../storage/sqlite/back-up.ts';
import type { SqliteFacts } from '../storage/sqlite/inspect.ts';
import type { StoreChoice } from './open-store.ts';

export type { BackUp } from '../storage/sqlite/back-up.ts';
export type { SqliteFacts } from '../storage/sqlite/inspect.ts';

/** The file that a store is kept in, whether it exists or not; undefined for one that is kept in none. */
export function storedFile(choice: StoreChoice, dataDir: string): string | undefined {
  if (choice.kind !== 'sqlite') return undefined;
  return choice.path === undefined ? resolve(join(dataDir, 'registry.sqlite')) : resolve(choice.path);
}

/** See `backUpSqlite`. Throws `file_unreadable` where there is no such store. */
export async function backUpStore(source: string, target: string, onProgress?: (share: number) => void): Promise<BackUp> {
  if ((await stat(source).catch(() => undefined))?.isFile() !== true) {
    throw new RegistryError('file_unreadable', `there is no store at ${source}; name the right one with --store or --dir`, {
      data: { file: source },
    });
  }
  const { backUpSqlite } = await import('../storage/sqlite/back-up.ts');
  return backUpSqlite({ source, target, ...(onProgress === undefined ? {} : { onProgress }) });
}

/** See `inspectSqlite`. */
export async function inspectStore(file: string): Promise<SqliteFacts> {
  return (await import('../storage/sqlite/inspect.ts')).inspectSqlite(file);
}

/** Of SQLite itself. Throws `module_missing`. */
export async function readSqliteVersion(): Promise<string> {
  return (await import('../storage/sqlite/inspect.ts')).sqliteVersion();
}

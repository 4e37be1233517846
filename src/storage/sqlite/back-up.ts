import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import { fileReason } from '../../core/file-reason.ts';
import { refuseRestoring } from '../import-rows.ts';
import type { StoreSizes } from '../store.ts';
import { loadDriver, type Driver } from '../../sqlite/driver.ts';
import { requireDatabase } from './check-whole.ts';
import { damaged, guard } from './guard.ts';
import { STORE } from '../../sqlite/purpose.ts';
import { SIZES } from './statements.ts';

export interface BackUpOptions {
  /** The file of the store; others may write to it meanwhile. */
  readonly source: string;
  readonly target: string;
  /** Called now and then, with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Given, before anything is written, the way to take an unfinished copy away: for a process that is told to end. */
  readonly onBegin?: (abandon: () => void) => void;
}

/** What the copy holds. */
export interface BackUp extends StoreSizes {
  readonly bytes: number;
}

/**
 * Copy a store while others write to it, to one file without a WAL: all that was committed before the call, and nothing half.
 *
 * The copy is made beside `target`, checked (`integrity_check`, foreign keys), written through to the disk and then renamed, so a
 * `target` that was there stays whole until the new one is. It can be read by its owner only. Throws `store_unavailable`, also for
 * what is no database and for a store into which a restore is not at its end, and `file_unreadable` where the copy cannot be put in its place.
 */
export async function backUpSqlite({ source, target, onProgress, onBegin }: BackUpOptions): Promise<BackUp> {
  const Driver = await loadDriver(STORE);
  requireDatabase(source);
  const temporary = `${target}.${randomUUID()}.tmp`;
  onBegin?.(() => {
    for (const end of ['', '-journal', '-wal']) rmSync(temporary + end, { force: true });
  });
  try {
    await copy(Driver, { source, temporary, onProgress });
    const sizes = guardCopy({ source, temporary }, () => verify(new Driver(temporary), source));
    await persist(temporary, target).catch((cause: unknown) => {
      throw new RegistryError('file_unreadable', `cannot write ${target}: ${fileReason(cause)}`, { cause, data: { file: target } });
    });
    return { ...sizes, bytes: (await stat(target)).size };
  } finally {
    // What was never made, since its folder is none, need not go.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

interface Copy {
  readonly source: string;
  readonly temporary: string;
  readonly onProgress: BackUpOptions['onProgress'];
}

async function copy(Driver: Driver, { source, temporary, onProgress }: Copy): Promise<void> {
  const database = guard(source, () => new Driver(source, { fileMustExist: true, timeout: 5_000 }));
  try {
    guard(source, () => {
      requireOurs(database, source);
      // Holds one moment: else SQLite begins anew whenever somebody writes, and a busy registry is never copied.
      database.exec('BEGIN');
      const restoring = database.prepare("SELECT value FROM meta WHERE name = 'restoring'").pluck().get();
      // A copy of half a store is no registry, and must never take the place of the last good one.
      if (restoring === 1) throw refuseRestoring(source);
    });
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }): number => {
      if (totalPages > 0) onProgress?.(1 - remainingPages / totalPages);
      return 1_000;
    };
    await database.backup(temporary, { progress }).catch((cause: unknown) => {
      throw new RegistryError('store_unavailable', `the store ${source} cannot be copied to ${temporary}: ${String(cause)}; check the disk`, {
        cause,
      });
    });
  } finally {
    database.close();
  }
}

function requireOurs(database: Database, path: string): void {
  if (database.pragma('application_id', { simple: true }) === STORE.applicationId) return;
  throw new RegistryError('store_unavailable', `${path} is no store of a registry; name the right one with --store or --dir`);
}

function verify(database: Database, source: string): StoreSizes {
  try {
    const found = whatIsWrong(database);
    if (found !== undefined)
      throw new RegistryError(
        'store_unavailable',
        `the copy is damaged, so the store ${source} is: ${found}; nothing was replaced. Ask \`sluice doctor\``,
      );
    // One file, without -wal and -shm beside it; the registry switches back when it opens it.
    database.pragma('journal_mode = DELETE');
    return database.prepare(SIZES).get() as StoreSizes;
  } finally {
    database.close();
  }
}

/** What is damaged in the copy is damaged in the store that was read; any other trouble is the copy's. */
function guardCopy<T>({ source, temporary }: Pick<Copy, 'source' | 'temporary'>, work: () => T): T {
  try {
    return guard(temporary, work);
  } catch (thrown) {
    if (!(thrown instanceof RegistryError && thrown.code === 'store_damaged' && thrown.cause instanceof Error)) throw thrown;
    throw damaged(source, thrown.cause.message);
  }
}

function whatIsWrong(database: Database): string | undefined {
  const problems = String(database.pragma('integrity_check(1)', { simple: true }));
  if (problems !== 'ok') return problems;
  const orphans = (database.pragma('foreign_key_check') as readonly unknown[]).length;
  return orphans === 0 ? undefined : `${orphans} ${orphans === 1 ? 'row belongs' : 'rows belong'} to nothing`;
}

async function persist(temporary: string, target: string): Promise<void> {
  await chmod(temporary, 0o600);
  await sync(temporary, 'r+');
  await rename(temporary, target);
  await sync(dirname(target), 'r');
}

async function sync(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

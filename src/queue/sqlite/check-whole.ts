import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import { findDamage } from '../../sqlite/find-damage.ts';
import type { Driver } from '../../sqlite/driver.ts';
import { damaged } from './guard.ts';
import { QUEUE } from '../../sqlite/purpose.ts';

/** Larger files are not read whole before they open: a backlog must not keep the gate shut. Some 0.2 s. */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * @internal Refuse a file that is not a whole queue, before anything is written to it: not even its -wal is moved into it. Of a file
 * above 256 MB only the small tables are checked; what else is wrong with it shows when it is read. Throws `queue_damaged`, and
 * `queue_unavailable` for what is no database. What another program wrote passes: `migrate` refuses it.
 *
 * The file is looked at through SQLite only. Were this process to open and close it by itself, the system would take away the lock of a
 * queue that it has open (POSIX ties locks to processes), and a second gateway could come in.
 */
export function checkWhole(Driver: Driver, path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return;
  const database = new Driver(path, { fileMustExist: true, readonly: true, timeout: 0 });
  try {
    if (applicationId(database, path) !== QUEUE.applicationId) return;
    const tables = size <= MAX_CHECKED_BYTES ? [''] : ["('counters')", "('targets')", "('types')"];
    for (const table of tables) {
      const found = findDamage(database, table);
      if (found !== undefined) throw damaged(path, found.slice(0, MAX_WORDS));
    }
  } finally {
    database.close();
  }
}

const MAX_WORDS = 200;

function applicationId(database: Database, path: string): unknown {
  try {
    return database.pragma('application_id', { simple: true });
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_NOTADB')) throw thrown;
    throw new RegistryError(
      'queue_unavailable',
      `${path} is not a database: choose another path for the queue; if a gateway has kept its queue there, the file is damaged`,
      { cause: thrown },
    );
  }
}

/**
 * @internal Write the -wal once more, byte by byte as it is, and wait for the disk: what a process before this one could not bring to
 * the disk (its fsync failed) may be in the system's memory only, though it reads as if it were kept. Nobody else may have the file open.
 */
export function rewriteWal(path: string): void {
  const wal = `${path}-wal`;
  if ((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  const bytes = readFileSync(wal);
  const descriptor = openSync(wal, 'r+');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

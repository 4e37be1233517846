import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { RegistryError } from '../../core/errors.ts';
import { findDamage } from '../../sqlite/find-damage.ts';
import type { Driver } from '../../sqlite/driver.ts';
import { damaged, guard } from './guard.ts';
import { openToRead } from './open-to-read.ts';
import { STORE } from '../../sqlite/purpose.ts';

export interface CheckOptions {
  readonly path: string;
  /** How long to wait for another process that writes. */
  readonly busyMs: number;
}

/**
 * @internal Refuse a file of ours that is not whole, before anything is written to it: not even its -wal is moved into it.
 *
 * `quick_check` follows every page but does not compare the indexes with their tables, which `sluice doctor` does. It reads the
 * whole file: some 0.1 s for 230 MB (10,000 versions of 10 KB) that the system has in memory. A file that is absent or
 * empty passes, and so does another program's, which `migrate` refuses. Throws `store_damaged`, and `store_unavailable` for what
 * is no database.
 */
export function checkWhole(Driver: Driver, { path, busyMs }: CheckOptions): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  requireDatabase(path);
  guard(path, () => {
    const database = openToRead(Driver, path, busyMs);
    try {
      if (database.pragma('application_id', { simple: true }) !== STORE.applicationId) return;
      const found = findDamage(database, '(1)');
      if (found !== undefined) throw damaged(path, found);
    } finally {
      database.close();
    }
  });
}

// https://www.sqlite.org/fileformat.html §1.3: the first 16 bytes.
const MAGIC = 'SQLite format 3\0';

/** @internal Throws `store_unavailable` for a file that is no database at all. */
export function requireDatabase(path: string): void {
  if (guard(path, () => readStart(path, MAGIC.length)) === MAGIC) return;
  throw new RegistryError(
    'store_unavailable',
    `${path} is not a database: choose another path with --store; if a registry has kept its store there, the file is damaged: restore a backup`,
    { data: { why: 'The file begins otherwise than a database of SQLite does.', next: 'Choose another path with --store, or restore a backup.' } },
  );
}

function readStart(path: string, length: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, 0);
    return bytes.toString('latin1');
  } finally {
    closeSync(descriptor);
  }
}

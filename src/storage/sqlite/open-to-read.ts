import type { Database } from 'better-sqlite3';
import type { Driver } from '../../sqlite/driver.ts';

/**
 * @internal Open a file and leave it as it is: its -wal stays beside it, where the last one who may write would move it in. Only the
 * rest of a broken write is taken back, without which nobody can read. Waits `busyMs` for another process that writes.
 */
export function openToRead(Driver: Driver, path: string, busyMs: number): Database {
  const options = { fileMustExist: true, timeout: busyMs };
  const database = new Driver(path, { ...options, readonly: true });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (thrown) {
    database.close();
    if (!(thrown instanceof Driver.SqliteError) || !/^SQLITE_(READONLY|CANTOPEN)/.test(thrown.code)) throw thrown;
    return new Driver(path, options);
  }
}

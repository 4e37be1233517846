import type { Database } from 'better-sqlite3';
import { RegistryError } from '../core/errors.ts';
import type { DatabaseFile } from './guard.ts';

/** @internal */
export interface Migrations {
  /** The statements that lead from each format to the next. */
  readonly steps: readonly string[];
  /** What SQL cannot do, and what is to hold before anything is kept; `from` is 0 for a new file. */
  readonly complete?: (from: number) => void;
}

/**
 * @internal Bring a database up to date, under a lock that keeps other processes out. Throws `store_unavailable`, or
 * `queue_unavailable`, for a file that is another program's, or was written by a newer sluice; either is left untouched.
 */
export function migrateFile(database: Database, file: DatabaseFile, { steps, complete }: Migrations): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      expectOurs(database, file);
      expectKnown(version, file, steps.length);
      if (version === steps.length) return;
      for (const step of steps.slice(version)) database.exec(step);
      complete?.(version);
      database.pragma(`application_id = ${file.purpose.applicationId}`);
      database.pragma(`user_version = ${steps.length}`);
    })
    .immediate();
}

function expectOurs(database: Database, { path, purpose }: DatabaseFile): void {
  if (database.pragma('application_id', { simple: true }) === purpose.applicationId || isBlank(database)) return;
  throw new RegistryError(purpose.codes.unavailable, `${path} is an SQLite database of ${purpose.foreign}`);
}

function expectKnown(version: number, { path, purpose }: DatabaseFile, known: number): void {
  if (version <= known) return;
  throw new RegistryError(
    purpose.codes.unavailable,
    `${path} was written by a newer sluice (format ${version}; this one knows ${known}); upgrade sluice`,
  );
}

function isBlank(database: Database): boolean {
  const marks = ['application_id', 'user_version'].map((name) => database.pragma(name, { simple: true }));
  return marks.every((mark) => mark === 0) && database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

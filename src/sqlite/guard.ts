import { RegistryError } from '../core/errors.ts';
import { lockHolders } from './lock-holders.ts';
import type { Purpose } from './purpose.ts';

/** @internal A database that is used for something. */
export interface DatabaseFile {
  readonly path: string;
  readonly purpose: Purpose;
}

/** @internal What `work` throws is translated; errors of ours, also those thrown inside a transaction, go through. */
export function guardFile<T>(file: DatabaseFile, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw translateError(file, thrown);
  }
}

/**
 * @internal What SQLite and the file system throw as `store_unavailable` or `queue_unavailable`, and as `store_damaged` or
 * `queue_damaged` where the file is not whole; anything else as it is.
 */
export function translateError(file: DatabaseFile, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !comesFromFile(thrown)) return thrown;
  if (isDamage(thrown)) return damagedFile(file, thrown.message, thrown);
  const { path, purpose } = file;
  return new RegistryError(
    purpose.codes.unavailable,
    `the ${purpose.noun} ${path} does not answer: ${reasonOf(thrown, purpose)}${heldBy(thrown, path)}; ${purpose.unavailable}`,
    { cause: thrown },
  );
}

/** @internal The error of a file that is not whole; `found` says what is wrong with it. */
export function damagedFile({ path, purpose }: DatabaseFile, found: string, cause?: unknown): RegistryError {
  return new RegistryError(purpose.codes.damaged, `the ${purpose.noun} ${path} is damaged (${found}) and is not written to; ${purpose.damaged}`, {
    cause,
  });
}

function isDamage(thrown: Error): boolean {
  return codeOf(thrown).startsWith('SQLITE_CORRUPT') || codeOf(thrown) === 'SQLITE_NOTADB';
}

const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR_SHMSIZE: 'the disk is full',
  SQLITE_IOERR_FSYNC: 'the disk failed to keep what was written (fsync)',
  SQLITE_READONLY: 'it is read-only for this user',
  SQLITE_READONLY_DIRECTORY: 'this user may not write in its folder, where SQLite keeps files beside it',
  SQLITE_READONLY_DBMOVED: 'the file was moved or replaced while it was open',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

function reasonOf(thrown: Error, { reasons }: Purpose): string {
  const code = codeOf(thrown);
  return reasons[code] ?? REASONS[code] ?? thrown.message;
}

/** Who holds the lock that was waited for, where the system says so. */
function heldBy(thrown: Error, path: string): string {
  const holders = codeOf(thrown).startsWith('SQLITE_BUSY') ? lockHolders(path) : [];
  return holders.length === 0 ? '' : ` (held by ${holders.length === 1 ? 'process' : 'processes'} ${holders.join(', ')})`;
}

function codeOf(thrown: Error): string {
  return 'code' in thrown ? String(thrown.code) : '';
}

// A broken constraint is no trouble of the file but a bug of who wrote; a closed database is a bare TypeError.
function comesFromFile(thrown: Error): boolean {
  if (thrown.name === 'SqliteError') return !codeOf(thrown).startsWith('SQLITE_CONSTRAINT');
  return 'syscall' in thrown || (thrown instanceof TypeError && thrown.message.startsWith('The database connection'));
}

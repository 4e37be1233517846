import { RegistryError } from '../../core/errors.ts';

/**
 * @internal What SQLite and the file system throw is `queue_unavailable`, or `queue_damaged` where the file is not whole; errors of
 * ours go through.
 */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw translate(path, thrown);
  }
}

/** @internal */
export function translate(path: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || !comesFromFile(thrown)) return thrown;
  if (isDamage(thrown)) return damaged(path, thrown.message, thrown);
  return new RegistryError('queue_unavailable', `the queue ${path} does not answer: ${reasonOf(thrown)}; nothing of this was kept`, {
    cause: thrown,
  });
}

/** @internal The error of a file that is not whole; `found` says what is wrong with it. */
export function damaged(path: string, found: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'queue_damaged',
    `the queue ${path} is damaged (${found}) and is not written to; stop the gateway, keep a copy of the file and its -wal, and restore a backup or begin with a new file`,
    { cause },
  );
}

function isDamage(thrown: Error): boolean {
  return codeOf(thrown).startsWith('SQLITE_CORRUPT') || codeOf(thrown) === 'SQLITE_NOTADB';
}

const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  SQLITE_IOERR_SHMSIZE: 'the disk is full',
  SQLITE_BUSY: 'another process has it open; a queue in a file has one gateway',
  SQLITE_READONLY: 'it is read-only for this user',
  SQLITE_READONLY_DBMOVED: 'the file was moved or replaced while it was open',
  SQLITE_IOERR_FSYNC: 'the disk failed to keep what was written (fsync)',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

function reasonOf(thrown: Error): string {
  return REASONS[codeOf(thrown)] ?? thrown.message;
}

function codeOf(thrown: Error): string {
  return 'code' in thrown ? String(thrown.code) : '';
}

// A broken constraint is no trouble of the file but a bug of who wrote; a closed database is a bare TypeError.
function comesFromFile(thrown: Error): boolean {
  if (thrown.name === 'SqliteError') return !codeOf(thrown).startsWith('SQLITE_CONSTRAINT');
  return 'syscall' in thrown || (thrown instanceof TypeError && thrown.message.startsWith('The database connection'));
}

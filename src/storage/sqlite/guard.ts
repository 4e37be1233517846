import { RegistryError } from '../../core/errors.ts';

/**
 * @internal What SQLite and the file system throw is `store_unavailable`, or `store_damaged` where the file is not whole; errors of
 * ours, also those thrown inside a transaction, go through.
 */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !comesFromStore(thrown)) throw thrown;
    if (isDamage(thrown)) throw damaged(path, thrown.message, thrown);
    throw new RegistryError(
      'store_unavailable',
      `the store ${path} does not answer: ${reasonOf(thrown)}; check the disk, the path and the permissions`,
      {
        cause: thrown,
      },
    );
  }
}

/** @internal The error of a file that is not whole; `found` says what is wrong with it. */
export function damaged(path: string, found: string, cause?: unknown): RegistryError {
  return new RegistryError(
    'store_damaged',
    `the store ${path} is damaged (${found}) and is not written to; stop the registry, ask \`sluice doctor\`, and restore a backup`,
    { cause },
  );
}

function isDamage(thrown: Error): boolean {
  return codeOf(thrown).startsWith('SQLITE_CORRUPT') || codeOf(thrown) === 'SQLITE_NOTADB';
}

const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'it is read-only for this user',
  SQLITE_READONLY_DBMOVED: 'the file was moved or replaced while it was open',
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

// A broken constraint is no trouble of the store but a bug of who wrote; a closed database is a bare TypeError.
function comesFromStore(thrown: Error): boolean {
  if (thrown.name === 'SqliteError') return !codeOf(thrown).startsWith('SQLITE_CONSTRAINT');
  return 'syscall' in thrown || (thrown instanceof TypeError && thrown.message.startsWith('The database connection'));
}

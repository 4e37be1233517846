import { RegistryError } from '../../core/errors.ts';

/** @internal What SQLite and the file system throw is `store_unavailable`; errors of ours, also those thrown inside a transaction, go through. */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !comesFromStore(thrown)) throw thrown;
    throw new RegistryError(
      'store_unavailable',
      `the store ${path} does not answer: ${thrown.message}; check the disk, the path and the permissions`,
      { cause: thrown },
    );
  }
}

// A broken constraint is no trouble of the store but a bug of who wrote; a closed database is a bare TypeError.
function comesFromStore(thrown: Error): boolean {
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (thrown.name === 'SqliteError') return !code.startsWith('SQLITE_CONSTRAINT');
  return 'syscall' in thrown || (thrown instanceof TypeError && thrown.message.startsWith('The database connection'));
}

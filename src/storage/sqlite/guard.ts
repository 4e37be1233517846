import type { RegistryError } from '../../core/errors.ts';
import { damagedFile, guardFile } from '../../sqlite/guard.ts';
import { STORE } from '../../sqlite/purpose.ts';

/** @internal What SQLite and the file system throw is `store_unavailable`, or `store_damaged` where the file is not whole. */
export function guard<T>(path: string, work: () => T): T {
  return guardFile({ path, purpose: STORE }, work);
}

/** @internal The error of a file that is not whole; `found` says what is wrong with it. */
export function damaged(path: string, found: string): RegistryError {
  return damagedFile({ path, purpose: STORE }, found);
}

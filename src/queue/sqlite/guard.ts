import type { RegistryError } from '../../core/errors.ts';
import { damagedFile, guardFile, translateError } from '../../sqlite/guard.ts';
import { QUEUE } from '../../sqlite/purpose.ts';

/** @internal What SQLite and the file system throw is `queue_unavailable`, or `queue_damaged` where the file is not whole. */
export function guard<T>(path: string, work: () => T): T {
  return guardFile({ path, purpose: QUEUE }, work);
}

/** @internal */
export function translate(path: string, thrown: unknown): unknown {
  return translateError({ path, purpose: QUEUE }, thrown);
}

/** @internal The error of a file that is not whole; `found` says what is wrong with it. */
export function damaged(path: string, found: string): RegistryError {
  return damagedFile({ path, purpose: QUEUE }, found);
}

import { RegistryError } from '../core/errors.ts';
import type { VersionRecord } from '../core/version.ts';
import type { VersionWrite } from './store.ts';

const CHANGEABLE: ReadonlySet<string> = new Set(['state', 'stateReason', 'deprecatedAt', 'successor', 'sunset', 'deletedAt', 'labels']);

/** @internal The version that a write asks for; its schema is its own or else that of the commit. */
export function completeVersion(write: VersionWrite, committed: number | undefined): VersionRecord {
  const schemaId = write.schemaId ?? committed;
  if (schemaId === undefined) throw new RegistryError('internal', `${write.subject}@${write.version}: the commit names no schema for it`);
  return { ...write, schemaId };
}

/** @internal A version is immutable but for its state: a write that would change anything else is a bug of the caller. */
export function expectSameVersion(before: VersionRecord, after: VersionRecord): void {
  const names = new Set([...Object.keys(before), ...Object.keys(after)].filter((name) => !CHANGEABLE.has(name)));
  for (const name of names) {
    const [old, written] = [before, after].map((version) => JSON.stringify((version as unknown as Record<string, unknown>)[name]));
    if (old !== written)
      throw new RegistryError('internal', `${before.subject}@${before.version}: ${name} is immutable; ${old} would become ${written}`);
  }
}

import { RegistryError } from '../src/core/errors.ts';
import { gitName, type GitChanges } from './git-changes.ts';
import type { Io } from './io.ts';

/** The revision of `git:REF`, which is the same file there. */
export function revisionOf(against: string | undefined): string | undefined {
  return /^git:([^:]+)$/s.exec(against ?? '')?.[1];
}

/** What a file was called at a revision, where git sees that it was moved; undefined as well where git cannot be asked. */
export async function oldNameOf(io: Io, file: string, changes: () => Promise<Pick<GitChanges, 'oldNames'>>): Promise<string | undefined> {
  try {
    return (await changes()).oldNames.get(gitName(io, file));
  } catch (thrown) {
    if (thrown instanceof RegistryError) return undefined;
    throw thrown;
  }
}

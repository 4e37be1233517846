import type { Client } from '../src/client/client.ts';
import { RegistryError } from '../src/core/errors.ts';
import { startOf } from '../src/core/subject.ts';
import { findSubject } from './find-subject.ts';

/** Whether there is a subject of this name, or one that a prefix or context covers; the registry, "", is always there. */
export async function isKnownName(client: Client, name: string): Promise<boolean> {
  if (name === '') return true;
  const prefix = startOf(name);
  if (prefix !== undefined) return (await client.listSubjects({ prefix, limit: 1 })).items.length > 0;
  try {
    return (await findSubject(client, name)) !== undefined;
  } catch (thrown) {
    // Whoever may see the settings need not see the subject.
    if (thrown instanceof RegistryError && thrown.code === 'forbidden') return true;
    throw thrown;
  }
}

import type { Client } from '../src/client/client.ts';
import { RegistryError } from '../src/core/errors.ts';
import { startOf } from '../src/core/subject.ts';

/** Whether there is a subject of this name, or one that a prefix or context covers; the registry, "", is always there. */
export async function isKnownName(client: Client, name: string): Promise<boolean> {
  if (name === '') return true;
  const prefix = startOf(name);
  if (prefix !== undefined) return (await client.listSubjects({ prefix, limit: 1 })).items.length > 0;
  try {
    await client.getSubject(name);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof RegistryError)) throw thrown;
    if (thrown.code === 'subject_not_found') return false;
    // Whoever may see the settings need not see the subject.
    if (thrown.code === 'forbidden') return true;
    throw thrown;
  }
}

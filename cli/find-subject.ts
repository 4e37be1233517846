import type { Client } from '../src/client/client.ts';
import { RegistryError } from '../src/core/errors.ts';
import type { SubjectDetailResource } from '../src/core/resources.ts';

/** A subject of the registry; undefined where it has none of this name. Throws what else the registry says. */
export async function findSubject(client: Client, subject: string): Promise<SubjectDetailResource | undefined> {
  try {
    return await client.getSubject(subject);
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'subject_not_found') return undefined;
    throw thrown;
  }
}

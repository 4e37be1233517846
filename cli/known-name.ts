import type { Client } from '../src/client/client.ts';
import { RegistryError } from '../src/core/errors.ts';
import { startOf } from '../src/core/subject.ts';
import { findSubject } from './find-subject.ts';
import { nearSubject } from './near-subject.ts';

/** A name that no subject has, and no prefix covers. */
export interface UnknownName {
  readonly name: string;
  /** The subject that was probably meant. */
  readonly near?: string;
}

/** The name, where it is unknown. */
export async function findUnknown(client: Client, name: string): Promise<UnknownName | undefined> {
  if (await isKnownName(client, name)) return undefined;
  const near = startOf(name) === undefined ? await nearSubject(client, name) : undefined;
  return { name, ...(near === undefined ? {} : { near }) };
}

/** Whether there is a subject of this name, or one that a prefix or context covers; the registry, "", is always there. */
async function isKnownName(client: Client, name: string): Promise<boolean> {
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

import { RegistryError } from '../core/errors.ts';
import { hasNumber } from '../core/number-ranges.ts';
import type { RegisterRequest } from '../core/resources.ts';
import { MAX_VERSION } from '../core/version.ts';
import { MAX_SCHEMA_ID } from '../storage/schema-id.ts';
import type { SubjectHistory } from '../storage/store.ts';
import type { Candidate } from './candidate.ts';
import type { Context } from './context.ts';

/**
 * Throws `schema_id_taken` where an imported id or number stands for something else here, or the number did before it was deleted
 * for good; `schema_id_invalid` or `version_invalid` for one that no client could read.
 */
export async function requireFree(
  context: Context,
  history: SubjectHistory | undefined,
  { identity }: Pick<Candidate, 'identity'>,
  { id, version }: NonNullable<RegisterRequest['imported']>,
): Promise<void> {
  if (!isWithin(id, MAX_SCHEMA_ID))
    throw new RegistryError('schema_id_invalid', `schema id ${id}: expected a whole number from 1 to ${MAX_SCHEMA_ID}`);
  requireNumber(version);
  const taken = history?.versions.find((known) => known.version === version);
  if (taken !== undefined) throw new RegistryError('schema_id_taken', `${taken.subject}@${version} is there already, with schema ${taken.schemaId}`);
  if (hasNumber(history?.subject.purged ?? [], version)) {
    throw new RegistryError(
      'schema_id_taken',
      `${history?.subject.subject}@${version} was deleted for good, and its number is not given again; leave it out`,
    );
  }
  const known = await context.store.readSchema(id);
  if (known === undefined || known.identity === identity) return;
  const isGone = (await context.store.listUses(id)).length === 0;
  throw new RegistryError(
    'schema_id_taken',
    isGone ? `schema ${id} was another one here; it was deleted for good, and its id is never given to another` : `schema ${id} is another one here`,
  );
}

/** Throws `version_invalid` for a number that no client could read: also for the next one of a subject that has used them up. */
export function requireNumber(version: number): void {
  if (!isWithin(version, MAX_VERSION))
    throw new RegistryError('version_invalid', `version ${version}: expected a whole number from 1 to ${MAX_VERSION}`);
}

function isWithin(number: number, max: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= max;
}

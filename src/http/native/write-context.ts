import { RegistryError } from '../../core/errors.ts';
import type { WriteContext } from '../../registry/registry.ts';
import { flagParameter, type Parameter } from './parameter.ts';

// There are no keys yet, so nobody has a name.
const ACTOR = 'anonymous';

/** Who writes, and under which conditions, for the use cases. */
export function writeContext(options: { readonly ifMatch: number | undefined; readonly dryRun?: boolean | undefined }): WriteContext {
  const { ifMatch, dryRun } = options;
  return { actor: ACTOR, ...(ifMatch === undefined ? {} : { ifMatch }), ...(dryRun === undefined ? {} : { dryRun }) };
}

export const DRY_RUN: Parameter<boolean> = flagParameter('Answer alike, but write nothing.');

export const PERMANENT: Parameter<boolean> = flagParameter('Delete for good; not available yet.');

/** Throws `request_invalid` when a permanent deletion is asked for. */
export function refusePermanent(permanent: boolean | undefined): void {
  if (permanent !== true) return;
  throw new RegistryError(
    'request_invalid',
    'query parameter permanent: permanent deletion is not available yet; delete without it, the version stays resolvable by id',
  );
}

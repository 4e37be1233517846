import type { DeleteContext, WriteContext } from '../../registry/registry.ts';
import type { Incoming } from './route.ts';
import { readableBy } from './access.ts';
import { senderOf } from '../kit/sender.ts';
import { requireAccess } from '../kit/principal.ts';
import { flagParameter, type Parameter } from './parameter.ts';

interface WriteOptions {
  readonly incoming: Pick<Incoming, 'principal' | 'origin'>;
  readonly ifMatch: number | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Who writes, and under which conditions, for the use cases. */
export function writeContext(options: WriteOptions): WriteContext {
  const { incoming, ifMatch, dryRun } = options;
  const { principal, origin } = incoming;
  const isVisible = readableBy(incoming);
  return {
    actor: principal.name,
    sender: senderOf(incoming),
    origin,
    isVisible,
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(dryRun === undefined ? {} : { dryRun }),
  };
}

export const DRY_RUN: Parameter<boolean> = flagParameter('Answer alike, but write nothing.');

export const PERMANENT: Parameter<boolean> = flagParameter('Delete for good what was deleted softly before.');

/** What `RouteAccess` says of it. */
export const PERMANENT_NEEDS = 'with `permanent`, `admin`';

/** Throws `forbidden` where somebody who may delete softly only wants it for good. */
export function requirePermanent({ principal }: Pick<Incoming, 'principal'>, subject: string, query: { readonly permanent?: boolean }): void {
  if (query.permanent === true) requireAccess(principal, 'admin', subject);
}

/** What a deletion may answer beside that there is no such thing. */
export const DELETE_ERRORS = ['already_deleted', 'not_deleted_yet', 'referenced', 'mode_forbids', 'epoch_mismatch', 'write_conflict'] as const;

interface DeleteOptions extends WriteOptions {
  readonly permanent?: boolean;
}

export function deleteContext({ permanent, ...options }: DeleteOptions): DeleteContext {
  return { ...writeContext(options), ...(permanent === undefined ? {} : { permanent }) };
}

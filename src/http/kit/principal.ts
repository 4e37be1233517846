import type { Access } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';

/** Whoever sends a request, and what they may do. */
export interface Principal {
  /** As the audit log and `createdBy` name them. */
  readonly name: string;
  /** False: nobody said who they are. */
  readonly isKnown: boolean;
  /** Whether they may do this to a subject, or to a prefix or the registry ("") as a whole. */
  can(access: Access, name: string): boolean;
}

/** Everybody, where no keys are asked for. */
export const ANYBODY: Principal = { name: 'anonymous', isKnown: false, can: () => true };

/** Throws `unauthenticated` for one who did not say who they are, and `forbidden` for one whose scopes do not reach so far. */
export function requireAccess(principal: Principal, access: Access, name: string): void {
  if (principal.can(access, name)) return;
  const what = `${access} on ${name === '' ? 'the registry' : JSON.stringify(name)}`;
  if (!principal.isKnown) throw new RegistryError('unauthenticated', `${what} needs a key or a token; send it as Authorization: Bearer, or as Basic`);
  throw new RegistryError('forbidden', `${JSON.stringify(principal.name)} may not ${what}; ask an admin for a key with that scope`);
}

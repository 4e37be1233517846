import type { Access, Scope } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';
import { ALL_SCOPES, allows, reaches } from '../../core/scope.ts';
import type { Reference } from '../../core/version.ts';

/** Whoever sends a request, and what they may do. */
export interface Principal {
  /** As the audit log and `createdBy` name them: `key:NAME:ID`, `token:NAME`, `certificate:NAME` or `anonymous`. */
  readonly name: string;
  /** False: nobody said who they are. */
  readonly isKnown: boolean;
  readonly scopes: readonly Scope[];
  /** ISO 8601; absent: never. */
  readonly expiresAt?: string;
  /** Whether they may do this to a subject, or to a prefix or the registry ("") as a whole. */
  can(access: Access, name: string): boolean;
  /** Whether they may do this to anything that a name covers; "" covers everything. */
  canSome(access: Access, name: string): boolean;
  /** Whether what they showed is good still: for what goes on after the request was let in. */
  isGood(): Promise<boolean>;
}

export interface PrincipalOptions extends Pick<Principal, 'name' | 'isKnown' | 'scopes'> {
  readonly expiresAt?: string | undefined;
  /** Default: always. */
  readonly isGood?: () => Promise<boolean>;
}

/** Whether a name can stand in logs and in the audit log, so that who sends it can be told from others. */
export function isPrincipalName(name: unknown): name is string {
  return typeof name === 'string' && /^\P{C}{1,255}$/u.test(name);
}

export function createPrincipal({ name, isKnown, scopes, expiresAt, isGood = async () => true }: PrincipalOptions): Principal {
  return {
    name,
    isKnown,
    scopes,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    can: (access, of) => allows(scopes, access, of),
    canSome: (access, of) => reaches(scopes, access, of),
    isGood,
  };
}

/** Everybody, where no keys are asked for. */
export const ANYBODY: Principal = createPrincipal({ name: 'anonymous', isKnown: false, scopes: ALL_SCOPES });

/** Throws `unauthenticated` for one who did not say who they are, and `forbidden` for one whose scopes do not reach so far. */
export function requireAccess(principal: Principal, access: Access, name: string): void {
  if (!principal.can(access, name)) throw refuseAccess(principal, access, name);
}

/** `unauthenticated` or `forbidden`, for who decides by itself. */
export function refuseAccess(principal: Principal, access: Access, name: string): RegistryError {
  return refuse(principal, `${access} on ${name === '' ? 'the registry' : JSON.stringify(name)}`);
}

/** The same for anything that a name covers. */
export function requireSomeAccess(principal: Principal, access: Access, name: string): void {
  if (!principal.canSome(access, name))
    throw refuse(principal, `${access} on ${name === '' ? 'anything' : `anything below ${JSON.stringify(name)}`}`);
}

/** What a schema refers to becomes part of it, so its writer must be able to read that. Throws as `requireAccess`. */
export function requireReferences(principal: Principal, references: readonly Reference[] = []): void {
  for (const { subject } of references) requireAccess(principal, 'read', subject);
}

function refuse(principal: Principal, what: string): RegistryError {
  if (!principal.isKnown) {
    return new RegistryError('unauthenticated', `this needs a key or a token with the scope ${what}; send it as Authorization: Bearer, or as Basic`);
  }
  return new RegistryError('forbidden', `${JSON.stringify(principal.name)} lacks the scope ${what}; ask an admin for a key that has it`);
}

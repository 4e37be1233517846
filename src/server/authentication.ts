import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyCredential } from '../core/api-key.ts';
import type { Authentication } from '../http/kit/authenticate.ts';
import { createPrincipal, type Principal } from '../http/kit/principal.ts';
import { createKeyOwners } from '../http/key-owner.ts';
import type { Registry } from '../registry/registry.ts';
import type { AuthConfig } from './registry-config.ts';

export interface AuthenticationOptions {
  readonly registry: Registry;
  readonly auth: AuthConfig;
  /** A key that only this process knows: its bearer, the gateway beside the registry, may read everything. */
  readonly innerKey?: KeyCredential | undefined;
}

/** How callers of a registry say who they are, by its configuration. */
export function createAuthentication({ registry, auth, innerKey }: AuthenticationOptions): Authentication {
  const findStored = auth.keys ? createKeyOwners(registry) : undefined;
  const findKeyOwner = async (key: KeyCredential): Promise<Principal | undefined> =>
    innerKey !== undefined && isSame(innerKey, key) ? INNER : findStored?.(key);
  return { findKeyOwner, anonymousRead: auth.anonymousRead };
}

const INNER: Principal = createPrincipal({ name: 'gateway', isKnown: true, scopes: [{ access: 'read', pattern: '*' }] });

function isSame(known: KeyCredential, shown: KeyCredential): boolean {
  return timingSafeEqual(digest(known), digest(shown));
}

function digest({ id, secret }: KeyCredential): Buffer {
  return createHash('sha256').update(`${id}:${secret}`).digest();
}

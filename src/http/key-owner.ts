import type { KeyCredential } from '../core/api-key.ts';
import type { Registry } from '../registry/registry.ts';
import { createPrincipal, type Principal } from './kit/principal.ts';

/** Finds the owners of the keys that a registry keeps. Each time anew: a revocation is effective at once. */
export function createKeyOwners(registry: Pick<Registry, 'findKey' | 'isKeyGood'>): (key: KeyCredential) => Promise<Principal | undefined> {
  return async (credential) => {
    const key = await registry.findKey(credential);
    if (key === undefined) return undefined;
    const { id, name, scopes, expiresAt } = key;
    return createPrincipal({ name: `key:${name}:${id}`, isKnown: true, scopes, expiresAt, isGood: () => registry.isKeyGood(id) });
  };
}

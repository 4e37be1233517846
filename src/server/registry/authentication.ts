import type { KeyCredential } from '../../core/api-key.ts';
import type { Authentication } from '../../http/kit/authenticate.ts';
import { createCertificateHolders } from '../../http/kit/certificate.ts';
import type { Log } from '../../http/kit/log.ts';
import { createPrincipal, type Principal } from '../../http/kit/principal.ts';
import { limitFailures } from '../../http/kit/rate-limit.ts';
import { TokenBuckets } from '../../http/kit/token-bucket.ts';
import { createTokenBearers } from '../../http/kit/token.ts';
import { createKeyOwners } from '../../http/key-owner.ts';
import type { Registry } from '../../registry/registry.ts';
import { isSameKey } from './inner-door.ts';
import type { AuthConfig } from './registry-config.ts';

export interface AuthenticationOptions {
  readonly registry: Registry;
  readonly auth: AuthConfig;
  /** A key that only this process knows: its bearer, the gateway beside the registry, may read everything. */
  readonly innerKey?: KeyCredential | undefined;
  /** Hears of wrong credentials, as far as they are not limited. */
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

// Of one address: enough for a fleet that was given an old key, and no food for who guesses.
const FAILURES = { perSecond: 1, burst: 30 };

/** How callers of a registry say who they are, by its configuration. */
export function createAuthentication({ registry, auth, innerKey, log, now }: AuthenticationOptions): Authentication {
  const findStored = auth.keys ? createKeyOwners(registry) : undefined;
  const findKeyOwner = async (key: KeyCredential): Promise<Principal | undefined> =>
    innerKey !== undefined && isSameKey(innerKey, key) ? INNER : findStored?.(key);
  const limit = limitFailures(new TokenBuckets({ limit: FAILURES, now }));
  return {
    findKeyOwner,
    ...(auth.jwt === undefined ? {} : { findTokenBearer: createTokenBearers(auth.jwt, { now }) }),
    ...(auth.clientCertificates === undefined ? {} : { findCertificateHolder: createCertificateHolders(auth.clientCertificates) }),
    anonymousRead: auth.anonymousRead,
    onFailure: (request, why) => {
      limit(request);
      log.warn({ address: request.socket.remoteAddress, ...(why === undefined ? {} : { why }) }, 'refused a key or token that is not good here');
    },
  };
}

const INNER: Principal = createPrincipal({ name: 'gateway', isKnown: true, scopes: [{ access: 'read', pattern: '*' }] });

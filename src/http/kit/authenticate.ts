import type { Context } from 'koa';
import type { KeyCredential } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';
import { readCredentials } from './credentials.ts';
import type { Layer } from './layers.ts';
import { ANYBODY, createPrincipal, type Principal } from './principal.ts';

/** How a server finds out who asks. Each finder gives undefined for whom it does not take. */
export interface Authentication {
  /** The owner of a key. Absent: there are no keys. */
  readonly findKeyOwner?: (key: KeyCredential) => Promise<Principal | undefined>;
  /** The bearer of a token; `onRefusal` is told why there is none. Absent: there are no tokens. */
  readonly findTokenBearer?: (token: string, onRefusal?: (why: string) => void) => Promise<Principal | undefined>;
  /** The holder of the client certificate of a connection; asked only where there is no Authorization. */
  readonly findCertificateHolder?: (request: Context['req']) => Principal | undefined;
  /** Whether those who do not say who they are may read everything. */
  readonly anonymousRead: boolean;
  /** Called for each wrong credential, before it is refused; what it throws is the answer. `why` is for the log, and never for the caller. */
  readonly onFailure?: (request: Context['req'], why?: string) => void;
}

/** Finds out who asks, for `principalOf`. Throws `unauthenticated` for wrong credentials, whatever is wrong with them. */
export function authenticate(authentication: Authentication): Layer {
  const anonymous = createPrincipal({
    name: 'anonymous',
    isKnown: false,
    scopes: authentication.anonymousRead ? [{ access: 'read', pattern: '*' }] : [],
  });
  const admit = (ctx: Context, principal: Principal | undefined, why?: string): void => {
    if (principal === undefined) {
      authentication.onFailure?.(ctx.req, why);
      throw new RegistryError('unauthenticated', 'this key or token is not one that is good here');
    }
    ctx.state['principal'] = principal;
  };
  return (ctx, next) => {
    let why: string | undefined;
    const found = findPrincipal(authentication, { ctx, anonymous, onRefusal: (reason) => (why = reason) });
    if (found instanceof Promise) {
      return found.then((principal) => {
        admit(ctx, principal, why);
        return next(ctx);
      });
    }
    admit(ctx, found);
    return next(ctx);
  };
}

/** For servers that ask nobody. */
export function admitAnybody(): Layer {
  return (ctx, next) => {
    ctx.state['principal'] = ANYBODY;
    return next(ctx);
  };
}

interface Asking {
  readonly ctx: Context;
  readonly anonymous: Principal;
  readonly onRefusal: (why: string) => void;
}

function findPrincipal(
  authentication: Authentication,
  { ctx, anonymous, onRefusal }: Asking,
): Promise<Principal | undefined> | Principal | undefined {
  const credentials = readCredentials(ctx.req);
  switch (credentials.kind) {
    case 'none':
      return authentication.findCertificateHolder?.(ctx.req) ?? anonymous;
    case 'key':
      return authentication.findKeyOwner?.(credentials.key);
    case 'token':
      return authentication.findTokenBearer?.(credentials.token, onRefusal);
    case 'unknown':
      return undefined;
  }
}

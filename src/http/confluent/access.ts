import type { Access } from '../../core/api-key.ts';
import { refuseAccess, requireSomeAccess, type Principal } from '../kit/principal.ts';
import type { Request } from './route.ts';

/** What a caller must be allowed to do for a route. */
export type RouteAccess =
  /** Nothing: the answer is no secret. */
  | { readonly kind: 'open' }
  /** This to what the path names; to the registry as a whole where it names nothing. */
  | { readonly kind: 'on'; readonly access: Access }
  /** This to anything that the path names, or to anything at all; lists show what may be read. */
  | { readonly kind: 'some'; readonly access: Access }
  /** The route sees to it: it shows only what may be read, or has a rule of its own. */
  | { readonly kind: 'within'; readonly rule: string };

export const OPEN: RouteAccess = { kind: 'open' };

export function on(access: Access): RouteAccess {
  return { kind: 'on', access };
}

export function some(access: Access): RouteAccess {
  return { kind: 'some', access };
}

/** Throws `unauthenticated` or `forbidden`; what `within` says is the route's own. */
export function requireRouteAccess(request: Pick<Request, 'principal' | 'name' | 'asked'>, access: RouteAccess): void {
  switch (access.kind) {
    case 'on':
      return requireMeant(request, access.access);
    case 'some':
      return requireSomeAccess(request.principal, access.access, request.name);
    case 'open':
    case 'within':
      return undefined;
  }
}

/** Throws unless the caller may do this to what the request means. */
export function requireMeant({ principal, name, asked }: Pick<Request, 'principal' | 'name' | 'asked'>, access: Access): void {
  if (!principal.can(access, name)) throw refuseAccess(principal, access, asked);
}

export function within(rule: string): RouteAccess {
  return { kind: 'within', rule };
}

/** What a caller may read of a list. */
export function readable<T>(principal: Principal, items: readonly T[], subjectOf: (item: T) => string): readonly T[] {
  return items.filter((item) => principal.can('read', subjectOf(item)));
}

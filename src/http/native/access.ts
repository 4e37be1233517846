import type { Access } from '../../core/api-key.ts';
import { requireAccess, requireSomeAccess, type Principal } from '../kit/principal.ts';
import type { PathReader } from './route.ts';

/** What a caller needs for a route; part of its definition, so that the OpenAPI document says it and a test walks it. */
export type RouteAccess =
  /** Nothing: the answer is no secret. */
  | { readonly kind: 'open' }
  /** This access to what a path parameter names, or to the registry as a whole; `closer` is what the route itself sees to. */
  | { readonly kind: 'on'; readonly access: Access; readonly parameter: string | null; readonly closer: string | null }
  /** This access to anything that a path parameter covers, or to anything at all. */
  | { readonly kind: 'some'; readonly access: Access; readonly parameter: string | null; readonly closer: string };

export const OPEN: RouteAccess = { kind: 'open' };

/** `on('read', 'subject')`: on the subject of the path. `on('admin')`: on the registry. */
export function on(access: Access, parameter: string | null = null, closer: string | null = null): RouteAccess {
  return { kind: 'on', access, parameter, closer };
}

/** On something; `closer` says what the route itself sees to. */
export function some(access: Access, closer: string, parameter: string | null = null): RouteAccess {
  return { kind: 'some', access, parameter, closer };
}

/** For people: `register` on `{subject}`. */
export function describeAccess(access: RouteAccess): string {
  switch (access.kind) {
    case 'open':
      return 'Needs no key.';
    case 'on':
      return sentence(access, access.parameter === null ? '`*`' : `\`{${access.parameter}}\``);
    case 'some':
      return sentence(access, access.parameter === null ? 'something' : `something that \`{${access.parameter}}\` covers`);
  }
}

function sentence({ access, closer }: Exclude<RouteAccess, { kind: 'open' }>, what: string): string {
  return `Needs \`${access}\` on ${what}${closer === null ? '' : `; ${closer}`}.`;
}

/** Throws `unauthenticated` or `forbidden`. */
export function requireRouteAccess(principal: Principal, access: RouteAccess, path: PathReader): void {
  if (access.kind === 'open') return;
  const name = access.parameter === null ? '' : path(access.parameter);
  if (access.kind === 'on') requireAccess(principal, access.access, name);
  else requireSomeAccess(principal, access.access, name);
}

/** Which subjects a caller may read, for lists. */
export function readableBy({ principal }: { readonly principal: Principal }): (subject: string) => boolean {
  return (subject) => principal.can('read', subject);
}

import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';

/** For what can only be read. Throws `method_not_allowed`. */
export function requireRead({ method, path }: Pick<Context, 'method' | 'path'>): void {
  if (method === 'GET' || method === 'HEAD') return;
  throw methodNotAllowed(`${method} is not allowed at ${path}; expected GET, HEAD`, ['GET', 'HEAD']);
}

/** `allow` becomes the header. */
export function methodNotAllowed(message: string, allow: readonly string[]): RegistryError {
  return new RegistryError('method_not_allowed', message, { data: { allow } });
}

/** The methods of some routes, as `Allow` has them: what can be got has a head. */
export function allowOf(routes: readonly { readonly method: string }[]): readonly string[] {
  return [...new Set(routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

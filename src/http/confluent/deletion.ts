import { requireAccess } from '../kit/principal.ts';
import type { Request } from './route.ts';

/** Throws unless the caller may take away versions, as on the native API: `register` softly, `admin` for good. */
export function requireDeletion({ principal, name }: Request, permanent: boolean): void {
  requireAccess(principal, permanent ? 'admin' : 'register', name);
}

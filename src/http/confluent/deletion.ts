import { requireMeant } from './access.ts';
import type { Request } from './route.ts';

/** Throws unless the caller may take away versions, as on the native API: `register` softly, `admin` for good. */
export function requireDeletion(request: Request, permanent: boolean): void {
  requireMeant(request, permanent ? 'admin' : 'register');
}

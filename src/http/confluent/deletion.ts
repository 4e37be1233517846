import { requireAccess } from '../kit/principal.ts';
import type { Request } from './route.ts';

/** Throws unless the caller may take away versions: `break` softly, which narrows gates and can be undone; `admin` for good. */
export function requireDeletion({ principal, name }: Request, permanent: boolean): void {
  requireAccess(principal, permanent ? 'admin' : 'break', name);
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { RegistryError } from '../../core/errors.ts';
import type { AdminConfig } from '../config/config.ts';

/**
 * Let an admin in. Without a token in the configuration everybody may read, but for events, and nobody may write: the port is that of
 * the senders. Throws `unauthenticated` and `forbidden`.
 */
export function requireAdmin(admin: AdminConfig | undefined, access: 'read' | 'write' | 'events', authorization: string): void {
  if (admin === undefined) {
    if (access === 'read') return;
    if (access === 'events') {
      throw new RegistryError(
        'forbidden',
        "events are people's data, so nobody sees them here: set admin.tokenEnv in the configuration, and start again",
      );
    }
    throw new RegistryError('forbidden', 'nothing can be changed here: set admin.tokenEnv in the configuration, and start again');
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token !== undefined && isSame(token, admin.token)) return;
  throw new RegistryError(
    'unauthenticated',
    'expected the admin token of this gateway as Authorization: Bearer (on the command line SLUICE_GATEWAY_TOKEN); found none, or another one',
  );
}

// Digests have one length, so that the comparison tells nothing about the token's.
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

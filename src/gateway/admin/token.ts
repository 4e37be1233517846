import { createHash, timingSafeEqual } from 'node:crypto';
import { RegistryError } from '../../core/errors.ts';
import type { Gateway } from '../gateway.ts';

/**
 * Let an admin in. Without a token in the configuration everybody may read, but for events, and nobody may write: the port is that of
 * the senders. Throws `unauthenticated` and `forbidden`.
 */
export function requireAdmin(guard: Guard, access: 'read' | 'write' | 'events', authorization: string): void {
  if (isAdmin(guard, authorization)) return;
  if (guard.config.admin === undefined) {
    if (access === 'read') return;
    if (access === 'events') {
      throw new RegistryError(
        'forbidden',
        "events are people's data, so nobody sees them here: set admin.tokenEnv in the configuration, and start again",
      );
    }
    throw new RegistryError('forbidden', 'nothing can be changed here: set admin.tokenEnv in the configuration, and start again');
  }
  throw new RegistryError(
    'unauthenticated',
    'expected the admin token of this gateway as Authorization: Bearer (on the command line SLUICE_GATEWAY_TOKEN); found none, or another one',
  );
}

/** Whether somebody shows the admin token, or that of the process. */
export function isAdmin({ config: { admin }, innerToken }: Guard, authorization: string): boolean {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return token !== undefined && [admin?.token, innerToken].some((known) => known !== undefined && isSame(token, known));
}

type Guard = Pick<Gateway, 'config' | 'innerToken'>;

// Digests have one length, so that the comparison tells nothing about the token's.
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

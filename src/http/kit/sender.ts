import type { Origin } from '../../core/audit.ts';
import type { Principal } from './principal.ts';
import { networkOf } from './rate-limit.ts';

/** Whose questions take turns with those of others: who has shown who they are, else all of a network. */
export function senderOf({ principal, origin }: { readonly principal: Principal; readonly origin: Origin }): string {
  return principal.isKnown ? principal.name : networkOf({ socket: { remoteAddress: origin.address } });
}

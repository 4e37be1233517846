import type { Context } from 'koa';
import type { Origin } from '../../core/audit.ts';
import { ANYBODY, type Principal } from './principal.ts';

/** Who sends a request: what the authentication before has found, or anybody where there is none. */
export function principalOf(ctx: Context): Principal {
  return (ctx.state['principal'] as Principal | undefined) ?? ANYBODY;
}

/** Where a request comes from, for the audit log. */
export function originOf(ctx: Context): Origin {
  const { remoteAddress } = ctx.req.socket;
  const requestId = ctx.state['requestId'] as string | undefined;
  return { ...(remoteAddress === undefined ? {} : { address: remoteAddress }), ...(requestId === undefined ? {} : { requestId }) };
}

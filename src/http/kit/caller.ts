import type { Context } from 'koa';
import type { Origin } from '../../core/audit.ts';
import { unreachable } from '../../core/errors.ts';
import type { Principal } from './principal.ts';

/** Who sends a request: what `authenticate` or `admitAnybody` before has found. Without either nobody gets through. */
export function principalOf(ctx: Context): Principal {
  return (ctx.state['principal'] as Principal | undefined) ?? unreachable('nobody has asked who sends this request');
}

/** Where a request comes from, for the audit log. */
export function originOf(ctx: Context): Origin {
  const { remoteAddress } = ctx.req.socket;
  const requestId = ctx.state['requestId'] as string | undefined;
  return { ...(remoteAddress === undefined ? {} : { address: remoteAddress }), ...(requestId === undefined ? {} : { requestId }) };
}

import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { principalOf } from './caller.ts';
import type { Layer } from './layers.ts';
import type { Taken, TokenBuckets } from './token-bucket.ts';

/** A token of its bucket for each request of a key, or of an address where nobody says who they are. Throws `rate_limited`. */
export function limitRate(buckets: TokenBuckets): Layer {
  const { burst, perSecond } = buckets.limit;
  return (ctx, next) => {
    const principal = principalOf(ctx);
    const spend = (): void => {
      const taken = buckets.take(principal.isKnown ? principal.name : networkOf(ctx.req));
      ctx.set('RateLimit', `"default";r=${taken.remaining};t=${Math.ceil(taken.resetMs / 1_000)}`);
      if (!taken.allowed) throw limited('requests', taken);
    };
    ctx.set('RateLimit-Policy', `"default";q=${burst};w=${Math.ceil(burst / perSecond)}`);
    ctx.state['spend'] = spend;
    spend();
    return next(ctx);
  };
}

/** Takes another token for a request that does the work of several. Throws `rate_limited`. */
export function spendAnother(ctx: Context): void {
  (ctx.state['spend'] as (() => void) | undefined)?.();
}

/**
 * Takes a token of an address's bucket for each wrong credential; throws `rate_limited` once it is empty. Good
 * credentials from the same address are taken still, so that nobody locks out whoever shares a proxy with them.
 */
export function limitFailures(buckets: TokenBuckets): (request: IncomingMessage) => void {
  return (request) => {
    const taken = buckets.take(networkOf(request));
    if (!taken.allowed) throw limited('wrong credentials', taken);
  };
}

function limited(what: string, { retryAfterMs }: Taken): RegistryError {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new RegistryError('rate_limited', `too many ${what}; the next one is taken in ${retryAfterSeconds} s`, { data: { retryAfterSeconds } });
}

/** The address of the peer, whatever headers say; of IPv6 the /64, of which one host may have every address. */
export function networkOf({ socket }: { readonly socket: { readonly remoteAddress?: string | undefined } }): string {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '');
  if (!address.includes(':')) return `address:${address}`;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail === undefined || tail === '' ? [] : tail.split(':'))];
  return `address:${all.slice(0, 4).join(':')}::/64`;
}

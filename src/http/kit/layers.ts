import type { Context, Middleware } from 'koa';

/** What comes after a layer. It may throw at once as well as later. */
export type Next = (ctx: Context) => Promise<void> | void;

/** Answers a request, or looks at it and hands it on. One is a middleware of Koa as well. */
export type Layer = (ctx: Context, next: Next) => Promise<void> | void;

/**
 * Layers as one middleware, the first outermost. Otherwise than with Koa's own composition, one that only hands on costs a call, and neither a
 * promise nor a function for each request.
 */
export function inLayers(layers: readonly Layer[]): Middleware {
  const first = layers.reduceRight<Next>((next, layer) => (ctx) => layer(ctx, next), handOn);
  return (ctx) => first(ctx);
}

// Koa says 404 where nobody has answered.
function handOn(): void {}

/** Hand on, and answer with `recover` what is thrown, at once or later. */
export function recovering(ctx: Context, next: Next, recover: (thrown: unknown) => void): Promise<void> | void {
  try {
    return next(ctx)?.catch(recover);
  } catch (thrown) {
    return recover(thrown);
  }
}

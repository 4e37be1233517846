import type { Context, Middleware } from 'koa';

/** An exchange that has ended, in words of which there are few: no path, no subject, nothing that a caller can make up. */
export interface ObservedRequest {
  /** `native`, `confluent`, `root`, `docs`, `ui`; `none` for what no face serves. */
  readonly face: string;
  /** The template, such as `/api/v1/subjects/{subject}`; `none` for what no route serves. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** Until the answer began; a feed goes on for ever. */
  readonly seconds: number;
}

/** Where requests are counted. */
export interface RequestMetrics {
  observe(request: ObservedRequest): void;
  /** All metrics as text, for who scrapes them. */
  render(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Made once for each route. */
export interface NamedRoute {
  readonly face: string;
  readonly route: string;
}

/** Say which route answers; a face does it as soon as it knows. */
export function nameRoute(ctx: Context, named: NamedRoute): void {
  ctx.state['named'] = named;
}

/** Says which route would have answered what was refused before anybody looked: by a limit, or since nobody knows who asks. */
export type FindRouteName = (ctx: Context) => NamedRoute | undefined;

const NO_ROUTE: NamedRoute = { face: 'none', route: 'none' };

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts each request; to stand outside of what answers errors. `finders` are asked in turn where no face has said which route it was. */
export function measureRequests(metrics: RequestMetrics, finders: readonly FindRouteName[] = []): Middleware {
  const findName = (ctx: Context): NamedRoute | undefined => {
    for (const find of finders) {
      const found = find(ctx);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const note = (ctx: Context, start: number): void => {
    const { face, route } = (ctx.state['named'] as NamedRoute | undefined) ?? findName(ctx) ?? NO_ROUTE;
    const method = METHODS.has(ctx.method) ? ctx.method : 'other';
    metrics.observe({ face, route, method, status: ctx.status, seconds: (performance.now() - start) / 1_000 });
  };
  return (ctx, next) => {
    const start = performance.now();
    return next().then(() => note(ctx, start));
  };
}

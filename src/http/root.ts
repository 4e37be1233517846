import type { Context } from 'koa';
import { RegistryError } from '../core/errors.ts';
import { preferredType } from './confluent/media-type.ts';
import type { Layer } from './kit/layers.ts';
import { requireRead } from './kit/method.ts';
import { nameRoute, type RequestMetrics } from './kit/metrics.ts';
import { wantsPages } from './ui/serve-ui.ts';

export interface RootOptions {
  /** What must answer before requests are wanted, by name; each throws when it does not. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** What is wrong though requests are wanted; no names, since everybody may ask. */
  readonly warnings: () => Promise<readonly string[]>;
  /** Aborts when no new requests are wanted. */
  readonly draining: AbortSignal;
  /** Whether a browser that asks for `/` is sent to `/ui/`. */
  readonly hasPages: boolean;
  /** Without it `/metrics` is not served. */
  readonly metrics?: RequestMetrics;
}

interface Page {
  readonly type: string;
  readonly text: string;
}

/** What stands outside the versioned APIs: `/`, `/healthz`, `/readyz` and `/metrics`. */
export function serveRoot({ checks, warnings, draining, hasPages, metrics }: RootOptions): Layer {
  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    '/': async () => json({}),
    '/healthz': async () => json({ status: 'alive' }),
    '/readyz': async () => json(await readiness({ checks, warnings, draining })),
    ...(metrics === undefined ? {} : { '/metrics': () => metrics.render() }),
  };
  return (ctx, next) => {
    const { path } = ctx;
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) return next(ctx);
    nameRoute(ctx, { face: 'root', route: path });
    requireRead(ctx);
    if (path === '/' && hasPages) ctx.vary('Accept');
    if (hasPages && wantsPages(ctx)) {
      ctx.redirect('/ui/');
      return undefined;
    }
    return answer(ctx, page);
  };
}

async function answer(ctx: Context, page: () => Promise<Page>): Promise<void> {
  const { type, text } = await page();
  // Confluent's clients ask for `/` in types of their own.
  const asked = ctx.path === '/' ? preferredType(ctx, 'application/json') : undefined;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Type', asked || type);
  ctx.body = text;
}

function json(value: object): Page {
  return { type: 'application/json; charset=utf-8', text: JSON.stringify(value) };
}

async function readiness({ checks, warnings, draining }: Omit<RootOptions, 'metrics' | 'hasPages'>): Promise<object> {
  if (draining.aborted)
    throw new RegistryError('overloaded', 'the registry is about to stop and takes no new requests', { data: { stopping: true } });
  for (const check of Object.values(checks)) await check();
  const warned = await warnings();
  const answers = Object.fromEntries(Object.keys(checks).map((name) => [name, 'ok']));
  return { status: 'ready', checks: answers, ...(warned.length === 0 ? {} : { warnings: warned }) };
}

import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import type { Layer } from '../kit/layers.ts';
import { requireRead } from '../kit/method.ts';
import { nameRoute } from '../kit/metrics.ts';
import type { ReadUi, UiFile, UiFiles } from './ui-files.ts';

const BASE = '/ui/';
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * Scripts, styles and answers of this origin only, no inline script, and nothing made from text: what a schema or an event says stays
 * text even if a page forgets itself.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/**
 * The web pages under `/ui`. They hold no data, so everybody may load them; what they show they ask of the API, as whoever reads them.
 * Addresses of pages all answer with the one document, which knows what to show.
 */
export function serveUi(read: ReadUi): Layer {
  let files: UiFiles | undefined;
  let reading: Promise<UiFiles | undefined> | undefined;
  return (ctx, next) => {
    const path = pathBelow(ctx.path);
    return path === undefined ? next(ctx) : answerPage(ctx, path);
  };

  async function answerPage(ctx: Context, path: string): Promise<void> {
    nameRoute(ctx, { face: 'ui', route: path.startsWith('assets/') ? '/ui/assets/{file}' : '/ui/{page}' });
    requireRead(ctx);
    if (ctx.path === '/ui') return ctx.redirect(BASE);
    // Who comes meanwhile waits for the same; what failed, or is not there yet, may be there with the next request.
    if (files === undefined) {
      reading ??= read().finally(() => (reading = undefined));
      files = await reading;
    }
    const file = files?.get(path.startsWith('assets/') ? path : 'index.html');
    if (file === undefined) throw new RegistryError('route_not_found', missing(ctx.path, files));
    answer(ctx, path, file);
  }
}

/** Whether a browser asks: it is sent to the pages. Clients of Confluent's API get what they expect at `/`. */
export function wantsPages(ctx: Context): boolean {
  return ctx.path === '/' && ctx.get('accept').toLowerCase().includes('text/html');
}

function pathBelow(path: string): string | undefined {
  if (path === '/ui') return '';
  return path.startsWith(BASE) ? path.slice(BASE.length) : undefined;
}

function missing(path: string, files: UiFiles | undefined): string {
  if (files === undefined) return 'these web pages are not part of this installation: dist/ui is missing; `npm run build` makes it';
  return `there is no file at ${path}; it may be of another release: load the page again`;
}

function answer(ctx: Context, path: string, { bytes, gzip, etag }: UiFile): void {
  const isAsset = path.startsWith('assets/');
  ctx.set('Content-Type', TYPES[isAsset ? (path.split('.').at(-1) ?? '') : 'html'] ?? 'application/octet-stream');
  ctx.set('Content-Security-Policy', POLICY);
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Frame-Options', 'DENY');
  ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
  ctx.set('Vary', 'Accept-Encoding');
  // The name of an asset has a digest of what is in it.
  ctx.set('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
  ctx.set('ETag', etag);
  ctx.status = 200;
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  const packed = gzip !== undefined && ctx.acceptsEncodings('gzip', 'identity') === 'gzip' ? gzip : undefined;
  if (packed !== undefined) ctx.set('Content-Encoding', 'gzip');
  ctx.body = packed ?? bytes;
}

import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import type { Layer } from './layers.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a write that a page of another origin has a browser send. A browser says where a request comes from (`Sec-Fetch-Site`,
 * `Origin`), programs do not. With `Authorization: Bearer` nothing is refused: no page can send that elsewhere without being
 * allowed to, which nobody is. What a browser adds by itself – a password that it remembers, a certificate, or that it runs on this
 * machine – proves nothing. Throws `cross_site`.
 */
export function refuseCrossSite(): Layer {
  return (ctx, next) => {
    if (!SAFE_METHODS.has(ctx.method)) requireOurs(ctx.req);
    return next(ctx);
  };
}

/** The same for a read that leaves a trace, such as an entry in the audit log with the name of whoever the browser stands for. Throws `cross_site`. */
export function requireOurs({ method, headers }: IncomingMessage): void {
  if (isOurs(headers)) return;
  throw new RegistryError(
    'cross_site',
    `a page of ${JSON.stringify(headers.origin || 'another site')} asked for this ${method}; expected one of ${headers.host ?? ''} itself`,
  );
}

function isOurs({ authorization = '', origin = '', host = '', 'sec-fetch-site': site = '' }: IncomingMessage['headers']): boolean {
  if (/^bearer /i.test(authorization)) return true;
  // `none` is the user's own doing: a bookmark, an address that was typed.
  if (site !== '') return site === 'same-origin' || site === 'none';
  // Hosts alone are compared: a proxy before us may speak https.
  return origin === '' || hostOf(origin) === host.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * Answers only to localhost, to addresses, to names without a dot, and to these names: a page whose name was made to mean this machine
 * (DNS rebinding) has the same origin as we in the eyes of its browser. A name without a dot is one of a network of one's own, such as
 * that of a container, since nobody gives out addresses for top-level domains. Throws `host_refused`.
 */
export function requireHost(names: readonly string[]): Layer {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  return (ctx, next) => {
    const name = nameOf(hostOfTarget(ctx.req.url ?? '') ?? ctx.req.headers.host ?? '');
    if (known.has(name) || name.endsWith('.localhost') || isLabel(name) || isAddress(name)) return next(ctx);
    throw new RegistryError(
      'host_refused',
      `Host: expected localhost, an address, a name without a dot${names.length === 0 ? '' : `, ${names.join(', ')}`}; found ${JSON.stringify(name)}. --allow-host ${/^[\w.-]+$/.test(name) ? name : 'NAME'} lets it in`,
    );
  };
}

/** The host of a target in absolute form, which goes before that of the header (RFC 9112 §3.2.2). */
function hostOfTarget(target: string): string | undefined {
  return /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(target)?.[1];
}

/** Without the port. Empty where there is none, which no browser sends. */
function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}

function isLabel(name: string): boolean {
  return /^[\w-]+$/.test(name);
}

function isAddress(name: string): boolean {
  return name === '' || /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[\da-f:.]+\]$/.test(name);
}

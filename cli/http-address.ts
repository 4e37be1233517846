import { RegistryError } from '../src/core/errors.ts';
import { isLoopback } from '../src/server/listen/address.ts';

/** An http(s) address without slashes at its end; `origin` is where it was given: a flag, a variable. Throws `usage_invalid`. */
export function readHttpAddress(origin: string, text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text.replace(/\/+$/, '');
  const meant = withScheme(text);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new RegistryError('usage_invalid', `${origin}: expected an http:// or https:// address; found ${JSON.stringify(text)}${hint}`);
}

/** What `registry.example:8081` is short for; undefined where it is none. Of this machine without TLS. */
function withScheme(text: string): string | undefined {
  if (!/^(localhost|[\w-]+(\.[\w-]+)+|[\w-]+(?=:\d)|\[[\da-f:]+\])(:\d{1,5})?(\/|$)/i.test(text) || !URL.canParse(`http://${text}`)) return undefined;
  const { hostname } = new URL(`http://${text}`);
  return `${isLoopback(hostname.replace(/^\[|\]$/g, '')) ? 'http' : 'https'}://${text}`;
}

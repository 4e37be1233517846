import type { IncomingMessage } from 'node:http';
import { isKeyId, parseKey, parseKeyParts, type KeyCredential } from '../../core/api-key.ts';
import { onlyHeader } from './header-values.ts';

/** What the Authorization header of a request says. `unknown`: something that can be nobody's. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: KeyCredential }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'unknown' };

// Longer than any key and than what identity providers issue; a token is read before anybody is known.
const MAX_LENGTH = 16_384;

/**
 * Read who a request claims to come from: a key or token as Bearer, or a key as Basic, with its id for user and its
 * secret for password, or whole for password. Nothing else of a request is looked at, neither the query nor what proxies add. Throws
 * `request_invalid` for two Authorization headers, of which proxies and we might take different ones.
 */
export function readCredentials(request: IncomingMessage): Credentials {
  const header = onlyHeader(request, 'Authorization');
  if (header === undefined) return { kind: 'none' };
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +(\S+)$/.exec(header.length > MAX_LENGTH ? '' : header) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return readBearer(value);
    case 'basic':
      return readBasic(value);
    default:
      return { kind: 'unknown' };
  }
}

function readBearer(value: string): Credentials {
  const key = parseKey(value);
  if (key !== undefined) return { kind: 'key', key };
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) ? { kind: 'token', token: value } : { kind: 'unknown' };
}

function readBasic(value: string): Credentials {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const key = colon === -1 ? undefined : readUser(text.slice(0, colon), text.slice(colon + 1));
  return key === undefined ? { kind: 'unknown' } : { kind: 'key', key };
}

/** Many give the key whole, as they got it; the user is then free, but for the id of another key. */
function readUser(user: string, password: string): KeyCredential | undefined {
  const whole = parseKey(password);
  if (whole === undefined) return parseKeyParts(user, password);
  return isKeyId(user) && user !== whole.id ? undefined : whole;
}

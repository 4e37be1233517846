import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { KeyCredential } from '../../core/api-key.ts';
import { RegistryError } from '../../core/errors.ts';
import { readCredentials } from '../../http/kit/credentials.ts';

/** A key that only this process knows: it is not stored and ends with the process. */
export function createInnerKey(): KeyCredential {
  return { id: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('hex') };
}

export function isSameKey(known: KeyCredential, shown: KeyCredential): boolean {
  return timingSafeEqual(digest(known), digest(shown));
}

function digest({ id, secret }: KeyCredential): Buffer {
  return createHash('sha256').update(`${id}:${secret}`).digest();
}

/** Lets through who has this key and nobody else: a way in beside TLS must not be a way around it. */
export function guardInnerDoor(listener: RequestListener, key: KeyCredential): RequestListener {
  return (request, response) => {
    if (hasKey(request, key)) listener(request, response);
    else response.writeHead(401).end();
  };
}

function hasKey(request: IncomingMessage, key: KeyCredential): boolean {
  try {
    const credentials = readCredentials(request);
    return credentials.kind === 'key' && isSameKey(key, credentials.key);
  } catch (thrown) {
    if (thrown instanceof RegistryError) return false;
    throw thrown;
  }
}

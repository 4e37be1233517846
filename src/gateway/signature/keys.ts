import { createPublicKey, type KeyObject } from 'node:crypto';
import type { SignatureKey } from '../config/config.ts';

/** A secret that is used as it is written. */
export function readTextKey(text: string): SignatureKey {
  return { algorithm: 'hmac-sha256', secret: Buffer.from(text) };
}

/** A secret of Standard Webhooks: `whsec_` and a shared one, or `whpk_` and a public key, in Base64; undefined if it is neither. */
export function readStandardKey(text: string): SignatureKey | undefined {
  const [, prefix, base64 = ''] = /^(whsec|whpk)_(.+)$/s.exec(text) ?? [];
  const bytes = decodeBase64(base64);
  if (bytes === undefined) return undefined;
  if (prefix === 'whsec') return { algorithm: 'hmac-sha256', secret: bytes };
  const publicKey = readPublicKey(bytes);
  return publicKey === undefined ? undefined : { algorithm: 'ed25519', publicKey };
}

/** Bytes from Base64, with its padding or without; undefined for what is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Buffer skips what is no Base64; a text that comes back as it went has none of that.
  return bytes.length > 0 && bytes.toString('base64').replace(/=+$/, '') === text.replace(/={1,2}$/, '') ? bytes : undefined;
}

// What stands before the 32 bytes of an ed25519 key in its SubjectPublicKeyInfo (RFC 8410 §4).
const ED25519_INFO = Buffer.from('302a300506032b6570032100', 'hex');

function readPublicKey(bytes: Buffer): KeyObject | undefined {
  const der = bytes.length === 32 ? Buffer.concat([ED25519_INFO, bytes]) : bytes;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

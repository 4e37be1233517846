import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { SignatureKey } from '../config/config.ts';
import type { Claim } from './schemes.ts';

// Rotation needs two; each of a stranger's costs us a look.
const MAX_CLAIMS = 10;

/**
 * Whether one of the claims was made with one of the keys over `prefix` and `bytes`. A shared secret takes the same time
 * wherever the two signatures differ. Only the first ten claims are looked at.
 */
export function isSigned(claims: readonly Claim[], keys: readonly SignatureKey[], prefix: string, bytes: Uint8Array): boolean {
  const considered = claims.slice(0, MAX_CLAIMS);
  return keys.some((key) => {
    const own = considered.filter(({ algorithm }) => algorithm === key.algorithm);
    return own.length > 0 && fits(key, own, prefix, bytes);
  });
}

function fits(key: SignatureKey, claims: readonly Claim[], prefix: string, bytes: Uint8Array): boolean {
  switch (key.algorithm) {
    case 'hmac-sha256': {
      const expected = createHmac('sha256', key.secret).update(prefix).update(bytes).digest();
      return claims.some(({ signature }) => timingSafeEqual(signature, expected));
    }
    case 'ed25519': {
      const signed = Buffer.concat([Buffer.from(prefix), bytes]);
      return claims.some(({ signature }) => verify(null, signed, key.publicKey, signature));
    }
  }
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignatureConfig } from '../config/config.ts';

/** One way of signing a webhook. */
export interface SignatureScheme {
  /** Of the signature, in lower case. */
  readonly header: string;
  /** How a signature looks, for messages. */
  readonly form: string;
  /** Whether `signature` was made with `secret` over `bytes`; takes the same time wherever the two differ. */
  readonly verify: (signature: string, bytes: Uint8Array, secret: string) => boolean;
}

export const SIGNATURE_SCHEMES: Readonly<Record<SignatureConfig['scheme'], SignatureScheme>> = {
  github: {
    header: 'x-hub-signature-256',
    form: 'sha256=<64 hexadecimal digits>',
    verify(signature, bytes, secret) {
      const digits = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1];
      if (digits === undefined) return false;
      return timingSafeEqual(Buffer.from(digits, 'hex'), createHmac('sha256', secret).update(bytes).digest());
    },
  },
};

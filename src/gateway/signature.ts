import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { RegistryError } from '../core/errors.ts';

export interface SignatureConfig {
  readonly scheme: 'github';
  readonly secret: string;
}

interface SignatureScheme {
  readonly header: string;
  readonly sign: (body: Buffer, secret: string) => string;
}

const SCHEMES: Readonly<Record<SignatureConfig['scheme'], SignatureScheme>> = {
  github: { header: 'x-hub-signature-256', sign: (body, secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
};

/** Check the signature over the raw bytes, in constant time. Throws `signature_invalid`. */
export function verifySignature({ scheme, secret }: SignatureConfig, headers: IncomingHttpHeaders, body: Buffer): void {
  const { header, sign } = SCHEMES[scheme];
  const given = headers[header];
  if (typeof given !== 'string') throw new RegistryError('signature_invalid', `expected the header ${header}; found none`);
  const [expected, found] = [Buffer.from(sign(body, secret)), Buffer.from(given)];
  if (expected.length !== found.length || !timingSafeEqual(expected, found)) {
    throw new RegistryError('signature_invalid', `the header ${header} does not match the body; check the secret on both sides`);
  }
}

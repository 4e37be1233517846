import { RegistryError } from '../../core/errors.ts';
import type { Arrival } from '../arrival.ts';
import type { SourceConfig } from '../config/config.ts';
import { singleHeader } from '../headers.ts';
import { SIGNATURE_SCHEMES } from './schemes.ts';

/** Check the signature that the route asks for, over the raw bytes. Throws `signature_invalid`. */
export function verifySignature(source: SourceConfig, { headers, bytes }: Pick<Arrival, 'headers' | 'bytes'>): void {
  if (source.kind !== 'webhook' || source.signature === undefined) return;
  const { scheme, secret } = source.signature;
  const { header, form, verify } = SIGNATURE_SCHEMES[scheme];
  const signature = readSignature(headers, header);
  if (signature === undefined) throw refused(`header ${header}: expected ${form}; found none`);
  if (!verify(signature, bytes, secret)) {
    throw refused(`header ${header}: expected ${form}, made with the secret of this route over the bytes of this body; found another one`);
  }
}

function readSignature(headers: Arrival['headers'], header: string): string | undefined {
  try {
    return singleHeader(headers, header);
  } catch (cause) {
    throw refused(`header ${header}: expected once; found twice`, cause);
  }
}

function refused(message: string, cause?: unknown): RegistryError {
  return new RegistryError('signature_invalid', message, { cause });
}

import { RegistryError } from '../../core/errors.ts';
import type { Arrival } from '../arrival.ts';
import type { SourceConfig } from '../config/config.ts';
import { singleHeader } from '../headers.ts';
import { SIGNATURE_SCHEMES, type SignatureScheme } from './schemes.ts';
import { isSigned } from './verify.ts';

/**
 * Check the signature that the route asks for, over the raw bytes, and that the time that it covers is near `now()`, in
 * milliseconds. What is sent again within that time is not noticed: that is for whoever knows the ids of what came before.
 * Throws `signature_invalid`.
 */
export function verifySignature(source: SourceConfig, { headers, bytes }: Pick<Arrival, 'headers' | 'bytes'>, now: () => number): void {
  if (source.kind !== 'webhook' || source.signature === undefined) return;
  const { scheme: name, keys, toleranceMs } = source.signature;
  const scheme = SIGNATURE_SCHEMES[name];
  const { header, form } = scheme;
  const value = requireHeader(headers, header, form);
  const signed = Object.fromEntries(scheme.signedHeaders.map((one) => [one, requireHeader(headers, one, 'what was signed along')]));
  const { claims, timestamp: ownTime } = scheme.read(value);
  const timestamp = scheme.timestampHeader === undefined ? ownTime : signed[scheme.timestampHeader];
  if (claims.length === 0) throw refused(`header ${header}: expected ${form}; found something else`);
  if (scheme.signsTime) requireNear(scheme, timestamp, { toleranceMs, now: now() });
  const prefix = scheme.prefix(signed, timestamp ?? '');
  if (prefix === undefined)
    throw refused(`header ${scheme.signedHeaders[0] ?? header}: expected no full stop in it, since full stops divide what is signed`);
  if (!isSigned(claims, keys, prefix, bytes)) {
    throw refused(`header ${header}: expected ${form}, made with the secret of this route over the bytes of this body; found another one`);
  }
}

interface Nearness {
  readonly toleranceMs: number;
  readonly now: number;
}

function requireNear({ header, timestampHeader = header }: SignatureScheme, timestamp: string | undefined, { toleranceMs, now }: Nearness): void {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    throw refused(`header ${timestampHeader}: expected the time of signing in seconds since 1970, once; found something else`);
  }
  const distance = now - Number(timestamp) * 1_000;
  if (Math.abs(distance) <= toleranceMs) return;
  throw refused(
    `header ${timestampHeader}: expected a time of signing within ${toleranceMs} ms of now (toleranceMs); found one ${Math.abs(Math.round(distance))} ms ${distance > 0 ? 'ago' : 'ahead'}. Compare the clocks`,
  );
}

function requireHeader(headers: Arrival['headers'], header: string, form: string): string {
  const value = readHeader(headers, header);
  if (value === undefined || value === '') throw refused(`header ${header}: expected ${form}; found none`);
  return value;
}

function readHeader(headers: Arrival['headers'], header: string): string | undefined {
  try {
    return singleHeader(headers, header);
  } catch (cause) {
    throw refused(`header ${header}: expected once; found twice`, cause);
  }
}

function refused(message: string, cause?: unknown): RegistryError {
  return new RegistryError('signature_invalid', message, { cause });
}

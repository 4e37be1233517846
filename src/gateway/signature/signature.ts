import { RegistryError } from '../../core/errors.ts';
import type { Arrival } from '../arrival.ts';
import type { RouteConfig } from '../config/config.ts';
import { singleHeader } from '../headers.ts';
import { SIGNATURE_SCHEMES } from './schemes.ts';

/** Checks the signature of a request over its raw bytes. Throws `signature_invalid`. */
export type VerifySignature = (arrival: Pick<Arrival, 'headers' | 'bytes'>) => void;

/**
 * The check that a route asks for; none by default. The secret is read now: where it is missing from `env`, throws
 * `config_invalid`, for a gate that takes unsigned events would be worse than one that does not start.
 */
export function planSignature({ path, source }: RouteConfig, env: Readonly<Record<string, string | undefined>>): VerifySignature {
  if (source.kind !== 'webhook' || source.signature === undefined) return () => {};
  const { secretEnv } = source.signature;
  const secret = env[secretEnv];
  if (!secret) {
    throw new RegistryError(
      'config_invalid',
      `route ${path}: expected the signature's secret in the environment variable ${secretEnv}; found none. Set it and start again`,
    );
  }
  const { header, form, verify } = SIGNATURE_SCHEMES[source.signature.scheme];
  return ({ headers, bytes }) => {
    const signature = readSignature(headers, header);
    if (signature === undefined) throw refused(`header ${header}: expected ${form}; found none`);
    if (!verify(signature, bytes, secret)) throw refused(`header ${header}: it is not the signature of these bytes under the secret of this route`);
  };
}

function readSignature(headers: Arrival['headers'], header: string): string | undefined {
  try {
    return singleHeader(headers, header);
  } catch (cause) {
    throw new RegistryError('signature_invalid', `header ${header}: expected once; found twice`, { cause });
  }
}

function refused(message: string): RegistryError {
  return new RegistryError('signature_invalid', message);
}

import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { RegistryError } from '../../core/errors.ts';
import { fileReason } from '../../core/file-reason.ts';
import { readSecretText } from '../../files/read-file.ts';
import type { TlsFiles } from '../registry/registry-config.ts';

/** What a server needs to speak TLS; the texts are PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  /** Ask callers for a certificate. */
  readonly requestCert: boolean;
  /** Refuse those without one that `ca` has signed; without it they have to say in another way who they are. */
  readonly rejectUnauthorized: boolean;
  /** When the certificate ends. */
  readonly validTo: Date;
}

/** Read the files and see that they fit each other. Throws `file_unreadable` or `config_invalid`, naming the file. */
export async function readTls({ cert, key, clientCa, requireClientCertificate }: TlsFiles): Promise<TlsMaterial> {
  const texts = { cert: await readPem(cert, 'certificate'), key: await readPem(key, 'private key') };
  const ca = clientCa === undefined ? undefined : await readPem(clientCa, 'client CA');
  const { validTo, publicKeyFits } = readCertificate(texts, cert);
  if (ca !== undefined) parseOr(() => new X509Certificate(ca), clientCa ?? '', 'a certificate in PEM');
  parseOr(() => createSecureContext({ key: texts.key }), key, 'a private key in PEM without a passphrase');
  parseOr(publicKeyFits, key, `the private key of the certificate in ${cert}`);
  return { ...texts, ...(ca === undefined ? {} : { ca }), requestCert: ca !== undefined, rejectUnauthorized: requireClientCertificate, validTo };
}

function readCertificate(
  { cert, key }: { readonly cert: string; readonly key: string },
  file: string,
): { validTo: Date; publicKeyFits: () => unknown } {
  const certificate = parseOr(() => new X509Certificate(cert), file, 'a certificate in PEM');
  return { validTo: new Date(certificate.validTo), publicKeyFits: () => createSecureContext({ cert, key }) };
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await readSecretText(file);
  } catch (cause) {
    throw new RegistryError('file_unreadable', `cannot read the ${what} ${file}: ${fileReason(cause)}`, { cause, data: { file } });
  }
}

// The reason of OpenSSL is for the log: it may quote what is in the file.
function parseOr<T>(parse: () => T, file: string, expected: string): T {
  try {
    return parse();
  } catch (cause) {
    throw new RegistryError('config_invalid', `${file}: expected ${expected}`, { cause, data: { file } });
  }
}

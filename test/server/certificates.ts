import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Who signs; itself by default. */
  readonly ca?: Pair;
  readonly isCa?: boolean;
  /** Default: an hour from now. */
  readonly notAfterDate?: Date;
}

/** A certificate for localhost and 127.0.0.1, or for a client; each time another one. */
export async function createCertificate(
  name: string,
  { ca, isCa = false, notAfterDate = new Date(Date.now() + 3_600_000) }: CertificateOptions = {},
): Promise<Pair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(notAfterDate.getTime() - 7_200_000),
    notAfterDate,
    ...(ca === undefined ? {} : { ca }),
    extensions: [
      { name: 'basicConstraints', cA: isCa },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert, key };
}

import { createHash, createHmac } from 'node:crypto';
import type { Received } from '../function-server.ts';

export interface AwsKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * Why a request is not signed with `key` for Lambda, or undefined. Made from the words of the specification alone, without the SDK.
 *
 * Source: AWS, "Create a signed AWS API request".
 */
export function whyNotSigned({ method, url, headers, body }: Received, key: AwsKey): string | undefined {
  const { authorization = '', 'x-amz-date': date = '' } = headers as Record<string, string>;
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/lambda\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
  const [, id, day = '', region = '', names = '', signature] = form.exec(authorization) ?? [];
  if (signature === undefined) return `no signature of version 4: ${authorization}`;
  if (id !== key.id) return `an unknown key: ${id}`;
  if (!date.startsWith(day)) return 'of another day';
  if (!['host', 'x-amz-date'].every((name) => names.split(';').includes(name))) return `too little is signed: ${names}`;
  const { pathname, searchParams } = new URL(url, 'http://lambda');
  const canonical = [
    method,
    pathname.split('/').map(encode).join('/'),
    [...searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .toSorted()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/lambda/aws4_request`;
  const signing = [day, region, 'lambda', 'aws4_request'].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key.secret}`);
  const expected = hmac(signing, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
  return expected === signature ? undefined : 'another signature';
}

/** In which region a request is signed. */
export function regionOf({ headers }: Received): string | undefined {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
}

// What is in the path is encoded once more, as it is for every service but S3.
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

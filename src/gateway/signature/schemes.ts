import type { SignatureKey, SignatureSchemeName } from '../config/config.ts';
import { decodeBase64, readStandardKey, readTextKey } from './keys.ts';

/** One signature among those that a request presents. */
export interface Claim {
  readonly algorithm: SignatureKey['algorithm'];
  readonly signature: Buffer;
}

/** What a header says about a signature; what no scheme knows is left out of it. */
export interface Presented {
  readonly claims: readonly Claim[];
  /** Unix seconds as they were written, where the header of the signature holds them. */
  readonly timestamp?: string | undefined;
}

/** One way of signing a webhook. */
export interface SignatureScheme {
  /** Of the signature, in lower case. */
  readonly header: string;
  /** How its value looks, for messages. */
  readonly form: string;
  /** Headers that are signed along, in lower case; each must be there once. */
  readonly signedHeaders: readonly string[];
  /** The one among them that holds the time. */
  readonly timestampHeader?: string;
  /** Whether a time is signed, in whatever header. */
  readonly signsTime: boolean;
  /** Read the value of the header, which anybody may have written. */
  readonly read: (value: string) => Presented;
  /** What stands before the bytes of the body in what is signed; undefined where that could be read in two ways. */
  readonly prefix: (signed: Readonly<Record<string, string>>, timestamp: string) => string | undefined;
  /** Undefined where `text` is no secret of this scheme. */
  readonly readKey: (text: string) => SignatureKey | undefined;
  /** How a secret looks, for messages. */
  readonly secretForm: string;
}

const TEXT_SECRET = { readKey: readTextKey, secretForm: 'a text' };

/** Every scheme there is; the names are those of `source.signature.scheme`. */
export const SIGNATURE_SCHEMES: Readonly<Record<SignatureSchemeName, SignatureScheme>> = {
  github: {
    ...TEXT_SECRET,
    header: 'x-hub-signature-256',
    form: 'sha256=<64 hexadecimal digits>',
    signedHeaders: [],
    signsTime: false,
    read: (value) => ({ claims: hexClaims(value, 'sha256') }),
    prefix: () => '',
  },
  'standard-webhooks': {
    header: 'webhook-signature',
    form: 'v1,<Base64> or v1a,<Base64>, several with a space between them',
    signedHeaders: ['webhook-id', 'webhook-timestamp'],
    timestampHeader: 'webhook-timestamp',
    signsTime: true,
    read: (value) => ({ claims: value.split(' ').flatMap(readStandardClaim) }),
    prefix: ({ 'webhook-id': id = '' }, timestamp) => (id.includes('.') ? undefined : `${id}.${timestamp}.`),
    readKey: readStandardKey,
    secretForm: 'whsec_ and a secret in Base64, or whpk_ and an ed25519 public key in Base64',
  },
  stripe: {
    ...TEXT_SECRET,
    header: 'stripe-signature',
    form: 't=<seconds>,v1=<64 hexadecimal digits>',
    signedHeaders: [],
    signsTime: true,
    read: (value) => {
      const parts = value.split(',').map((part) => part.trim());
      const times = parts.filter((part) => part.startsWith('t='));
      // Two times: nobody could say which one was signed.
      const timestamp = times.length === 1 ? times[0]?.slice(2) : undefined;
      return { timestamp, claims: parts.flatMap((part) => hexClaims(part, 'v1')) };
    },
    prefix: (_signed, timestamp) => `${timestamp}.`,
  },
  slack: {
    ...TEXT_SECRET,
    header: 'x-slack-signature',
    form: 'v0=<64 hexadecimal digits>',
    signedHeaders: ['x-slack-request-timestamp'],
    timestampHeader: 'x-slack-request-timestamp',
    signsTime: true,
    read: (value) => ({ claims: hexClaims(value, 'v0') }),
    prefix: (_signed, timestamp) => `v0:${timestamp}:`,
  },
};

function hexClaims(text: string, name: string): Claim[] {
  const digits = text.startsWith(`${name}=`) ? text.slice(name.length + 1) : '';
  return /^[0-9a-f]{64}$/i.test(digits) ? [{ algorithm: 'hmac-sha256', signature: Buffer.from(digits, 'hex') }] : [];
}

const STANDARD_ALGORITHMS: Readonly<Record<string, { readonly algorithm: SignatureKey['algorithm']; readonly length: number }>> = {
  v1: { algorithm: 'hmac-sha256', length: 32 },
  v1a: { algorithm: 'ed25519', length: 64 },
};

function readStandardClaim(text: string): Claim[] {
  const comma = text.indexOf(',');
  const version = text.slice(0, Math.max(comma, 0));
  const known = Object.hasOwn(STANDARD_ALGORITHMS, version) ? STANDARD_ALGORITHMS[version] : undefined;
  const signature = known === undefined ? undefined : decodeBase64(text.slice(comma + 1));
  return known !== undefined && signature?.length === known.length ? [{ algorithm: known.algorithm, signature }] : [];
}

import { SIGNATURE_HEADERS } from '../../http/kit/standard-webhooks.ts';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { isHopByHop } from '../headers.ts';
import { readStandardKey } from '../signature/keys.ts';
import { ATTEMPT_HEADER, DELIVERY_HEADER } from '../targets/header-names.ts';
import type { SignConfig, TargetConfig } from './config.ts';
import { parseSecrets } from './parse-secrets.ts';
import { readSecret, type Part } from './part.ts';

// What schemas/config/gateway.schema.json lets through.

export interface RawOutgoing {
  readonly headers?: Readonly<Record<string, string | { readonly env: string }>>;
  readonly sign?: RawSign;
}

interface RawSign {
  readonly scheme: SignConfig['scheme'];
  readonly secretEnv?: string | readonly string[];
  readonly secretFile?: string | readonly string[];
}

/** What a target adds to what came. Throws `config_invalid` for headers that are not its to say, and for secrets that are none. */
export function parseOutgoing({ headers, sign }: RawOutgoing, part: Part): Pick<TargetConfig, 'headers' | 'sign'> {
  return {
    ...(headers === undefined ? {} : { headers: parseHeaders(headers, sign !== undefined, part.at('/headers')) }),
    ...(sign === undefined ? {} : { sign: parseSign(sign, part.at('/sign')) }),
  };
}

const SIGNING_SECRET = {
  names: ['secretEnv', 'secretFile'],
  form: 'whsec_ and a secret in Base64',
  isOne: (text: string) => readSigningKey(text) !== undefined,
} as const;

/** The bytes of a shared secret of Standard Webhooks; undefined where `text` is none. */
export function readSigningKey(text: string): Uint8Array | undefined {
  const key = readStandardKey(text);
  return key?.algorithm === 'hmac-sha256' ? key.secret : undefined;
}

function parseSign({ scheme, secretEnv, secretFile }: RawSign, part: Part): SignConfig {
  return { scheme, secrets: parseSecrets({ env: secretEnv, file: secretFile }, SIGNING_SECRET, part) };
}

type RawHeaders = NonNullable<RawOutgoing['headers']>;

function parseHeaders(raw: RawHeaders, isSigned: boolean, part: Part): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [written, value] of Object.entries(raw)) {
    const place = part.at(`/${written.replaceAll('~', '~0')}`);
    const name = written.toLowerCase();
    const why = whyNot(name, value, isSigned);
    if (why !== undefined) throw place.fail(`the header ${written}: ${why}`);
    if (headers.has(name)) throw place.fail(`the header ${name} is given twice; names of headers do not know cases`);
    headers.set(name, typeof value === 'string' ? value : readHeaderValue(value.env, place.at('/env')));
  }
  return Object.fromEntries(headers);
}

/** What the gateway says by itself. */
const OWN: ReadonlySet<string> = new Set([
  'host',
  'expect',
  'traceparent',
  'tracestate',
  'baggage',
  REQUEST_ID_HEADER,
  DELIVERY_HEADER,
  ATTEMPT_HEADER,
]);

function whyNot(name: string, value: string | object, isSigned: boolean): string | undefined {
  if (isHopByHop(name)) return 'it is about the connection and not about the event';
  if (OWN.has(name)) return 'the gateway says it by itself';
  if (/^(?:ce-|content-)/.test(name)) return 'it says what the event is; the function would get another one than was judged';
  if (isSigned && SIGNATURE_HEADERS.includes(name)) return 'it is part of the signature (sign)';
  if (name === 'authorization' && typeof value === 'string') return 'a secret does not belong in this file; expected auth, or { "env": NAME }';
  return undefined;
}

function readHeaderValue(name: string, part: Part): string {
  const value = readSecret(name, part);
  if (/^[\t\x20-\x7e]*$/.test(value)) return value;
  throw part.fail(`the environment variable ${name}: expected visible ASCII characters and spaces, as headers have; found something else`);
}

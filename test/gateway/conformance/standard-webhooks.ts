import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { notOurs, ours, taken, type Check, type Document } from './row.ts';

export const SECRETS = { current: `whsec_${Buffer.alloc(24, 1).toString('base64')}`, old: `whsec_${Buffer.alloc(24, 2).toString('base64')}` };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
export const PUBLIC_KEY: string = `whpk_${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
/** In seconds; the clock of the gateway stands still there. */
export const NOW = 1_674_087_231;

const BODY = '{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}';
const ID = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';

const v1 = (secret = SECRETS.current, content = `${ID}.${NOW}.${BODY}`): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest('base64')}`;
const v1a = (): string => `v1a,${sign(null, Buffer.from(`${ID}.${NOW}.${BODY}`), privateKey).toString('base64')}`;

interface Sent {
  readonly id?: string;
  readonly time?: number | string;
  readonly signature?: string;
  readonly body?: string;
}

function request({ id = ID, time = NOW, signature = v1(), body = BODY }: Sent = {}): Omit<Check, 'title' | 'status'> {
  const headers = ['Content-Type: application/json', `webhook-id: ${id}`, `webhook-timestamp: ${time}`, `webhook-signature: ${signature}`];
  return { path: '/standard', headers, body };
}

const refused = (title: string, sent: Sent): Check => ({ title, ...request(sent), status: 401, code: 'signature_invalid' });
const at = (seconds: number): Sent => ({ time: NOW + seconds, signature: v1(SECRETS.current, `${ID}.${NOW + seconds}.${BODY}`) });
const PRODUCER = 'It binds the producer.';

/** Standard Webhooks 1.0.0, spec/standard-webhooks.md, which says no MUST: what it asks of whoever verifies. */
export const STANDARD_WEBHOOKS: Document = {
  name: 'standard-webhooks.md',
  rows: [
    ours(
      'The content to be signed is therefore: `msg_id.timestamp.payload`.',
      taken('so signed', request()),
      refused('the payload only', { signature: v1(SECRETS.current, BODY) }),
      refused('another id', { id: 'msg_2' }),
      refused('another time', { time: NOW + 1 }),
    ),
    ours(
      "It's important that both the message id and the timestamp not be user controlled, or at the very least not be allowed to include any `.`",
      refused('an id with a full stop', { id: 'msg.2', signature: v1(SECRETS.current, `msg.2.${NOW}.${BODY}`) }),
      refused('a time with a full stop', { time: `${NOW}.0`, signature: v1(SECRETS.current, `${ID}.${NOW}.0.${BODY}`) }),
    ),
    ours(
      "it's important to make sure that the payload sent is the same as the payload signed",
      refused('a stray space', { body: `${BODY} ` }),
      refused('the same JSON, written otherwise', { body: JSON.stringify(JSON.parse(BODY), null, 1) }),
    ),
    ours('Secret serialization: base64 encoded, prefixed with `whsec_`', taken('HMAC-SHA256 by such a secret', request())),
    ours(
      'base64 encoded, prefixed with `whsk_` for the secret key, and `whpk_` for the public key',
      taken('ed25519 by such a key', request({ signature: v1a() })),
    ),
    ours(
      'Symmetric signatures are prefixed with `v1` and asymmetric with `v1a`.',
      refused('an asymmetric one as v1', { signature: v1a().replace('v1a', 'v1') }),
      refused('a symmetric one as v1a', { signature: v1().replace('v1', 'v1a') }),
      refused('no prefix', { signature: v1().slice('v1,'.length) }),
      refused('another version', { signature: v1().replace('v1', 'v2') }),
    ),
    ours(
      'Do not blindly trust signatures produced by untrusted public keys (e.g. by reading the public key from an additional header from the request payload).',
      {
        ...refused('a key in a header', { signature: v1(SECRETS.current.replace('AQEB', 'AAAA')) }),
        headers: [...request({ signature: 'v1a,AAAA' }).headers, `webhook-key: ${PUBLIC_KEY}`],
      },
    ),
    ours(
      'All of the headers should be prefixed with `webhook-` and follow the exact naming as below.',
      { ...refused('the names of another sender', {}), headers: request().headers.map((line) => line.replace('webhook-', 'svix-')) },
      { ...refused('no id', {}), headers: request().headers.filter((line) => !line.startsWith('webhook-id')) },
      { ...refused('no time', {}), headers: request().headers.filter((line) => !line.startsWith('webhook-timestamp')) },
      { ...refused('no signature', {}), headers: request().headers.filter((line) => !line.startsWith('webhook-signature')) },
      { ...refused('an id twice', {}), headers: [...request().headers, `webhook-id: ${ID}`] },
    ),
    ours(
      '`webhook-timestamp`: integer unix timestamp (seconds since epoch)',
      refused('milliseconds', at(NOW * 999)),
      refused('a date', { time: '2023-01-19T00:13:51Z' }),
    ),
    ours(
      'The signature header is a space delimited list of signatures associated with this webhook.',
      taken('the second fits', request({ signature: `${v1('whsec_AAAA')} ${v1()}` })),
      taken('one of another scheme fits', request({ signature: `${v1('whsec_AAAA')} ${v1a()}` })),
      taken('signed by the old secret', request({ signature: v1(SECRETS.old) })),
      refused('none fits', { signature: `${v1('whsec_AAAA')} ${v1('whsec_BBBB')}` }),
    ),
    ours(
      'Make sure to verify the `webhook-timestamp` header has a timestamp that is within some allowable tolerance of the current timestamp',
      taken('five minutes ago', request(at(-300))),
      taken('five minutes ahead', request(at(300))),
      refused('longer ago', at(-301)),
      refused('further ahead', at(301)),
    ),
    notOurs(
      'use a constant time comparison function to compare the calculated with the expected signature',
      'Kept (src/gateway/signature/verify.ts), but no test can show it.',
    ),
    notOurs('Use the `webhook-id` header as an idempotency key', 'The gate remembers no ids; the function gets the header.'),
    notOurs('Signing keys should be unique per endpoint for symmetric signatures', PRODUCER),
    notOurs('the webhook is signed both using the current key, and using an old key (for a set period of time)', PRODUCER),
  ],
};

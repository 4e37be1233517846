import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RegistryError } from '../../../src/core/errors.ts';
import type { SignatureSchemeName } from '../../../src/gateway/config/config.ts';
import { SIGNATURE_SCHEMES } from '../../../src/gateway/signature/schemes.ts';
import { verifySignature } from '../../../src/gateway/signature/signature.ts';

interface Case {
  readonly title: string;
  readonly scheme: SignatureSchemeName;
  readonly secrets?: readonly string[];
  readonly headers: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string;
  /** In seconds. */
  readonly now?: number;
}

function check({ scheme, secrets = [], headers, body = '', now = 0 }: Omit<Case, 'title'>): string {
  const keys = secrets.map((secret) => SIGNATURE_SCHEMES[scheme].readKey(secret) ?? expect.fail('no key'));
  const source = { kind: 'webhook', type: { kind: 'constant', type: 't' }, signature: { scheme, keys, toleranceMs: 300_000 } } as const;
  const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
  try {
    verifySignature(source, { headers: pairs.flat(), bytes: Buffer.from(body) }, () => now * 1_000);
    return 'taken';
  } catch (thrown) {
    const { code, message } = thrown as RegistryError;
    return `${code}: ${message}`;
  }
}

// Published with the schemes: by GitHub ("Validating webhook deliveries"), Slack ("Verifying requests from Slack"), and
// with the reference libraries of Standard Webhooks.
const GITHUB = {
  scheme: 'github',
  secrets: ["It's a Secret to Everybody"],
  body: 'Hello, World!',
  headers: { 'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
} as const;
const SLACK = {
  scheme: 'slack',
  secrets: ['8f742231b10e8888abcd99yyyzzz85a5'],
  body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  headers: {
    'X-Slack-Request-Timestamp': '1531420618',
    'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  },
  now: 1_531_420_618,
} as const;
const STANDARD = {
  scheme: 'standard-webhooks',
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  body: '{"test": 2432232314}',
  headers: {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  },
  now: 1_614_265_330,
} as const;
// Stripe publishes the scheme, but no vector: this one is ours.
const STRIPE_SECRET = 'whsec_of_stripe';
const stripe = (time: number | string, body: string, secret = STRIPE_SECRET): string =>
  createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
const STRIPE = {
  scheme: 'stripe',
  secrets: [STRIPE_SECRET],
  body: '{"id":"evt_1"}',
  headers: { 'Stripe-Signature': `t=1000,v1=${stripe(1000, '{"id":"evt_1"}')},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39` },
  now: 1_000,
} as const;
const ALL = [GITHUB, SLACK, STANDARD, STRIPE];

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const RAW_PUBLIC = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const standardContent = Buffer.from(`${STANDARD.headers['webhook-id']}.${STANDARD.headers['webhook-timestamp']}.${STANDARD.body}`);
const V1A = `v1a,${sign(null, standardContent, privateKey).toString('base64')}`;
const V1 = STANDARD.headers['webhook-signature'];
const standard = (change: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({ ...STANDARD.headers, ...change });
const wrongV1 = `v1,${Buffer.alloc(32).toString('base64')}`;

const TAKEN: readonly Case[] = [
  ...ALL.map((one) => ({ ...one, title: `the vector of ${one.scheme}` })),
  ...ALL.map((one) => ({
    ...one,
    title: `the second of two secrets, ${one.scheme}`,
    secrets: [one.scheme === 'standard-webhooks' ? 'whsec_AAAA' : 'new', ...one.secrets],
  })),
  {
    ...GITHUB,
    title: 'digits in capitals',
    headers: { 'x-hub-signature-256': GITHUB.headers['X-Hub-Signature-256'].replace(/[a-f0-9]+$/, (digits) => digits.toUpperCase()) },
  },
  { ...SLACK, title: 'five minutes ago', now: SLACK.now + 300 },
  { ...SLACK, title: 'five minutes ahead', now: SLACK.now - 300 },
  { ...STANDARD, title: 'the first of two signatures', headers: standard({ 'webhook-signature': `${V1} ${wrongV1}` }) },
  {
    ...STANDARD,
    title: 'the last of several signatures, others unknown',
    headers: standard({ 'webhook-signature': `v9,x ${wrongV1} v1,not-base64! ${V1}` }),
  },
  { ...STANDARD, title: 'ed25519 with the 32 bytes of the key', secrets: [`whpk_${RAW_PUBLIC}`], headers: standard({ 'webhook-signature': V1A }) },
  {
    ...STANDARD,
    title: 'ed25519 with the key as SubjectPublicKeyInfo',
    secrets: [`whpk_${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`],
    headers: standard({ 'webhook-signature': `${wrongV1} ${V1A}` }),
  },
  {
    ...STANDARD,
    title: 'ed25519 beside a shared secret',
    secrets: [...STANDARD.secrets, `whpk_${RAW_PUBLIC}`],
    headers: standard({ 'webhook-signature': V1A }),
  },
  { ...STRIPE, title: 'two signatures of Stripe', headers: { 'stripe-signature': `t=1000,v1=${'0'.repeat(64)},v1=${stripe(1000, STRIPE.body)}` } },
  { ...STRIPE, title: 'spaces after the commas of Stripe', headers: { 'stripe-signature': `t=1000, v1=${stripe(1000, STRIPE.body)}` } },
];

for (const { title, ...rest } of TAKEN) test(`taken: ${title}`, () => expect(check(rest)).toBe('taken'));

const withoutHeader = (one: (typeof ALL)[number], name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(one.headers).filter(([header]) => header.toLowerCase() !== name));

const REFUSED: readonly (Case & { readonly message: RegExp })[] = [
  ...ALL.map((one) => ({ ...one, title: `other bytes, ${one.scheme}`, body: `${one.body} `, message: /found another one/ })),
  ...ALL.map((one) => ({ ...one, title: `another secret, ${one.scheme}`, secrets: ['whsec_AAAA'], message: /found another one/ })),
  ...ALL.flatMap((one) =>
    Object.keys(one.headers).map((header) => ({
      ...one,
      title: `without ${header}`,
      headers: withoutHeader(one, header.toLowerCase()),
      message: /expected .*; found none/,
    })),
  ),
  ...ALL.flatMap((one) =>
    Object.entries(one.headers).map(([header, value]) => ({
      ...one,
      title: `${header} twice`,
      headers: [...Object.entries(one.headers), [header.toLowerCase(), value] as const],
      message: /expected once; found twice/,
    })),
  ),
  ...[SLACK, STANDARD, STRIPE].flatMap((one) => [
    { ...one, title: `too old, ${one.scheme}`, now: one.now + 301, message: /found one 301000 ms ago/ },
    { ...one, title: `too far ahead, ${one.scheme}`, now: one.now - 301, message: /found one 301000 ms ahead/ },
  ]),
  { ...GITHUB, title: 'no scheme before the digits', headers: { 'x-hub-signature-256': '757107ea' }, message: /found something else/ },
  {
    ...SLACK,
    title: 'another time than was signed',
    headers: { ...SLACK.headers, 'X-Slack-Request-Timestamp': '1531420619' },
    message: /another one/,
  },
  {
    ...SLACK,
    title: 'a time that is none',
    headers: { ...SLACK.headers, 'X-Slack-Request-Timestamp': '1531420618.0' },
    message: /seconds since 1970/,
  },
  { ...SLACK, title: 'a negative time', headers: { ...SLACK.headers, 'X-Slack-Request-Timestamp': '-1' }, message: /seconds since 1970/ },
  {
    ...SLACK,
    title: 'a time beyond numbers',
    headers: { ...SLACK.headers, 'X-Slack-Request-Timestamp': '9'.repeat(400) },
    message: /seconds since 1970/,
  },
  { ...STANDARD, title: 'another id than was signed', headers: standard({ 'webhook-id': 'msg_2' }), message: /another one/ },
  { ...STANDARD, title: 'an id with a full stop', headers: standard({ 'webhook-id': 'msg.1' }), message: /no full stop/ },
  { ...STANDARD, title: 'v1a where only a shared secret is known', headers: standard({ 'webhook-signature': V1A }), message: /another one/ },
  { ...STANDARD, title: 'a shared secret where only a public key is known', secrets: [`whpk_${RAW_PUBLIC}`], message: /another one/ },
  { ...STANDARD, title: 'a signature cut short', headers: standard({ 'webhook-signature': V1.slice(0, 20) }), message: /found something else/ },
  {
    ...STANDARD,
    title: 'the eleventh signature',
    headers: standard({ 'webhook-signature': `${`${wrongV1} `.repeat(10)}${V1}` }),
    message: /another one/,
  },
  {
    ...STANDARD,
    title: 'members of Object as versions',
    headers: standard({ 'webhook-signature': 'constructor,AAAA toString,AAAA __proto__,AAAA' }),
    message: /found something else/,
  },
  {
    ...STRIPE,
    title: 'two times',
    headers: { 'stripe-signature': `t=1000,t=1000,v1=${stripe(1000, STRIPE.body)}` },
    message: /seconds since 1970, once/,
  },
  { ...STRIPE, title: 'no time', headers: { 'stripe-signature': `v1=${stripe(1000, STRIPE.body)}` }, message: /seconds since 1970/ },
  { ...STRIPE, title: 'only v0', headers: { 'stripe-signature': `t=1000,v0=${stripe(1000, STRIPE.body)}` }, message: /found something else/ },
  { ...STRIPE, title: 'an empty time', headers: { 'stripe-signature': `t=,v1=${stripe('', STRIPE.body)}` }, message: /seconds since 1970/ },
];

for (const { title, message, ...rest } of REFUSED)
  test(`refused: ${title}`, () => expect(check(rest)).toMatch(new RegExp(`^signature_invalid: .*${message.source}`)));

const SECRETS = [
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', true],
  ['whsec_AA', true],
  ['whsec_AA==', true],
  ['whsec_', false],
  ['whsec_%%%%', false],
  ['whsec_AAAA\n', false],
  ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
  ['whsk_AAAA', false],
  ['whpk_AAAA', false],
  [`whpk_${RAW_PUBLIC}`, true],
] as const;

for (const [text, isOne] of SECRETS) {
  test(`${JSON.stringify(text.slice(0, 20))} is ${isOne ? 'a' : 'no'} secret of Standard Webhooks`, () => {
    expect(SIGNATURE_SCHEMES['standard-webhooks'].readKey(text) !== undefined).toBe(isOne);
  });
}

test('garbage is refused, never thrown over', () => {
  const value = fc.string({ unit: fc.constantFrom(...'v01a,=t sha256 +/A;'), maxLength: 80 });
  fc.assert(
    fc.property(fc.constantFrom(...ALL), fc.array(value, { minLength: 3, maxLength: 3 }), (one, values) => {
      const headers = Object.fromEntries(Object.keys(one.headers).map((name, index) => [name, values[index] ?? '']));
      expect(check({ ...one, headers })).toMatch(/^signature_invalid: /);
    }),
  );
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEBEZIUM, EVENTBRIDGE, GCS_PUSH, S3_RECORD, SNS } from './envelope/vendor-examples.ts';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, STRUCTURED, structured, type GatewayServer } from './gateway-server.ts';
import { startRegistry, type RegistryServer } from './registry-server.ts';

const NOW = 1_700_000_000;
const SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`;
const TYPES = ['t', 'com.shop.orders.OrderPlaced', 'com.amazonaws.s3.ObjectCreated:Put', 'google.cloud.storage.object.v1.finalized'];

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  for (const type of [...TYPES, 'com.amazonaws.sns.orders', 'shop.inventory.customers.created'])
    await registry.client.register(type, { schema: true });
  const targets = [{ url: fn.url }];
  const signed = (scheme: string): object => ({ kind: 'webhook', type: { constant: 't' }, signature: { scheme, secretEnv: ['SECRET'] } });
  gateway = await startTestGateway({
    registryUrl: registry.url,
    now: () => NOW * 1_000,
    env: { SECRET },
    config: {
      routes: [
        { path: '/batch', source: { kind: 'cloudevents' }, targets },
        ...['eventbridge', 's3', 'gcs', 'sns', 'debezium'].map((kind) => ({ path: `/${kind}`, source: { kind }, targets })),
        ...['github', 'standard-webhooks', 'stripe', 'slack'].map((scheme) => ({ path: `/${scheme}`, source: signed(scheme), targets })),
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

const GOOD: Readonly<Record<string, unknown>> = {
  '/batch': [JSON.parse(structured({ type: 't', data: 1 })), JSON.parse(structured({ type: 't', data: 2 }))],
  '/eventbridge': EVENTBRIDGE,
  '/s3': { Records: [S3_RECORD] },
  '/gcs': GCS_PUSH,
  '/sns': SNS,
  '/debezium': { payload: DEBEZIUM },
};
const typeOf = (path: string): string => (path === '/batch' ? 'application/cloudevents-batch+json' : 'application/json');

/** A good body, cut off, with a byte changed, or with something put in between. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('cut', 'replace', 'insert'),
  bytes: fc.uint8Array({ maxLength: 4 }),
});

test('good bodies that were damaged on their way are told apart, and never break the gate', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(GOOD)), damage, async (path, { at, kind, bytes }) => {
      const good = Buffer.from(JSON.stringify(GOOD[path]));
      const place = Math.floor(at * good.length);
      const rest = { cut: [], replace: [bytes, good.subarray(place + bytes.length)], insert: [bytes, good.subarray(place)] }[kind] ?? [];
      const body = Buffer.concat([good.subarray(0, place), ...rest]);
      const { status } = await gateway.send({ path, headers: [`Content-Type: ${typeOf(path)}`], body });
      expect([200, 400, 404, 413, 415, 422]).toContain(status);
      const received = fn.take();
      expect(path === '/batch' || received.length === (status === 200 ? 1 : 0)).toBe(true);
      expect(received.every((one) => body.includes(one.body))).toBe(true);
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 120) },
  );
});

const HUGE = [
  { title: 'a batch of batches', path: '/batch', body: `${'['.repeat(150)}${']'.repeat(150)}`, status: 200 },
  {
    title: 'a batch of 1,000 deep elements',
    path: '/batch',
    body: `[${Array.from({ length: 1_000 }, () => '['.repeat(300) + ']'.repeat(300)).join(',')}]`,
    status: 200,
  },
  { title: 'an id of a megabyte', path: '/batch', body: `[{"id":"${'x'.repeat(1_000_000)}"}]`, status: 200 },
  {
    title: '100,000 attributes',
    path: '/batch',
    body: `[{${Array.from({ length: 100_000 }, (_, index) => `"a${index}":1`).join(',')}}]`,
    status: 413,
  },
  { title: '50,000 attributes', path: '/batch', body: `[{${Array.from({ length: 50_000 }, (_, index) => `"a${index}":1`).join(',')}}]`, status: 200 },
  { title: 'a source of a megabyte', path: '/batch', body: `[{"source":"${':'.repeat(1_000_000)}"}]`, status: 200 },
  {
    title: 'a detail-type of a megabyte',
    path: '/eventbridge',
    body: JSON.stringify({ source: 's', 'detail-type': 'x'.repeat(1_000_000) }),
    status: 400,
  },
  { title: 'a topic of a megabyte of colons', path: '/sns', body: JSON.stringify({ ...SNS, TopicArn: `${':a'.repeat(500_000)}:` }), status: 400 },
  {
    title: 'a topic of a megabyte without colons',
    path: '/sns',
    body: JSON.stringify({ ...SNS, TopicArn: `${'a'.repeat(1_000_000)}:` }),
    status: 400,
  },
  { title: 'a message of a megabyte', path: '/sns', body: JSON.stringify({ ...SNS, Message: JSON.stringify('x'.repeat(1_000_000)) }), status: 200 },
  { title: 'an array instead of a notice', path: '/s3', body: `[${'1,'.repeat(99_999)}1]`, status: 400 },
] as const;

for (const { title, path, body, status } of HUGE) {
  test(`${title}: ${status}`, async () => {
    const answer = await gateway.send({ path, headers: [`Content-Type: ${typeOf(path)}`], body });
    expect(answer.status).toBe(status);
    fn.take();
  });
}

const attributes = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 1]));
const WIDE = [
  { title: 'an envelope of 10,000 members', event: { ...attributes(9_995), type: 't', data: 1 }, status: 200 },
  { title: 'one of 10,001', event: { ...attributes(9_996), type: 't', data: 1 }, status: 400 },
  { title: '10,000 members of data', event: { type: 't', data: attributes(10_001) }, status: 200 },
  { title: '19,990 names in data', event: { type: 't', data: attributes(19_990) }, status: 200 },
  { title: '20,001 names in data', event: { type: 't', data: attributes(20_001) }, status: 422 },
  {
    title: '20,001 names in objects of data',
    event: { type: 't', data: Object.keys(attributes(20_001)).map((name) => ({ [name]: 1 })) },
    status: 422,
  },
  { title: '10 names in 49,000 members of data', event: { type: 't', data: Array.from({ length: 4_900 }, () => attributes(10)) }, status: 200 },
  {
    title: 'a datacontenttype of 2,000 parameters',
    event: { type: 't', datacontenttype: `application/json${';a=b'.repeat(2_000)}`, data: 1 },
    status: 200,
  },
  { title: 'one of 3,000', event: { type: 't', datacontenttype: `application/json${';a=b'.repeat(3_000)}`, data: 1 }, status: 415 },
] as const;

for (const { title, event, status } of WIDE) {
  test(`${title}: ${status}, alone and in a batch`, async () => {
    const alone = await gateway.send({ path: '/batch', headers: STRUCTURED, body: structured(event) });
    const inBatch = await gateway.send({ path: '/batch', headers: [`Content-Type: ${typeOf('/batch')}`], body: `[${structured(event)}]` });
    expect([alone.status, (JSON.parse(inBatch.body) as { status: number }[]).map((one) => one.status)]).toEqual([status, [status]]);
    expect(alone.body.length).toBeLessThan(1_000);
    fn.take();
  });
}

const hmac = (content: string, key: string | Buffer, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(content).digest(encoding);
const BODY = '{"n":1}';
const SIGNED = {
  '/github': { 'x-hub-signature-256': `sha256=${hmac(BODY, SECRET, 'hex')}` },
  '/stripe': { 'stripe-signature': `t=${NOW},v1=${hmac(`${NOW}.${BODY}`, SECRET, 'hex')}` },
  '/slack': { 'x-slack-request-timestamp': `${NOW}`, 'x-slack-signature': `v0=${hmac(`v0:${NOW}:${BODY}`, SECRET, 'hex')}` },
  '/standard-webhooks': {
    'webhook-id': 'm',
    'webhook-timestamp': `${NOW}`,
    'webhook-signature': `v1,${hmac(`m.${NOW}.${BODY}`, Buffer.alloc(24), 'base64')}`,
  },
} as const;

for (const [path, signature] of Object.entries(SIGNED)) {
  const lines = ['Content-Type: application/json', ...Object.entries(signature).map(([name, value]) => `${name}: ${value}`)];

  test(`${path}: what is signed is taken, its bytes and headers go on, and other bytes are 401`, async () => {
    expect((await gateway.send({ path, headers: lines, body: BODY })).status).toBe(200);
    const [received] = fn.take();
    expect(received?.headers).toMatchObject(signature);
    expect(received?.body.toString()).toBe(BODY);
    const answer = await gateway.send({ path, headers: lines, body: `${BODY} ` });
    expect({ status: answer.status, code: problemOf(answer)['code'] }).toEqual({ status: 401, code: 'signature_invalid' });
    expect(fn.take()).toEqual([]);
  });

  test(`${path}: garbage as signature is 401, and 401 comes before anything is read`, async () => {
    for (const garbage of ['', ',', '=', 'v1,', 'v1,AAAA '.repeat(1_000), '%00', '"', 't=,v1=', '\u00ff'.repeat(50)]) {
      const headers = [...lines.slice(0, -1), `${lines.at(-1)?.split(':')[0]}: ${garbage}`];
      expect((await gateway.send({ path, headers, body: '{' })).status).toBe(401);
    }
    expect(fn.take()).toEqual([]);
  });
}

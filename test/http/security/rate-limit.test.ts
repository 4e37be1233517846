import { expect, onTestFinished, test } from 'vitest';
import type { ObservedRequest } from '../../../src/http/kit/metrics.ts';
import { limitFailures, networkOf } from '../../../src/http/kit/rate-limit.ts';
import { TokenBuckets } from '../../../src/http/kit/token-bucket.ts';
import { startGuardedServer } from './guarded-server.ts';

const LIMIT = { perSecond: 2, burst: 3 };

test('a bucket gives its burst, then as much as comes back, and never more than its burst', () => {
  const clock = { now: 0 };
  const buckets = new TokenBuckets({ limit: LIMIT, now: () => clock.now });
  const take = () => buckets.take('a').allowed;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  clock.now = 250;
  expect(buckets.take('a')).toEqual({ allowed: false, remaining: 0, retryAfterMs: 250, resetMs: 1_250 });
  clock.now = 500;
  expect(take()).toBe(true);
  clock.now = 1_000_000;
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
});

test('a clock that goes back takes nothing away', () => {
  const clock = { now: 10_000 };
  const buckets = new TokenBuckets({ limit: LIMIT, now: () => clock.now });
  buckets.take('a');
  clock.now = 0;
  expect(buckets.take('a')).toMatchObject({ allowed: true, remaining: 1 });
});

test('names do not share a bucket, and there are at most so many', () => {
  const buckets = new TokenBuckets({ limit: { perSecond: 1, burst: 1 }, now: () => 0, maxBuckets: 2 });
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((name) => buckets.take(name).allowed)).toEqual([true, true, false, true, false, true]);
});

for (const [address, network] of [
  ['127.0.0.1', 'address:127.0.0.1'],
  ['::ffff:10.0.0.1', 'address:10.0.0.1'],
  ['::1', 'address:0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
  ['2001:db8::5:6', 'address:2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
] as const) {
  test(`${address} counts as ${network}`, () => {
    expect(networkOf({ socket: { remoteAddress: address } })).toBe(network);
  });
}

test('too many requests are 429 with Retry-After, for each key by itself, whatever address a header claims', async () => {
  const clock = { now: 0 };
  const server = await startGuardedServer({ anonymousRead: true, rate: new TokenBuckets({ limit: LIMIT, now: () => clock.now }) });
  onTestFinished(() => server.close());
  const [one, two] = [await server.makeKey('read'), await server.makeKey('read')];
  const read = (headers: Record<string, string>) => server.send({ path: '/api/v1/subjects', headers });
  let last = 0;
  const anonymous = async () => (await read({ 'x-forwarded-for': `10.0.0.${(last += 1)}` })).status;
  expect([await anonymous(), await anonymous(), await anonymous(), await anonymous()]).toEqual([200, 200, 200, 429]);
  for (const key of [one, two]) await expect(read({ authorization: `Bearer ${key}` })).resolves.toMatchObject({ status: 200 });
  const refused = await read({});
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'retry-after': '1', 'ratelimit-policy': '"default";q=3;w=2', ratelimit: '"default";r=0;t=2' },
    json: { code: 'rate_limited' },
  });
  clock.now = 500;
  await expect(anonymous()).resolves.toBe(200);
  await expect(server.send({ path: '/healthz' })).resolves.toMatchObject({ status: 200 });
});

test('each of several registrations in one request counts, and what is too many is refused alone', async () => {
  const server = await startGuardedServer({ rate: new TokenBuckets({ limit: LIMIT, now: () => 0 }) });
  onTestFinished(() => server.close());
  const key = await server.makeKey('register:*');
  const items = ['a', 'b', 'c', 'd', 'e'].map((subject) => ({ subject, schema: { max: 1 } }));
  const answer = await server.as(key, { method: 'POST', path: '/api/v1/registrations', body: { items } });
  expect(answer).toMatchObject({ status: 200, headers: { ratelimit: '"default";r=0;t=2' } });
  expect(answer.json['items']).toMatchObject([
    ...[1, 2, 3].map(() => ({ status: 201 })),
    ...[1, 2].map(() => ({ status: 429, problem: { code: 'rate_limited', retryAfterSeconds: 1 } })),
  ]);
});

test('an address with too many wrong keys gets 429 for them, but nobody behind it is locked out', async () => {
  const onFailure = limitFailures(new TokenBuckets({ limit: LIMIT, now: () => 0 }));
  const server = await startGuardedServer({ onFailure });
  onTestFinished(() => server.close());
  const key = await server.makeKey('read');
  const guess = async () => (await server.as(`sluice_${'0'.repeat(16)}_${'0'.repeat(64)}`, { path: '/api/v1/subjects' })).status;
  expect([await guess(), await guess(), await guess(), await guess()]).toEqual([401, 401, 401, 429]);
  await expect(server.as(key, { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 200 });
});

test('what is refused before its route is asked is counted under its route all the same', async () => {
  const counted: string[] = [];
  const metrics = {
    observe: ({ face, route, method, status }: ObservedRequest) => void counted.push(`${status} ${face} ${method} ${route}`),
    render: () => Promise.resolve({ type: 'text/plain', text: '' }),
  };
  const server = await startGuardedServer({
    anonymousRead: true,
    metrics,
    rate: new TokenBuckets({ limit: { perSecond: 1, burst: 1 }, now: () => 0 }),
  });
  onTestFinished(() => server.close());
  const paths = ['/api/v1/subjects', '/api/v1/subjects/s', '/subjects', '/contexts/.c/subjects/s/versions/', '/nowhere', '/api/v1/nowhere'];
  for (const path of paths) await server.send({ path });
  await server.send({ method: 'DELETE', path: '/api/v1/subjects' });
  await server.as('wrong', { path: '/api/v1/subjects' });
  expect(counted).toEqual([
    '200 native GET /api/v1/subjects',
    '429 native GET /api/v1/subjects/{subject}',
    '429 confluent GET /subjects',
    '429 confluent GET /subjects/{subject}/versions',
    '429 none GET none',
    '429 none GET none',
    '429 none DELETE none',
    '401 native GET /api/v1/subjects',
  ]);
});

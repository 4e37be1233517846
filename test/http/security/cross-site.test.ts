import { expect, onTestFinished, test } from 'vitest';
import { startTestServer, type TestServerOptions } from '../test-server.ts';
import { startGuardedServer } from './guarded-server.ts';
import { exchangeRaw, requestText, statusesOf } from './raw.ts';

async function start(options: TestServerOptions = {}): ReturnType<typeof startTestServer> {
  const server = await startTestServer(options);
  onTestFinished(() => server.close());
  return server;
}

// What a browser, or no browser, says of where a request comes from.
const SENDERS: readonly { readonly title: string; readonly headers: Readonly<Record<string, string>>; readonly isLetIn: boolean }[] = [
  { title: 'a program', headers: {}, isLetIn: true },
  { title: 'a page of ours', headers: { host: 'r.example', origin: 'http://r.example', 'sec-fetch-site': 'same-origin' }, isLetIn: true },
  {
    title: 'a page of ours behind a proxy that writes another Host',
    headers: { host: 'inner:8081', origin: 'https://r.example', 'sec-fetch-site': 'same-origin' },
    isLetIn: true,
  },
  { title: 'a page of ours without fetch metadata', headers: { host: 'r.example:8081', origin: 'http://R.example:8081' }, isLetIn: true },
  { title: 'a page of ours behind a proxy that speaks https', headers: { host: 'r.example', origin: 'https://r.example' }, isLetIn: true },
  { title: 'a user', headers: { 'sec-fetch-site': 'none' }, isLetIn: true },
  { title: 'a page of another site', headers: { host: 'r.example', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, isLetIn: false },
  {
    title: 'a page of another port',
    headers: { host: 'localhost:8081', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    isLetIn: false,
  },
  { title: 'a page of another site without fetch metadata', headers: { host: 'r.example', origin: 'https://evil.example' }, isLetIn: false },
  { title: 'a page of another port without fetch metadata', headers: { host: 'localhost:8081', origin: 'http://localhost:3000' }, isLetIn: false },
  { title: 'a sandbox, or a file', headers: { host: 'r.example', origin: 'null' }, isLetIn: false },
  { title: 'a page whose name begins alike', headers: { host: 'r.example', origin: 'http://r.example.evil.example' }, isLetIn: false },
  { title: 'a page that says what nobody knows', headers: { 'sec-fetch-site': 'ours' }, isLetIn: false },
  {
    title: 'a page of another site with a password that the browser keeps',
    headers: { origin: 'https://evil.example', authorization: 'Basic eDp5' },
    isLetIn: false,
  },
  {
    title: 'somebody with a bearer token, which no page can send elsewhere',
    headers: { origin: 'https://other.example', authorization: 'Bearer x' },
    isLetIn: true,
  },
];

const WRITES: readonly { readonly method: string; readonly path: string; readonly body?: object }[] = [
  { method: 'POST', path: '/api/v1/subjects/a/versions', body: { schema: { max: 1 } } },
  { method: 'DELETE', path: '/api/v1/subjects/a' },
  { method: 'POST', path: '/api/v1/gateways/gate/events/discard', body: { ids: [1], reason: 'r' } },
  { method: 'POST', path: '/subjects/a/versions', body: { schema: '{}' } },
];

for (const { title, headers, isLetIn } of SENDERS) {
  test(`a write from ${title} is ${isLetIn ? 'let in' : 'refused, and nothing is done'}`, async () => {
    const server = await start();
    const position = (await server.registry.position()).last;
    for (const write of WRITES) {
      const answer = await server.send({ ...write, headers });
      expect({ path: write.path, isRefused: answer.text.includes('page of') }).toEqual({ path: write.path, isRefused: !isLetIn });
      expect(answer.status === 403).toBe(!isLetIn);
    }
    expect((await server.registry.position()).last > position).toBe(isLetIn);
    // Another page may ask; it cannot read the answer, since no header lets it.
    const read = await server.send({ path: '/api/v1/subjects', headers: { ...headers, authorization: '' } });
    expect(read.status).toBe(200);
    expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
}

test('no page is let in by asking beforehand', async () => {
  const server = await start();
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
  const answer = await server.send({ method: 'OPTIONS', path: '/api/v1/subjects/a/versions', headers });
  expect(answer.status).toBe(405);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a registry with keys refuses a page that has a browser send a password', async () => {
  const server = await startGuardedServer();
  onTestFinished(() => server.close());
  const [, id = '', secret = ''] = (await server.makeKey('admin')).split('_');
  const headers = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
  const write = WRITES[0] as (typeof WRITES)[number];
  await expect(server.send({ ...write, headers })).resolves.toMatchObject({ status: 201 });
  await expect(server.send({ ...write, headers: { ...headers, origin: 'https://evil.example' } })).resolves.toMatchObject({
    status: 403,
    json: { code: 'cross_site' },
  });
});

const HOSTS: readonly { readonly host: string; readonly isAnswered: boolean }[] = [
  ...[
    'localhost',
    'localhost:8081',
    'LOCALHOST',
    'a.localhost:1',
    '127.0.0.1:8081',
    '127.1.2.3',
    '[::1]:8081',
    '[::1]',
    '192.168.1.5',
    'registry.internal:80',
    'Registry.Internal',
    'registry:8081',
    'x',
  ].map((host) => ({ host, isAnswered: true })),
  ...[
    'evil.example',
    'evil.example:8081',
    'localhost.evil.example',
    'localhost:8081.evil.example',
    '127.0.0.1.evil.example',
    'x.localhost.',
    'registry.internal.evil.example',
    '[evil]',
    'localhost@evil.example',
  ].map((host) => ({ host, isAnswered: false })),
];

for (const { host, isAnswered } of HOSTS) {
  test(`an open registry on loopback ${isAnswered ? 'answers to' : 'is not'} ${host}`, async () => {
    const server = await start({ hosts: ['registry.internal'] });
    for (const path of ['/api/v1/subjects', '/subjects', '/', '/metrics', '/docs']) {
      const { status, text } = await server.send({ path, headers: { host } });
      expect({ path, isRefused: text.includes('allow-host') || status === 421 }).toEqual({ path, isRefused: !isAnswered });
    }
  });
}

for (const { host, isAnswered } of HOSTS.filter((row) => !row.host.includes('@'))) {
  test(`a target in absolute form goes before Host: one at ${host} is ${isAnswered ? '' : 'not '}answered`, async () => {
    const server = await start({ hosts: ['registry.internal'] });
    const [answer] = statusesOf(await exchangeRaw(server.url, requestText(`GET http://${host}/api/v1/subjects HTTP/1.1`)));
    expect(answer === 421).toBe(!isAnswered);
  });
}

test('any other registry answers to any name', async () => {
  const server = await start();
  await expect(server.send({ path: '/api/v1/subjects', headers: { host: 'evil.example' } })).resolves.toMatchObject({ status: 200 });
});

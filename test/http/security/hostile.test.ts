import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import type { Log } from '../../../src/http/kit/log.ts';
import { createApp } from '../../../src/http/app.ts';
import { createKeyOwners } from '../../../src/http/key-owner.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { listen } from '../../../src/server/listen/listen.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { startGuardedServer, type GuardedServer } from './guarded-server.ts';
import { exchangeRaw, requestText, statusesOf } from './raw.ts';

async function start(options?: Parameters<typeof startGuardedServer>[0]): Promise<GuardedServer> {
  const server = await startGuardedServer(options);
  onTestFinished(() => server.close());
  await server.registry.register('com.shop.order', { schema: { max: 1 } }, { actor: 'test' });
  await server.registry.register('com.secret', { schema: { max: 2 } }, { actor: 'test' });
  return server;
}

// Whatever a path is turned into on its way, the subject that is read is the one whose scope was asked for.
const PATHS: readonly (readonly [string, number])[] = [
  ['/api/v1/subjects/com.shop.order', 200],
  ['/api/v1/subjects/com%2Eshop%2Eorder', 200],
  ['/api/v1/subjects/com.secret', 403],
  ['/api/v1/subjects/com.shop.%2e%2e%2fcom.secret', 404],
  ['/api/v1/subjects/com.shop.order/../com.secret', 404],
  ['/api/v1/subjects/com.shop.order%2f..%2fcom.secret', 404],
  ['/api/v1/subjects/com.shop.order/%2e%2e/com.secret', 404],
  ['/api/v1/subjects/./com.secret', 404],
  ['/api/v1/subjects//com.secret', 404],
  ['/api/v1//subjects/com.secret', 404],
  ['//api/v1/subjects/com.secret', 404],
  ['/api/v1/subjects/com.secret/', 404],
  ['/api/v1/subjects/com.secret%2f', 403],
  ['/api/v1/subjects/com%252Esecret', 403],
  ['/api/v1/subjects/com.shop.%252e%252e%252fcom.secret', 404],
  ['/api/v1/subjects/com.secret%00com.shop.order', 403],
  ['/api/v1/subjects/com.shop.order%00com.secret', 422],
  ['/api/v1/subjects/COM.SECRET', 403],
  ['/API/V1/subjects/com.secret', 404],
  ['/api/v1/Subjects/com.secret', 404],
  ['/api/v1/subjects/com.secret;com.shop.order', 403],
  ['/api/v1/subjects/com.secret?subject=com.shop.order', 403],
  ['/api/v1/subjects/com.shop.order/versions/1;/../../com.secret', 404],
  ['/api/v1/subjects/com%C0%AEsecret', 400],
  ['/api/v1/subjects/%', 400],
  ['/api/v1/subjects/com\\..\\com.secret', 403],
  ['/healthz/../api/v1/subjects/com.secret', 404],
  ['/api/v1/openapi.json/../subjects/com.secret', 404],
  ['/api/v1/whoami/../keys', 404],
  ['/api/v1/whoami%2f..%2fkeys', 404],
];

for (const [path, status] of PATHS) {
  test(`GET ${path} with a key for com.shop.* is ${status} and shows nothing of others`, async () => {
    const server = await start();
    const key = await server.makeKey('read:com.shop.*');
    const reply = await exchangeRaw(server.url, requestText(`GET ${path} HTTP/1.1`, [`Authorization: Bearer ${key}`]));
    expect(statusesOf(reply)).toEqual([status]);
    expect(reply).not.toContain('"subject":"com.secret"');
  });
}

for (const path of ['/api/v1/compat', '/compatibility/subjects/com.secret/versions/latest']) {
  test(`two Content-Type headers, the good one first, of a body to ${path}: 400`, async () => {
    const server = await start();
    const headers = [
      `Authorization: Bearer ${await server.makeKey('read')}`,
      'Content-Type: application/json',
      'content-type: text/plain',
      'Content-Length: 2',
    ];
    const reply = await exchangeRaw(server.url, requestText(`POST ${path} HTTP/1.1`, headers, '{}'));
    expect(statusesOf(reply)).toEqual([400]);
    expect(reply).toContain('Content-Type: expected one header; found 2');
  });
}

interface Smuggling {
  readonly title: string;
  readonly bytes: (key: string) => string;
  /** Of the answers; no second request may come out of the first. */
  readonly statuses: readonly number[];
}

const HIDDEN = 'GET /api/v1/keys HTTP/1.1\r\nHost: x\r\n\r\n';

const SMUGGLED: readonly Smuggling[] = [
  {
    title: 'two Authorization headers, the good one first',
    bytes: (key) => requestText('GET /api/v1/subjects HTTP/1.1', [`Authorization: Bearer ${key}`, 'Authorization: Bearer x']),
    statuses: [400],
  },
  {
    title: 'two Authorization headers, the good one last',
    bytes: (key) => requestText('GET /api/v1/subjects HTTP/1.1', ['authorization: Bearer x', `AUTHORIZATION: Bearer ${key}`]),
    statuses: [400],
  },
  {
    title: 'an Authorization folded over two lines',
    bytes: (key) => requestText('GET /api/v1/subjects HTTP/1.1', [`Authorization: Bearer\r\n ${key}`]),
    statuses: [400],
  },
  {
    title: 'white space before the colon of Authorization',
    bytes: (key) => requestText('GET /api/v1/subjects HTTP/1.1', [`Authorization : Bearer ${key}`]),
    statuses: [400],
  },
  {
    title: 'Transfer-Encoding beside Content-Length',
    bytes: (key) =>
      requestText(
        'POST /api/v1/compat HTTP/1.1',
        [`Authorization: Bearer ${key}`, 'Content-Type: application/json', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
        `0\r\n\r\n${HIDDEN}`,
      ),
    statuses: [400],
  },
  {
    title: 'two different Content-Length',
    bytes: (key) => requestText('POST /api/v1/compat HTTP/1.1', [`Authorization: Bearer ${key}`, 'Content-Length: 0', 'Content-Length: 5'], HIDDEN),
    statuses: [400],
  },
  {
    title: 'a Transfer-Encoding that is none',
    bytes: (key) =>
      requestText('POST /api/v1/compat HTTP/1.1', [`Authorization: Bearer ${key}`, 'Transfer-Encoding: xchunked'], `0\r\n\r\n${HIDDEN}`),
    statuses: [400],
  },
  {
    title: 'lines that end in LF alone',
    bytes: (key) => `GET /api/v1/subjects HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer ${key}\n\n`,
    statuses: [400],
  },
  {
    title: 'a line break in a header value',
    bytes: (key) => requestText('GET /api/v1/subjects HTTP/1.1', [`X-Request-Id: a\rAuthorization: Bearer ${key}`]),
    statuses: [400],
  },
  {
    title: 'an address in the request line',
    bytes: () => requestText('GET http://127.0.0.1/api/v1/keys HTTP/1.1'),
    statuses: [401],
  },
  {
    title: 'headers that claim to come from the machine itself',
    bytes: () =>
      requestText('GET /api/v1/keys HTTP/1.1', [
        'X-Forwarded-For: 127.0.0.1',
        'X-Real-IP: 127.0.0.1',
        'Forwarded: for=127.0.0.1;proto=https',
        'X-Forwarded-User: admin',
        'X-Forwarded-Client-Cert: Subject="CN=admin"',
        'X-Original-URL: /healthz',
        'X-Rewrite-URL: /healthz',
        'X-HTTP-Method-Override: GET',
      ]),
    statuses: [401],
  },
];

for (const { title, bytes, statuses } of SMUGGLED) {
  test(`${title}: ${statuses.join(', ')}`, async () => {
    const server = await start();
    const key = await server.makeKey('read');
    const reply = await exchangeRaw(server.url, bytes(key));
    expect(statusesOf(reply)).toEqual(statuses);
    expect(reply).not.toContain('com.shop.order');
  });
}

test('the audit log has the address of the peer, whatever headers claim', async () => {
  const server = await start();
  const key = await server.makeKey('admin');
  const headers = { 'x-forwarded-for': '10.9.8.7', forwarded: 'for=10.9.8.7', 'x-request-id': 'a"b\u0009<script>' };
  await server.as(key, { method: 'PUT', path: '/api/v1/config', body: { level: 'NONE' }, headers });
  const log = JSON.stringify(await server.registry.listAudit({ after: 0, limit: 99 }));
  expect(log).toContain('127.0.0.1');
  expect(log).not.toMatch(/10\.9\.8\.7|<script>/);
});

for (const [title, body, code] of [
  ['a member twice', '{"name":"a","name":"b","scopes":[]}', 'json_duplicate_key'],
  ['scopes twice', '{"name":"a","scopes":[{"access":"read","pattern":"*"}],"scopes":[{"access":"admin","pattern":"*"}]}', 'json_duplicate_key'],
  ['__proto__', '{"name":"a","scopes":[],"__proto__":{"admin":true}}', 'json_forbidden_key'],
  ['__proto__ in a scope', '{"name":"a","scopes":[{"access":"read","pattern":"*","__proto__":{"access":"admin"}}]}', 'json_forbidden_key'],
  ['constructor', '{"name":"a","scopes":[],"constructor":{}}', 'request_invalid'],
  ['a hash of its own', '{"name":"a","scopes":[{"access":"read","pattern":"*"}],"hash":"00"}', 'request_invalid'],
  ['an id of its own', '{"name":"a","scopes":[{"access":"read","pattern":"*"}],"id":"0"}', 'request_invalid'],
] as const) {
  test(`a key asked for with ${title} is ${code}`, async () => {
    const server = await start();
    const answer = await server.as(await server.makeKey('admin'), { method: 'POST', path: '/api/v1/keys', body });
    expect(answer).toMatchObject({ json: { code } });
    await expect(server.registry.listKeys()).resolves.toHaveLength(1);
  });
}

test('a body that is too large is refused before it is read, and not at all read without a key', async () => {
  const server = await start({ limits: { maxBodyBytes: 1_000 } });
  const key = await server.makeKey('read');
  const post = (header: string) =>
    exchangeRaw(server.url, requestText('POST /api/v1/compat HTTP/1.1', [header, 'Content-Type: application/json', 'Content-Length: 99999999999']));
  expect(statusesOf(await post(`Authorization: Bearer ${key}`))).toEqual([413]);
  expect(statusesOf(await exchangeRaw(server.url, requestText('POST /api/v1/compat HTTP/1.1', ['Content-Length: 5'], '12345')))).toEqual([401]);
});

test('a head that is too large is 431', async () => {
  const server = await start();
  const reply = await exchangeRaw(server.url, requestText('GET /api/v1/subjects HTTP/1.1', [`Authorization: Bearer ${'x'.repeat(20_000)}`]));
  expect(statusesOf(reply)).toEqual([431]);
});

for (const [title, text] of [
  ['a head that never ends', 'GET /api/v1/subjects HTTP/1.1\r\nHost: x\r\nX-A'],
  ['a body that never ends', 'POST /api/v1/compat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{'],
] as const) {
  test(`${title} is 408 in the time that the server gives`, async () => {
    const registry = createRegistry({
      store: createMemoryStore(),
      formats: [jsonSchemaFormat],
      now: () => 0,
      random: (bytes) => Buffer.alloc(bytes),
    });
    const answer = createApp({ registry }).callback();
    const timeouts = { requestTimeout: 60, headersTimeout: 50, connectionsCheckingInterval: 10 };
    const server = await listen((request, response) => void answer(request, response), ADDRESS, { timeouts });
    onTestFinished(() => server.close(0));
    expect(statusesOf(await exchangeRaw(server.url, text))).toEqual([408]);
  });
}

const ADDRESS = { host: '127.0.0.1', port: 0, flag: '--port', insecure: false };

test('a $ref to an address is refused and nothing is fetched', async () => {
  const heard: string[] = [];
  const trap = createServer((socket) => {
    heard.push('connection');
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void trap.close());
  const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/schema.json`;
  const registry = createRegistry({ store: createMemoryStore(), formats: [jsonSchemaFormat], now: () => 0, random: (bytes) => Buffer.alloc(bytes) });
  for (const schema of [
    { $ref: url },
    { $schema: url },
    { $id: url, $ref: '#/a', a: { $ref: `${url}#x` } },
    { $dynamicRef: url },
    { $ref: 'file:///etc/passwd' },
  ]) {
    await expect(registry.register('a', { schema }, { actor: 'x' })).rejects.toMatchObject({
      code: /reference_unresolved|dialect_unknown|schema_invalid/,
    });
  }
  expect(heard).toEqual([]);
});

test('no secret is in any answer, log line or audit entry, whatever was wrong with the request', async () => {
  const lines: string[] = [];
  const write = (data: object, message: string): void => {
    const { err, ...rest } = data as { err?: Error };
    lines.push(message, JSON.stringify(rest), String(err?.stack), String(err?.cause));
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const registry = createRegistry({
    store: createMemoryStore(),
    formats: [jsonSchemaFormat],
    now: Date.now,
    random: (bytes) => Buffer.alloc(bytes, 0xab),
  });
  const server = await startGuardedServer({ log, registry, findKeyOwner: createKeyOwners(registry) });
  onTestFinished(() => server.close());
  const secret = 'ab'.repeat(32);
  const key = await server.makeKey('read');
  const authorization = `Bearer ${key}`;
  const replies = await Promise.all([
    server.as(key, { path: '/api/v1/keys' }),
    server.as(`${key}0`, { path: '/api/v1/subjects' }),
    server.as(key, { path: `/api/v1/subjects/${key.slice(0, 20)}` }),
    server.as(key, { method: 'POST', path: '/api/v1/compat', body: '{' }),
    server.as(key, { path: '/api/v1/nothing' }),
    server.as(key, { path: '/api/v1/whoami' }),
    server.send({ path: '/api/v1/subjects', headers: { authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` } }),
    exchangeRaw(server.url, requestText('GET /api/v1/subjects HTTP/1.1', [`Authorization: ${authorization}`, `Authorization: ${authorization}`])),
  ]);
  await server.registry.revokeKey(key.split('_')[1] ?? '', { actor: 'x' });
  const last = await server.as(key, { path: '/api/v1/subjects' });
  const audit = await server.registry.listAudit({ after: 0, limit: 99 });
  const everything = [...lines, JSON.stringify(replies), JSON.stringify(last), JSON.stringify(audit)].join('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain(Buffer.from(`x:${key}`).toString('base64'));
});

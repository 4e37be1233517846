import { createServer, request as send, type RequestListener } from 'node:http';
import { posix } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { TOKEN } from '../../gateway/events/events-gateway.ts';
import { listen } from '../../gateway/listen.ts';
import { RegistryError } from '../../../src/core/errors.ts';
import type { ExchangeLimits } from '../../../src/http/gateways/exchange.ts';
import { GatewayLink } from '../../../src/http/gateways/gateway-link.ts';
import type { Log } from '../../../src/http/kit/log.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { until } from '../../until.ts';
import { placeOf } from '../gateway-behind.ts';
import { startLyingWorld, type LyingSetup } from './lying-gateway.ts';

const GATE = '/api/v1/gateways/gate';
const JSON_TYPE = { 'content-type': 'application/json' };
const LINES_TYPE = { 'content-type': 'application/x-ndjson' };
const SHORT = { answerMs: 300, idleMs: 300, maxBytes: 1_000 };

const problem =
  (status: number, body: object): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body));

interface Lie {
  readonly title: string;
  readonly answer: RequestListener;
  readonly setup?: LyingSetup;
  readonly status: number;
  readonly says: object;
}

const LIES: readonly Lie[] = [
  {
    title: 'is not there',
    answer: () => {},
    setup: { url: 'http://127.0.0.1:1' },
    status: 502,
    says: { code: 'gateway_failed', detail: expect.stringContaining('ECONNREFUSED') },
  },
  { title: 'says nothing', answer: () => {}, setup: { limits: SHORT }, status: 504, says: { code: 'gateway_timeout' } },
  {
    title: 'begins and says nothing more',
    answer: (_request, response) => void response.writeHead(200, JSON_TYPE).write('{"a":'),
    setup: { limits: SHORT },
    status: 504,
    says: { code: 'gateway_timeout' },
  },
  { title: 'hangs up', answer: (request) => void request.socket.destroy(), status: 502, says: { code: 'gateway_failed' } },
  {
    title: 'hangs up in the middle',
    answer: (request, response) => void response.writeHead(200, { ...JSON_TYPE, 'content-length': 10 }).write('{', () => request.socket.destroy()),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  { title: 'speaks no HTTP', answer: (request) => void request.socket.end('hello\r\n\r\n'), status: 502, says: { code: 'gateway_failed' } },
  {
    title: 'sends a page',
    answer: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(1)</script>'),
    status: 502,
    says: { code: 'gateway_failed', detail: expect.not.stringContaining('script') },
  },
  {
    title: 'sends text that says it is JSON',
    answer: (_request, response) => response.writeHead(200, JSON_TYPE).end('<html>'),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  {
    title: 'sends JSON that is no object',
    answer: (_request, response) => response.writeHead(200, JSON_TYPE).end('[1]'),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  { title: 'sends nothing', answer: (_request, response) => response.writeHead(204).end(), status: 502, says: { code: 'gateway_failed' } },
  {
    title: 'sends something compressed',
    answer: (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end('{}'),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  {
    title: 'sends too much',
    answer: (_request, response) => response.writeHead(200, JSON_TYPE).end(`{"a":"${'x'.repeat(2_000)}"}`),
    setup: { limits: { maxBytes: 1_000 } },
    status: 502,
    says: { code: 'gateway_failed', detail: expect.stringContaining('more than 1000 bytes') },
  },
  {
    title: 'sends too much of a head',
    answer: (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'x-much': 'x'.repeat(40_000) }).end('{}'),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  {
    title: 'asks for the token',
    answer: problem(401, { code: 'unauthenticated', detail: 'expected the admin token' }),
    status: 502,
    says: { code: 'gateway_refused' },
  },
  {
    title: 'has no token',
    answer: problem(403, { code: 'forbidden', detail: 'set admin.tokenEnv' }),
    status: 502,
    says: { code: 'gateway_refused', detail: expect.stringContaining('set admin.tokenEnv') },
  },
  { title: 'has a bug', answer: problem(500, { code: 'internal', detail: 'oh' }), status: 502, says: { code: 'gateway_failed' } },
  { title: 'has a problem of its own', answer: problem(400, { code: 'toString', detail: 'd' }), status: 502, says: { code: 'gateway_failed' } },
  { title: 'has a problem that is none', answer: problem(500, {}), status: 502, says: { code: 'gateway_failed' } },
  {
    title: 'knows no subject',
    answer: problem(404, { code: 'subject_not_found', detail: 'd', allow: ['X'], retryAfterSeconds: 99 }),
    status: 404,
    says: { code: 'subject_not_found', detail: 'd' },
  },
  {
    title: 'has a queue that does not answer',
    answer: problem(503, { code: 'queue_unavailable', detail: 'd' }),
    status: 503,
    says: { code: 'queue_unavailable' },
  },
  {
    title: 'is too old',
    answer: problem(404, { code: 'route_not_found', detail: 'expected one of /-/healthz; found /-/api/v1/rates' }),
    status: 502,
    says: { code: 'gateway_failed', detail: expect.stringContaining('too old') },
  },
];

for (const { title, answer, setup, status, says } of LIES) {
  test(`a gateway that ${title} is ${status}`, async () => {
    const { server, reader } = await startLyingWorld(answer, setup);
    const answered = await server.as(reader, { path: `${GATE}/versions/a` });
    expect({ status: answered.status, json: answered.json }).toMatchObject({ status, json: says });
    expect(answered.headers).not.toHaveProperty('allow');
    expect(answered.headers['content-type']).toContain('application/problem+json');
    // In the list it is a fact like others; a gateway that answers another thing there is another lie.
    const listed = await server.as(reader, { path: '/api/v1/gateways' });
    expect(listed).toMatchObject({ status: 200, json: { items: [{ name: 'gate', reachable: false, problem: { code: says['code' as never] } }] } });
  });
}

const LINE_LIES: readonly Lie[] = [
  {
    title: 'ends without a summary',
    answer: (_request, response) => response.writeHead(200, LINES_TYPE).end('{"kind":"progress"}\n'),
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_failed' } },
  },
  {
    title: 'hangs up',
    answer: (request, response) => void response.writeHead(200, LINES_TYPE).write('{"kind":"progress"}\n', () => request.socket.destroy()),
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_failed' } },
  },
  {
    title: 'falls silent',
    answer: (_request, response) => void response.writeHead(200, LINES_TYPE).write('{"kind":"progress"}\n'),
    setup: { limits: { ...SHORT, answerMs: 60_000 } },
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_timeout' } },
  },
  {
    title: 'sends no JSON',
    answer: (_request, response) => response.writeHead(200, LINES_TYPE).end('{"kind":"progress"}\n<html>\n'),
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_failed' } },
  },
  {
    title: 'sends a line without an end',
    answer: (_request, response) => response.writeHead(200, LINES_TYPE).end(`{"kind":"progress"}\n"${'x'.repeat(2_000)}`),
    setup: { limits: { maxBytes: 1_000 } },
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_failed' } },
  },
  {
    title: 'goes wrong',
    answer: (_request, response) => response.writeHead(200, LINES_TYPE).end('{"kind":"error","problem":{"code":"queue_unavailable","detail":"d"}}\n'),
    status: 200,
    says: { kind: 'error', problem: { code: 'queue_unavailable', detail: 'd' } },
  },
  {
    title: 'goes wrong with the key',
    answer: (_request, response) => response.writeHead(200, LINES_TYPE).end('{"kind":"error","problem":{"code":"unauthenticated","detail":"d"}}\n'),
    status: 200,
    says: { kind: 'error', problem: { code: 'gateway_refused' } },
  },
  {
    title: 'sends one document',
    answer: (_request, response) => response.writeHead(200, JSON_TYPE).end('{}'),
    status: 502,
    says: { code: 'gateway_failed' },
  },
  { title: 'refuses', answer: problem(400, { code: 'request_invalid', detail: 'd' }), status: 400, says: { code: 'request_invalid' } },
];

for (const { title, answer, setup, status, says } of LINE_LIES) {
  test(`a replay at a gateway that ${title} says so at its end, and so does the audit log`, async () => {
    const { server, admin } = await startLyingWorld(answer, setup);
    const answered = await server.as(admin, { method: 'POST', path: `${GATE}/events/replay`, body: { type: 'a', key: 'Ada' } });
    const last = answered.text.trimEnd().split('\n').at(-1) ?? '';
    expect({ status: answered.status, last: JSON.parse(last) as unknown }).toMatchObject({ status, last: says });
    const { json } = await server.as(admin, { path: '/api/v1/audit-log?action=events.replay' });
    expect(json['items']).toMatchObject([
      { name: 'gate', actor: expect.stringMatching(/^key:test:/), after: { phase: 'asked', type: 'a', key: '(hidden)' } },
      { name: 'gate', after: { phase: 'failed', type: 'a' } },
    ]);
  });
}

test('a redirect is not followed', async () => {
  let strayed = 0;
  const elsewhere = await listen(createServer((_request, response) => (strayed++, response.writeHead(200, JSON_TYPE).end('{}'))));
  const { server, reader } = await startLyingWorld((_request, response) => response.writeHead(307, { location: `${elsewhere.url}/x` }).end());
  await expect(server.as(reader, { path: `${GATE}/rates?subject=a` })).resolves.toMatchObject({
    status: 502,
    json: { code: 'gateway_failed', detail: expect.stringContaining('follows no redirect') },
  });
  expect(strayed).toBe(0);
  await elsewhere.close();
});

test('of a request nothing goes on but what the route says, and the token of the gateway instead of the key', async () => {
  const { server, admin, asked } = await startLyingWorld(
    (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'set-cookie': 'a=b', 'access-control-allow-origin': '*', etag: '"x"' }).end('{}'),
    { below: '/behind/' },
  );
  const answered = await server.as(admin, {
    method: 'PUT',
    path: `${GATE}/routes/%2Fa%2F..b%3F/mode`,
    headers: {
      cookie: 'c=d',
      'x-forwarded-for': '1.2.3.4',
      'x-request-id': 'r-1',
      'x-evil': 'yes',
      'content-type': 'application/json; charset=utf-8',
    },
    body: { mode: 'observe' },
  });
  expect(answered.status).toBe(200);
  expect(Object.keys(answered.headers).filter((name) => /cookie|access-control|etag/.test(name))).toEqual([]);
  expect(answered.headers['cache-control']).toBe('no-store');
  const [{ headers, ...rest } = { headers: {} }] = asked;
  expect(rest).toEqual({ method: 'PUT', url: '/behind/-/api/v1/routes/%2Fa%2F..b%3F/mode', body: '{"mode":"observe"}' });
  expect({ ...headers, host: '' }).toEqual({
    host: '',
    accept: 'application/json, application/x-ndjson',
    'accept-encoding': 'identity',
    authorization: `Bearer ${TOKEN}`,
    connection: 'close',
    'content-length': '18',
    'content-type': 'application/json',
    'user-agent': 'sluice-registry',
    'x-request-id': 'r-1',
  });
});

test('law: whatever a path parameter is, the gateway is asked for one segment below what the route says, also behind a proxy that decodes it, or nothing', async () => {
  const { server, reader, asked } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{}'));
  const hostile = fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '../../readyz',
    'a/../../b',
    'com.shop.a/../../events/1',
    '?x=1',
    '#',
    ' ',
    '\r\nX: y',
    '%',
    '\u0000',
    '//evil.example/',
    '\\..\\',
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostile, fc.string({ minLength: 1, unit: 'grapheme' })), async (name) => {
      asked.length = 0;
      const { status } = await server.as(reader, { path: `${GATE}/versions/${encodeURIComponent(name)}` });
      const urls = asked.map(({ url }) => url);
      expect(urls).toEqual(status === 200 ? [`/-/api/v1/versions/${encodeURIComponent(name)}`] : []);
      expect(status).toBe(name.split(/[/\\]/).some((piece) => ['.', '..'].includes(piece)) ? 400 : 200);
      // What a proxy that decodes the path and takes its steps would make of it.
      for (const url of urls) expect(posix.normalize(decodeURIComponent(url).replaceAll('\\', '/'))).toMatch(/^\/-\/api\/v1\/versions\//);
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 40) },
  );
});

for (const path of [
  '/readyz',
  '/../../readyz',
  '/%2e%2e/readyz',
  '/metrics',
  '/registry/accept-history',
  '/events/erase',
  '/events/1/..%2F..',
  '//rates',
  '/rates/',
  '/about',
]) {
  test(`what is not on the list is asked of no gateway: ${path}`, async () => {
    const { server, admin, asked } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{}'));
    const statuses = [];
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) statuses.push((await server.as(admin, { method, path: `${GATE}${path}` })).status);
    expect(statuses.every((status) => status >= 400)).toBe(true);
    expect(asked).toEqual([]);
  });
}

test('while a gateway does not answer the registry does, and beyond 32 waiting requests it says so', async () => {
  const waiting: (() => void)[] = [];
  const { server, reader, asked } = await startLyingWorld(
    (_request, response) => void waiting.push(() => response.writeHead(200, JSON_TYPE).end('{}')),
  );
  const first = Array.from({ length: 32 }, () => server.as(reader, { path: `${GATE}/versions` }));
  await until(() => asked.length >= 32);
  await expect(server.as(reader, { path: `${GATE}/versions` })).resolves.toMatchObject({ status: 503, json: { code: 'overloaded' } });
  await expect(server.as(reader, { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 200 });
  for (const answer of waiting) answer();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(32).fill(200));
  const again = server.as(reader, { path: `${GATE}/versions` });
  await until(() => asked.length >= 33);
  waiting.at(-1)?.();
  await expect(again).resolves.toMatchObject({ status: 200 });
});

test('who goes away ends a replay at the gateway, and the audit log says that it broke off', async () => {
  let ended: () => void = () => {};
  const gone = new Promise<void>((resolve) => (ended = resolve));
  const { server, admin } = await startLyingWorld((_request, response) => {
    response.on('close', () => ended());
    response.writeHead(200, LINES_TYPE).write('{"kind":"progress"}\n');
  });
  const leaving = new AbortController();
  const response = await fetch(`${server.url}${GATE}/events/discard`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, ...JSON_TYPE },
    body: JSON.stringify({ ids: [7], reason: 'r' }),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  leaving.abort();
  await gone;
  const entries = async (): Promise<readonly unknown[]> =>
    (await server.as(admin, { path: '/api/v1/audit-log?action=events.discard' })).json['items'] as unknown[];
  await until(async () => (await entries()).length >= 2);
  expect(await entries()).toMatchObject([{ after: { phase: 'asked', ids: [7], reason: 'r' } }, { after: { phase: 'broken_off' } }]);
});

test('a replay whose asker goes away while the audit log is written comes to an end', async () => {
  const memory = createMemoryStore();
  let beforeCommit: (() => Promise<void>) | undefined;
  const store: Store = { ...memory, commit: async (batch) => (await beforeCommit?.(), memory.commit(batch)) };
  const { server, admin } = await startLyingWorld((_request, response) => void response.writeHead(200, LINES_TYPE).write('{"kind":"progress"}\n'), {
    store,
  });
  const sent = send(`${server.url}${GATE}/events/replay`, { method: 'POST', headers: { authorization: `Bearer ${admin}`, ...JSON_TYPE } });
  beforeCommit = async () => {
    beforeCommit = undefined;
    sent.destroy();
    // Rounds of the loop in which the registry hears of it.
    for (let round = 0; round < 20; round += 1) await new Promise((next) => setImmediate(next));
  };
  sent.on('error', () => {}).end('{"ids":[7]}');
  const entries = async (): Promise<readonly unknown[]> =>
    (await server.as(admin, { path: '/api/v1/audit-log?action=events.replay' })).json['items'] as unknown[];
  await until(async () => (await entries()).length >= 2);
  expect(await entries()).toMatchObject([{ after: { phase: 'asked' } }, { after: { phase: expect.stringMatching(/^(failed|broken_off)$/) } }]);
});

test('lines of which nobody ever asks for the first keep no place once who asked is gone', async () => {
  const gateway = await listen(createServer((_request, response) => void response.writeHead(200, LINES_TYPE).write('{"kind":"progress"}\n')));
  onTestFinished(() => gateway.close());
  const link = new GatewayLink(placeOf(gateway.url));
  for (let count = 0; count < 100; count += 1) {
    const leaving = new AbortController();
    await link.lines({ method: 'POST', path: '/events/replay', body: '{}' }, leaving.signal);
    leaving.abort();
    await new Promise((resolve) => setImmediate(resolve));
  }
});

/** So many lines that they do not fit into what lies between, and a summary. */
const MUCH = `${`{"kind":"item","text":"${'x'.repeat(10_000)}"}\n`.repeat(1_000)}{"kind":"summary"}\n`;

async function muchOf(limits: Partial<ExchangeLimits>): Promise<AsyncGenerator<string>> {
  const gateway = await listen(createServer((_request, response) => response.writeHead(200, LINES_TYPE).end(MUCH)));
  onTestFinished(() => gateway.close());
  const link = new GatewayLink(placeOf(gateway.url), { limits });
  return link.lines({ method: 'POST', path: '/events/replay', body: '{}' }, new AbortController().signal);
}

async function readSlowly(lines: AsyncGenerator<string>, pauseMs: number): Promise<readonly unknown[]> {
  const { value: first } = (await lines.next()) as { value: string };
  await setTimeout(pauseMs);
  const read: unknown[] = [JSON.parse(first)];
  for await (const line of lines) read.push(JSON.parse(line));
  return read;
}

test('what a reader takes its time for is not what the gateway took', async () => {
  const read = await readSlowly(await muchOf({ idleMs: 5_000 }), 7_500);
  expect(read).toHaveLength(1_001);
  expect(read.at(-1)).toEqual({ kind: 'summary' });
});

test('a reader that does not read on is told so, and keeps no place for ever', async () => {
  const read = await readSlowly(await muchOf({ readerMs: 50 }), 500);
  expect(read.at(-1)).toMatchObject({ kind: 'error', problem: { code: 'request_invalid', detail: 'nobody has read on for 50 ms; ask again' } });
});

test('what was done stays done in the audit log where its end cannot be written', async () => {
  const memory = createMemoryStore();
  let failing = 0;
  const store: Store = {
    ...memory,
    commit: async (batch) => {
      if (failing > 0 && (failing -= 1) === 0) throw new RegistryError('store_unavailable', 'away');
      return memory.commit(batch);
    },
  };
  const { server, admin } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{}'), { store });
  failing = 2;
  await expect(server.as(admin, { method: 'DELETE', path: `${GATE}/routes/%2F/mode` })).resolves.toMatchObject({ status: 503 });
  const { json } = await server.as(admin, { path: '/api/v1/audit-log?action=gateway.mode' });
  expect(json['items']).toMatchObject([{ after: { phase: 'asked', mode: null } }]);
});

test('nothing is asked for whom the registry would not let', async () => {
  const { server, admin, reader, asked } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{}'));
  const shop = await server.makeKey('admin:com.shop.*');
  const breaker = await server.makeKey('break');
  const statuses = async (key: string): Promise<number[]> => {
    const paths = ['/rates', '/rates?subject=com.shop.a', '/versions', '/versions/com.shop.a', '/versions/com.other', '/events', '/events/1'];
    const found = [];
    for (const path of paths) found.push((await server.as(key, { path: `${GATE}${path}` })).status);
    return found;
  };
  expect(await statuses(shop)).toEqual([403, 200, 403, 200, 403, 403, 403]);
  expect(asked).toHaveLength(2);
  expect(await statuses(reader)).toEqual([200, 200, 200, 200, 200, 403, 403]);
  expect(await statuses(breaker)).toEqual([200, 200, 200, 200, 200, 403, 403]);
  expect(await statuses(admin)).toEqual([200, 200, 200, 200, 200, 200, 200]);
});

test('that a gateway cannot be asked is in the log once, and so is that it can again', async () => {
  const lines: string[] = [];
  const write = (level: string) => (_data: object, message: string) => void lines.push(`${level}: ${message.split(';')[0]}`);
  const log: Log = { debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') };
  let answer: RequestListener = (request) => void request.socket.destroy();
  const { server, reader } = await startLyingWorld((request, response) => answer(request, response), { log });
  const ask = async (...statuses: readonly number[]): Promise<void> => {
    for (const status of statuses) expect((await server.as(reader, { path: `${GATE}/versions` })).status).toBe(status);
  };
  await ask(502, 502, 502);
  answer = problem(404, { code: 'subject_not_found', detail: 'd' });
  await ask(404, 404);
  answer = problem(401, { code: 'unauthenticated', detail: 'd' });
  await ask(502, 502);
  expect(lines).toEqual([
    'warn: the gateway "gate" does not answer (ECONNRESET)',
    'info: the gateway can be asked again',
    'warn: the gateway "gate" refuses the registry: d',
  ]);
});

test('a page of another site cannot have a browser look at an event as it came, which the audit log would say of its user', async () => {
  const { server, admin, asked } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{}'));
  const [, id = '', secret = ''] = admin.split('_');
  const kept = { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
  const look = (path: string, headers: object) => server.send({ path: `${GATE}/events/1${path}`, headers: { ...kept, ...headers } });
  await expect(look('?reveal=true', { 'sec-fetch-site': 'cross-site' })).resolves.toMatchObject({ status: 403, json: { code: 'cross_site' } });
  expect(asked).toEqual([]);
  expect((await server.as(admin, { path: '/api/v1/audit-log?action=events.reveal' })).json['items']).toEqual([]);
  await expect(look('', { 'sec-fetch-site': 'cross-site' })).resolves.toMatchObject({ status: 200 });
  await expect(look('?reveal=true', { 'sec-fetch-site': 'same-origin' })).resolves.toMatchObject({ status: 200 });
});

test('where the registry asks nobody for a key and others reach it, only counters are handed through', async () => {
  const { server, admin, asked } = await startLyingWorld((_request, response) => response.writeHead(200, JSON_TYPE).end('{"mayDecide":true}'), {
    mayDecide: false,
  });
  await expect(server.as(admin, { path: `${GATE}/events` })).resolves.toMatchObject({
    status: 403,
    json: { code: 'forbidden', detail: expect.stringContaining('--auth keys') },
  });
  await expect(server.as(admin, { method: 'DELETE', path: `${GATE}/routes/%2F/mode` })).resolves.toMatchObject({ status: 403 });
  expect(asked).toEqual([]);
  await expect(server.as(admin, { path: `${GATE}/rates` })).resolves.toMatchObject({ status: 200 });
  await expect(server.as(admin, { path: '/api/v1/gateways' })).resolves.toMatchObject({ json: { items: [{ reachable: true, mayDecide: false }] } });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { binary, problemOf, startTestGateway, type GatewayServer } from '../gateway-server.ts';
import { listen, type Running } from '../listen.ts';
import { until } from '../../until.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';

const TYPE = 'any.thing';
const ODD = '{ "b" : 1.0,\r\n\t"a":1e2, "\\u00e9": "\\u00e9é", "huge": 9007199254740993 }\n ';
const ZIPPED = gzipSync('the answer');

let registry: RegistryServer;
let fn: FunctionServer;
let silent: Running;
let closed: string;
let rude: Running;
let gateway: GatewayServer;
let onHang: () => void = () => {};

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(TYPE, { schema: {} });
  fn = await startFunction(({ url, body }, response) => {
    switch (new URL(url, 'http://fn').pathname) {
      case '/teapot':
        return response.writeHead(418, { 'content-type': 'text/x-tea' }).end('short and stout');
      case '/fails':
        return response.writeHead(500, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Mixed-Case', 'yes']).end('our own trouble');
      case '/empty':
        return response.writeHead(204).end();
      case '/hops':
        return response
          .writeHead(200, { connection: 'keep-alive, x-private', 'x-private': '1', 'keep-alive': 'timeout=9', 'x-request-id': 'mine' })
          .end('ok');
      case '/zipped':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(ZIPPED);
      case '/early':
        response.writeEarlyHints({ link: '</style.css>; rel=preload' });
        return response.writeHead(200).end('late');
      case '/breaks-off':
        // Without a length: only the end of the connection says that half is missing.
        return response.writeHead(200).write('half', () => response.destroy());
      case '/hangs':
        response.once('close', () => onHang());
        return;
      default:
        return response.writeHead(200).end(body);
    }
  });
  silent = await listen(createServer(() => {}));
  const gone = await listen(createServer());
  closed = gone.url;
  await gone.close();
  rude = await startRude();
  const route = (path: string, url: string, timeoutMs = 20_000): object => ({
    path,
    source: { kind: 'cloudevents' },
    targets: [{ name: 'fn', url, timeoutMs }],
  });
  const paths = ['/teapot', '/fails', '/empty', '/hops', '/zipped', '/early', '/breaks-off', '/hangs', '/echo'];
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        ...paths.map((path) => route(path, fn.url + path)),
        route('/query', `${fn.url}/with?own=1`),
        route('/closed', closed),
        route('/silent', silent.url, 1),
        route('/rude', rude.url),
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry, fn, silent, rude].map((server) => server.close()));
});

/** Answers what is not HTTP. */
async function startRude(): Promise<Running> {
  const server = createTcpServer((socket) => socket.on('error', () => {}).end('good day\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, close: async () => void server.close() };
}

const EVENT = { headers: binary({ type: TYPE }), body: '{}' };

test('the bytes that came are the bytes that go', async () => {
  const answer = await gateway.send({ path: '/echo', headers: binary({ type: TYPE }), body: ODD });
  expect(answer.status).toBe(200);
  expect(fn.take()[0]?.body.equals(Buffer.from(ODD))).toBe(true);
});

test('headers go on as they came, but for those of the connection', async () => {
  const headers = [...binary({ type: TYPE }), 'X-Twice: 1', 'x-twice: 2', 'TraceParent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'];
  const hops = [
    'Connection: close, X-Mine, ce-type',
    'X-Mine: 1',
    'Keep-Alive: timeout=1',
    'TE: trailers',
    'Expect: 100-continue',
    'Proxy-Authorization: x',
  ];
  await gateway.send({ path: '/echo', headers: [...headers, ...hops], body: '{}' });
  const [got] = fn.take();
  expect(got?.headers).toMatchObject({
    'ce-type': TYPE,
    'ce-id': '1',
    'content-type': 'application/json',
    'content-length': '2',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'x-twice': '1, 2',
    host: new URL(fn.url).host,
  });
  expect(got?.rawHeaders).toContain('TraceParent');
  expect(Object.keys(got?.headers ?? {})).not.toEqual(expect.arrayContaining(['x-mine']));
  expect(['x-mine', 'te', 'expect', 'keep-alive', 'proxy-authorization'].filter((name) => got?.headers[name] !== undefined)).toEqual([]);
});

test('the request id goes on and comes back', async () => {
  const answer = await gateway.send({ ...EVENT, path: '/echo', headers: [...EVENT.headers, 'X-Request-Id: abc-1'] });
  expect(fn.take()[0]?.headers['x-request-id']).toBe('abc-1');
  expect(answer.headers['x-request-id']).toBe('abc-1');
});

test('a request without an id gets one', async () => {
  const answer = await gateway.send({ ...EVENT, path: '/echo' });
  expect(fn.take()[0]?.headers['x-request-id']).toBe(answer.headers['x-request-id']);
});

test("the query follows the target's own", async () => {
  await gateway.send({ ...EVENT, path: '/query?a=%20b&c' });
  expect(fn.take()[0]?.url).toBe('/with?own=1&a=%20b&c');
});

test('a path may come with its origin', async () => {
  const { status } = await gateway.send({ ...EVENT, path: `${gateway.url}/echo?x` });
  expect([status, fn.take()[0]?.url]).toEqual([200, '/echo?x']);
});

test('a chunked body goes on with its length', async () => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  const head = ['POST /echo HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', 'Connection: close', ...binary({ type: TYPE })];
  socket.write(`${head.join('\r\n')}\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n`);
  await once(socket.resume(), 'close');
  const [got] = fn.take();
  expect([got?.body.toString(), got?.headers['content-length'], got?.headers['transfer-encoding']]).toEqual(['{}', '2', undefined]);
});

const ANSWERS = [
  { path: '/teapot', status: 418, body: 'short and stout', headers: { 'content-type': 'text/x-tea' } },
  { path: '/fails', status: 500, body: 'our own trouble', headers: { 'x-mixed-case': 'yes' } },
  { path: '/empty', status: 204, body: '', headers: {} },
  { path: '/early', status: 200, body: 'late', headers: {} },
] as const;

for (const { path, status, body, headers } of ANSWERS) {
  test(`the function's answer is returned as it is: ${path} ${status}`, async () => {
    const answer = await gateway.send({ ...EVENT, path });
    expect(answer).toMatchObject({ status, body, headers });
  });
}

test('cookies stay apart', async () => {
  const answer = await fetch(`${gateway.url}/fails`, { method: 'POST', headers: plain(EVENT.headers), body: '{}' });
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('a compressed answer stays compressed', async () => {
  const answer = await fetch(`${gateway.url}/zipped`, { method: 'POST', headers: plain(EVENT.headers), body: '{}' });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expect(await answer.text()).toBe('the answer');
});

test("headers of the function's connection stay behind, its request id comes back", async () => {
  const { headers } = await gateway.send({ ...EVENT, path: '/hops' });
  expect([headers['x-private'], headers['keep-alive'], headers['x-request-id']]).toEqual([undefined, undefined, 'mine']);
});

function plain(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
}

const FAILURES = [
  { path: '/closed', status: 502, code: 'target_failed' },
  { path: '/rude', status: 502, code: 'target_failed' },
  { path: '/silent', status: 504, code: 'target_timeout' },
] as const;

for (const { path, status, code } of FAILURES) {
  test(`a function that is ${path.slice(1)}: ${status} ${code}, without its address`, async () => {
    const answer = await gateway.send({ ...EVENT, path });
    expect(answer.status).toBe(status);
    expect(problemOf(answer)).toMatchObject({ code, target: 'fn' });
    expect(answer.body).not.toContain('127.0.0.1');
  });
}

test('an answer that breaks off breaks off for the sender, too', async () => {
  await expect(
    fetch(`${gateway.url}/breaks-off`, { method: 'POST', headers: plain(EVENT.headers), body: '{}' }).then((answer) => answer.text()),
  ).rejects.toThrow();
});

test('a sender that goes away stops the function', async () => {
  fn.take();
  const stopped = new Promise<void>((resolve) => {
    onHang = resolve;
  });
  const sender = new AbortController();
  const sent = fetch(`${gateway.url}/hangs`, { method: 'POST', headers: plain(EVENT.headers), body: '{}', signal: sender.signal });
  await until(() => fn.received.length > 0);
  sender.abort();
  await expect(sent).rejects.toThrow();
  await stopped;
});

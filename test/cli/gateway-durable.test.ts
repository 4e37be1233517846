import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_EVENT, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, sluice, type Server } from './process.ts';
import { serveHere } from './serve-here.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';

const ORDER = 'com.shop.order';

/** Where the system says who holds a lock. */
const ON_LINUX = process.platform === 'linux';

let cwd: string;
let registry: RegistryServer;
let fn: HttpServer;
/** Answers under way, and those who wait for one. */
const arrived: ServerResponse[] = [];
let onArrival = (): void => {};

beforeAll(async () => {
  fn = createServer((request, response) => {
    request.resume();
    arrived.push(response);
    onArrival();
  });
  fn.listen(0, '127.0.0.1');
  await once(fn, 'listening');
  const url = `http://127.0.0.1:${(fn.address() as AddressInfo).port}`;
  const route = { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'fn', url }] };
  cwd = await folderWith({
    'gateway.json': { routes: [route] },
    'postgres.json': { queue: { store: 'postgres://somebody:s3cret@db/x' }, routes: [route] },
  });
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: ORDER_V1 });
});

afterAll(async () => {
  await registry.close();
  fn.close();
  fn.closeAllConnections();
});

function args(...more: string[]): string[] {
  return ['gateway', '--config', 'gateway.json', '--registry', registry.url, '--port', '0', ...more];
}

async function nextAnswer(): Promise<ServerResponse> {
  for (;;) {
    const first = arrived.shift();
    if (first !== undefined) return first;
    await new Promise<void>((resolve) => (onArrival = resolve));
  }
}

async function post(gateway: Pick<Server, 'gateway'>, data: object): Promise<Response> {
  const body = JSON.stringify({ specversion: '1.0', id: '1', source: '/test', type: ORDER, data });
  return fetch(gateway.gateway, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body });
}

test('a delivery that is under way at SIGTERM finishes; what waits is delivered by the next gateway', async () => {
  const gateway = await serve(args(), { cwd });
  expect((await post(gateway, ORDER_EVENT)).status).toBe(202);
  const underWay = await nextAnswer();
  const stopped = gateway.stop();
  underWay.end();
  expect(await stopped).toMatchObject({ code: 0 });

  const next = await serveHere(args(), { cwd });
  expect((await post(next, WRONG_EVENT)).status).toBe(202);
  expect((await post(next, ORDER_EVENT)).status).toBe(202);
  (await nextAnswer()).writeHead(503, { 'retry-after': '3600' }).end();
  await next.stop();

  const last = await serveHere(args(), { cwd });
  const metrics = await (await fetch(`${last.gateway}/-/metrics`)).text();
  expect(metrics).toContain('sluice_gateway_queue_deliveries{route="/",target="fn",state="waiting"} 1\n');
  expect(metrics).toContain('sluice_gateway_queue_deliveries{route="/",target="",state="held"} 1\n');
  await last.stop();
});

test('with --drain-delay /-/readyz says 503 after SIGTERM, while events are still taken and delivered', async () => {
  const gateway = await serve([...args(), '--drain-delay', '900'], { cwd: await folderWith({ 'gateway.json': await configText() }) });
  await gateway.signal('SIGTERM', 'stopping');
  const ready = await fetch(`${gateway.gateway}/-/readyz`);
  expect({ status: ready.status, body: await ready.json() }).toMatchObject({ status: 503, body: { status: 'draining' } });
  const answer = await post(gateway, ORDER_EVENT);
  expect({ status: answer.status, connection: answer.headers.get('connection') }).toEqual({ status: 202, connection: 'close' });
  (await nextAnswer()).end();
  // It would go on so for long; a second signal does not wait.
  expect(await gateway.stop()).toMatchObject({ code: 130 });
});

test('no log line has anything of an event', async () => {
  const folder = await folderWith({ 'gateway.json': await configText() });
  const gateway = await serveHere(args(), { cwd: folder, env: { SLUICE_LOG_LEVEL: 'debug' } });
  expect((await post(gateway, { orderId: 'very-secret', amount: 'very-secret' })).status).toBe(202);
  expect((await post(gateway, { orderId: 'very-secret', amount: 1 })).status).toBe(202);
  (await nextAnswer()).writeHead(400).end('very-secret');
  await gateway.says('a delivery is dead');
  const { stderr } = await gateway.stop();
  expect(stderr).not.toContain('very-secret');
});

test('with keys nothing of an event is readable on disk; it is delivered as it came by the next gateway that has the key', async () => {
  const { routes } = JSON.parse(await configText()) as { readonly routes: readonly object[] };
  const folder = await folderWith({ 'gateway.json': { queue: { keysEnv: 'SLUICE_QUEUE_KEYS' }, routes } });
  const env = { SLUICE_QUEUE_KEYS: `k1 ${Buffer.alloc(32, 7).toString('base64')}\n` };
  const gateway = await serve(args(), { cwd: folder, env });
  expect((await post(gateway, { orderId: 'very-secret', amount: 1 })).status).toBe(202);
  await nextAnswer();
  await gateway.stop('SIGKILL');
  const files = await readdir(join(folder, '.sluice-data'));
  const texts = await Promise.all(
    files.filter((name) => name.startsWith('queue')).map((name) => readFile(join(folder, '.sluice-data', name), 'latin1')),
  );
  expect(texts.join()).toContain(ORDER);
  expect(texts.join()).not.toContain('very-secret');

  const next = await serveHere(args(), { cwd: folder, env });
  const delivered = await nextAnswer();
  expect(delivered.req.headers).toMatchObject({ 'content-type': 'application/cloudevents+json', 'sluice-attempt': '1' });
  delivered.end();
  await next.stop();
});

async function configText(): Promise<string> {
  return readFile(`${cwd}/gateway.json`, 'utf8');
}

test('a queue in a file has one process: workers are refused', async () => {
  expect(await sluice(args('--workers', '2'), { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('expected --workers 1') });
});

test('a gateway and a second `up` on the folder of a running one say who holds the queue, and have served and made nothing', async () => {
  const folder = await folderWith({ 'gateway.json': await configText() });
  const up = (...more: readonly string[]): readonly string[] => [
    'up',
    '--config',
    'gateway.json',
    '--registry-port',
    '0',
    '--gateway-port',
    '0',
    ...more,
  ];
  const first = await serve(up(), { cwd: folder });
  const gateway = await sluiceHere(args(), { cwd: folder });
  expect(gateway).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('another process has it open') });
  expect(gateway.stderr.includes(`(held by process ${first.pid})`)).toBe(ON_LINUX);
  const second = await sluiceHere(up('--store', 'sqlite:other.sqlite'), { cwd: folder });
  expect(second).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('queue.sqlite does not answer: another process has it open') });
  expect(second.stderr).not.toContain('the registry accepts requests');
  expect(await readdir(folder)).not.toContain('other.sqlite');
  expect(await first.stop()).toMatchObject({ code: 0 });
  // What was held is free again, however many were refused.
  await (await serveHere(up(), { cwd: folder })).stop();
});

test('a password in the configuration is refused, and not shown', async () => {
  const { code, stderr } = await sluiceHere(['gateway', '--config', 'postgres.json', '--registry', registry.url, '--port', '0'], { cwd });
  expect([code, stderr]).toEqual([2, expect.stringContaining('leave the password out, and set SLUICE_QUEUE_PASSWORD_FILE')]);
  expect(stderr).not.toContain('s3cret');
});

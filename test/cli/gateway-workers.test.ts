import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { ORDER_BROKEN, ORDER_EVENT, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, sluice, type Finished, type Server } from './process.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { until } from '../until.ts';

const ORDER = 'com.shop.order';
const TOKEN = 'let-me-in';
const WORKERS = 2;
const env = { ADMIN: TOKEN };

let cwd: string;
let registry: RegistryServer;
let gateway: Server;
let fn: HttpServer;
let arrived: Promise<void>;
let answerSlow: () => void;

// One fleet for all rows, in their order: the first one counts from nothing, the last one ends it.
beforeAll(async () => {
  let onArrival = (): void => {};
  arrived = new Promise((resolve) => (onArrival = resolve));
  fn = createServer((request, response) => {
    request.resume();
    if (request.url !== '/slow') return void response.end();
    answerSlow = () => void response.end();
    onArrival();
  }).listen(0, '127.0.0.1');
  await once(fn, 'listening');
  const url = `http://127.0.0.1:${(fn.address() as AddressInfo).port}`;
  const routes = ['/fast', '/slow'].map((path) => ({ path, source: { kind: 'cloudevents' }, targets: [{ url: url + path }] }));
  cwd = await folderWith({ 'gateway.json': { admin: { tokenEnv: 'ADMIN' }, routes }, 'broken.json': ORDER_BROKEN });
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: ORDER_V1 });
  const args = ['gateway', '--config', 'gateway.json', '--registry', registry.url, '--port', '0', '--workers', String(WORKERS)];
  gateway = await serve(args, { cwd, env });
});

afterAll(async () => {
  await gateway.stop();
  await registry.close();
  fn.close();
});

function command(...args: string[]): Promise<Finished> {
  return sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: registry.url, SLUICE_GATEWAY: gateway.gateway, SLUICE_GATEWAY_TOKEN: TOKEN } });
}

/** On a connection of its own, so that the workers take turns. */
async function post(path: string, data: JsonValue): Promise<number> {
  const body = JSON.stringify({ specversion: '1.0', id: '1', source: '/test', type: ORDER, data });
  const headers = { 'content-type': 'application/cloudevents+json', connection: 'close' };
  return (await fetch(`${gateway.gateway}${path}`, { method: 'POST', headers, body })).status;
}

async function statuses(data: JsonValue): Promise<readonly number[]> {
  return Promise.all(Array.from({ length: 4 * WORKERS }, () => post('/fast', data)));
}

async function ready(): Promise<{ readonly status: string; readonly workers: readonly { readonly worker: number; readonly registry: string }[] }> {
  return (await (await fetch(`${gateway.gateway}/-/readyz`, { headers: { connection: 'close' } })).json()) as never;
}

function workerPids(): number[] {
  return execFileSync('ps', ['--ppid', String(gateway.pid), '-o', 'pid='], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter(Boolean);
}

test('workers share a port; metrics, readiness and what was seen are of all of them', async () => {
  expect(new Set(await statuses(ORDER_EVENT))).toEqual(new Set([200]));
  const { workers } = await ready();
  expect(workers.map(({ worker }) => worker)).toEqual([1, 2]);
  const metrics = await (await fetch(`${gateway.gateway}/-/metrics`)).text();
  const counts = [...metrics.matchAll(/^sluice_gateway_events_total\{worker="(\d)",route="\/fast",outcome="accepted",observed="false"\} (\d+)$/gm)];
  expect(counts.length).toBeGreaterThan(1);
  expect(counts.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(4 * WORKERS);
  expect(metrics.match(/^# TYPE sluice_gateway_events_total counter$/gm)).toHaveLength(1);
  const { stdout } = await command('seen', ORDER, '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({
    items: [{ version: 1, accepted: 4 * WORKERS, producers: [{ producer: '/test', accepted: 4 * WORKERS }] }],
  });
});

test('what is changed at run time reaches every worker, and one that starts later', async () => {
  expect(new Set(await statuses(WRONG_EVENT))).toEqual(new Set([422]));
  expect(await command('observe', '/fast')).toMatchObject({ code: 0 });
  expect(await command('shadow', ORDER, 'broken.json')).toMatchObject({ code: 0 });
  expect(new Set(await statuses(WRONG_EVENT))).toEqual(new Set([200]));
  const { stdout } = await command('shadow', ORDER, '--format', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ judged: 4 * WORKERS, producers: [{ judged: 4 * WORKERS }] });

  const pids = workerPids();
  expect(pids).toHaveLength(WORKERS);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await gateway.signal('SIGCONT', 'the worker takes events again');
  await until(async () => (await ready().catch(() => ({ workers: [] }))).workers.length >= WORKERS);
  expect(new Set(await statuses(WRONG_EVENT))).toEqual(new Set([200]));
  expect(await command('observe', '/fast', '--end')).toMatchObject({ code: 0 });
  expect(new Set(await statuses(WRONG_EVENT))).toEqual(new Set([422]));
});

test('a change that is refused is refused by all', async () => {
  expect(await command('observe', '/nowhere')).toMatchObject({ code: 2, stderr: expect.stringContaining('no route of this gateway') });
  const answer = await fetch(`${gateway.gateway}/-/api/v1/routes/%2Ffast/mode`, {
    method: 'PUT',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(401);
});

test('a taken port is said once', async () => {
  const port = new URL(gateway.gateway).port;
  const args = ['gateway', '--config', 'gateway.json', '--registry', registry.url, '--port', port, '--workers', '2', '--dir', 'other'];
  const taken = await sluice(args, { cwd, env });
  expect(taken.stderr.match(/error address_unavailable/g)).toHaveLength(1);
  expect(taken.code).toBe(2);
});

test('SIGTERM: what is in flight is answered, and no worker stays', async () => {
  const pids = workerPids();
  const slow = post('/slow', ORDER_EVENT);
  await arrived;
  await gateway.signal('SIGTERM', 'stopping');
  answerSlow();
  expect(await slow).toBe(200);
  expect(await gateway.stop('SIGCONT')).toMatchObject({ code: 0 });
  expect(pids).toHaveLength(WORKERS);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

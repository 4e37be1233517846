import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';
import { until } from '../until.ts';

const ORDER = 'com.shop.order.placed';
const TOKEN = 'let-me-in';
const KEY = `k1 ${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER_KEY = `k2 ${Buffer.alloc(32, 9).toString('base64')}`;
const SCHEMA = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' }, customer: { type: 'string' }, email: { type: 'string', 'x-sensitive': true } },
};
const SECRET = 'ann@example.com';
const HOSTILE = '\u001B[2J<b>&\u202E';
const UP = ['up', '--config', 'gateway.json', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:'];

let cwd = '';
let up: ServerHere;
let fn: HttpServer;

beforeAll(async () => {
  fn = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(request.url === '/slow' ? 503 : 400).end());
  });
  await new Promise<void>((resolve) => fn.listen(0, '127.0.0.1', resolve));
  const route = {
    ...{ path: '/orders', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', order: { pointer: '/customer' } },
    targets: [{ name: 'billing', url: `${urlOf(fn)}/` }],
  };
  const slow = {
    ...{ path: '/slow', source: { kind: 'cloudevents' }, dispatch: 'durable' },
    targets: [{ name: 'mail', url: `${urlOf(fn)}/slow`, retry: { minDelayMs: 3_600_000 }, breaker: { failures: 1, openMs: 86_400_000 } }],
  };
  cwd = await folderWith({
    'gateway.json': { admin: { tokenEnv: 'SLUICE_ADMIN' }, queue: { keysFile: 'keys.txt' }, routes: [route, slow] },
    'keys.txt': KEY,
    'order.json': SCHEMA,
    'any.json': {},
    'beside.json': { properties: { n: { $ref: 'any.json' }, customer: true, email: true } },
    'cut.json': '{',
  });
  up = await serveHere(UP, { cwd, env: { SLUICE_ADMIN: TOKEN } });
  expect(await run('register', 'order.json', '--subject', ORDER)).toMatchObject({ code: 0 });
  await until(async () => (await post({ n: 'x', email: SECRET, customer: HOSTILE })) !== 404);
  for (let n = 0; n < 3; n += 1) await post({ n: 'x' });
  await post({ n: 1 });
  await until(async () => (await run('events', 'list', '--state', 'dead')).stdout.includes('dead'));
});

function urlOf(server: HttpServer): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterAll(async () => {
  fn.close();
  await up.stop();
});

const environment = (): Record<string, string> => ({ SLUICE_REGISTRY: up.registry, SLUICE_GATEWAY: up.gateway, SLUICE_GATEWAY_TOKEN: TOKEN });

function run(...args: string[]): Promise<Finished> {
  return sluiceHere(args, { cwd, env: environment() });
}

async function post(data: object, path = '/orders'): Promise<number> {
  const body = JSON.stringify({ specversion: '1.0', id: '1', source: '/shop', type: ORDER, data });
  return (await fetch(`${up.gateway}${path}`, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body })).status;
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await run(...args, '--format', 'json')).stdout) as Record<string, unknown>;
}

test('list: a line each, and where more is left it says how to go on', async () => {
  const page = await sluiceHere(['events', 'list', '--limit', '2'], { cwd, env: environment() });
  expect(page.stdout.split('\n')).toHaveLength(4);
  const cursor = /^There are more: 3 behind these; go on with --cursor (\d+), or --limit all$/m.exec(page.stderr)?.[1] ?? '';
  const rest = await json('events', 'list', '--cursor', cursor);
  expect(rest['items']).toHaveLength(3);
  expect((await run('events', 'list', '--count')).stdout).toMatch(/^dead +\/orders → billing +com\.shop\.order\.placed +1 /m);
  expect(await json('events', 'list', '--since', '1h', '--until', '30m')).toEqual({ items: [] });
  // How many are behind is counted by what the queue counts by, and where the first page began.
  for (const [args, said] of [
    [['--state', 'held', '--limit', '1'], /^There are more: \d behind these; go on/],
    [['--since', '1d', '--limit', '1'], /^There are more: go on with --cursor/],
    [['--cursor', cursor, '--limit', '1'], /^There are more: go on with --cursor/],
  ] as const) {
    expect((await run('events', 'list', ...args)).stderr).toMatch(said);
  }
});

async function lines(...args: string[]): Promise<readonly unknown[]> {
  const { stdout } = await run(...args, '--format', 'ndjson');
  return stdout.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

test('--format ndjson has one a line: what is listed, what is counted, and what became of each', async () => {
  const page = await json('events', 'list');
  expect(await lines('events', 'list')).toEqual(page['items']);
  expect(await lines('events', 'list', '--state', 'parked')).toEqual([]);
  expect(await lines('events', 'list', '--count')).toEqual((await json('events', 'list', '--count'))['items']);
  const invalid = { kind: 'item', was: 'held', outcome: 'still_invalid', code: 'event_invalid', detail: expect.any(String) as unknown };
  expect(await lines('events', 'replay', '--state', 'held', '--limit', '2', '--yes')).toEqual([
    { ...invalid, id: 1 },
    { ...invalid, id: 2 },
    { kind: 'summary', looked: 2, counts: { still_invalid: 2 }, isCut: true, cursor: expect.any(Number) as unknown },
  ]);
  const { code } = await run('events', 'list', '--limit', '1', '--format', 'ndjson', '--output', join(cwd, 'one.ndjson'));
  expect({ code, file: JSON.parse(await readFile(join(cwd, 'one.ndjson'), 'utf8')) }).toMatchObject({ code: 0, file: { id: 1, state: 'held' } });
});

test('what people wrote does not steer the terminal, and what is sensitive is not shown', async () => {
  for (const args of [['list'], ['show', '1'], ['why', '1'], ['rejudge']]) {
    const { stdout } = await run('events', ...args);
    for (const bad of ['\u001B', '\u202E', SECRET]) expect(stdout).not.toContain(bad);
  }
  expect((await run('events', 'show', '1')).stdout).toContain('key       \\u001b[2J<b>&\\u202e');
  expect((await run('events', 'show', '1', '--reveal')).stdout).toContain(SECRET);
});

test('what waits for a target that is there is not sent elsewhere, and nobody is asked about it', async () => {
  for (let n = 0; n < 3; n += 1) expect(await post({ n: 1 }, '/slow')).toBe(202);
  expect((await json('events', 'list', '--route', '/slow', '--state', 'waiting,taken'))['items']).toHaveLength(3);
  expect(await run('events', 'replay', '--route', '/slow', '--to', 'mail', '--format', 'json')).toMatchObject({ code: 0, stderr: '' });
  expect((await json('events', 'list', '--route', '/slow', '--state', 'waiting,taken'))['items']).toHaveLength(3);
});

describe('rejudge', () => {
  test('says what still fails with 1, and 0 where everything would pass', async () => {
    expect(await run('events', 'rejudge')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('4 events by what is live: 0 would pass, 4 would not'),
    });
    expect(await run('events', 'rejudge', '--schema', 'any.json')).toMatchObject({ code: 0, stdout: '4 events by any.json: all would pass\n' });
    expect(await run('events', 'rejudge', '--schema', 'beside.json')).toMatchObject({ code: 0, stdout: '4 events by beside.json: all would pass\n' });
    expect(await run('events', 'rejudge', '--under', `${ORDER}@1`)).toMatchObject({ code: 1, stdout: expect.stringContaining(`by ${ORDER}@1`) });
    expect(await run('events', 'rejudge', '5', '--state', 'dead')).toMatchObject({ code: 0, stdout: '1 event by what is live: all would pass\n' });
  });

  test('says that one schema judged events of several types', async () => {
    const summary = { kind: 'summary', judged: 5, wouldPass: 5, wouldFail: 0, types: ['a.sent', 'b.sent', 'c.sent', 'd.sent'], failures: [] };
    const gateway = createServer((request, response) => void request.resume().on('end', () => response.end(`${JSON.stringify(summary)}\n`)));
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const ask = (...args: readonly string[]): Promise<Finished> =>
      sluiceHere(['events', 'rejudge', ...args], { cwd, env: { SLUICE_GATEWAY: urlOf(gateway) } });
    expect(await ask('--schema', 'any.json')).toMatchObject({
      code: 0,
      stderr: 'warning: events of 4 types are judged by any.json: a.sent, b.sent, c.sent and 1 more; --type judges those of one\n',
    });
    expect(await ask()).toMatchObject({ code: 0, stderr: '' });
    gateway.close();
  });

  const formats: readonly (readonly [format: string, says: string])[] = [
    ['json', '"wouldFail": 4'],
    ['ndjson', 'type_mismatch'],
    ['markdown', 'type_mismatch'],
    ['github', '::error'],
    ['gitlab', 'type_mismatch'],
    ['sarif', 'type_mismatch'],
    ['junit', '<testsuite'],
  ];
  for (const [format, says] of formats) {
    test(`--format ${format}`, async () => {
      const { code, stdout } = await run('events', 'rejudge', '--format', format);
      expect(code).toBe(1);
      expect(stdout).toContain(says);
      expect(stdout).not.toContain(SECRET);
    });
  }
});

const WRONG: readonly { readonly args: readonly string[]; readonly code: number; readonly says: string }[] = [
  { args: ['list', '1'], code: 2, says: 'too many arguments' },
  { args: ['list', '--state', 'lost'], code: 2, says: 'expected some of held' },
  { args: ['list', '--since', 'soon'], code: 2, says: '--since: expected' },
  { args: ['list', '--until', 'soon'], code: 2, says: '--until: expected' },
  { args: ['show', 'A-1'], code: 2, says: 'expected the number of an event' },
  { args: ['show', '99999'], code: 2, says: 'no event 99999 is kept here' },
  { args: ['list', '--route', 'orders'], code: 2, says: 'no durable route "orders"; there is /orders' },
  { args: ['list', '--target', 'biling'], code: 2, says: 'no target "biling"; there is billing' },
  { args: ['list', '--route', '/orders', '--target', 'biling'], code: 2, says: 'no target "biling" on /orders; there is billing' },
  { args: ['rejudge', '--route', 'orders'], code: 2, says: 'no durable route "orders"' },
  { args: ['rejudge', '99999'], code: 2, says: 'no event 99999 is kept here' },
  { args: ['replay', '--target', 'biling'], code: 2, says: 'no target "biling"; there is billing' },
  { args: ['replay', '99999'], code: 2, says: 'no event 99999 is kept here' },
  { args: ['replay', '99998', '99999', '--yes'], code: 2, says: 'none of the 2 events from 99998 on is kept here' },
  { args: ['discard', '--target', 'biling', '--reason', 'x'], code: 2, says: 'no target "biling"' },
  { args: ['discard', '99999', '--reason', 'x'], code: 2, says: 'no event 99999 is kept here' },
  { args: ['rejudge', '5'], code: 1, says: 'event 5 is dead for billing: expected it to be held' },
  { args: ['replay', '5', '--state', 'held'], code: 1, says: 'event 5 is dead for billing: expected it to be held' },
  { args: ['why', '1', '--under', 'x'], code: 2, says: '--under: expected a whole number' },
  { args: ['rejudge', '--schema', 'cut.json'], code: 1, says: 'cut.json:1' },
  { args: ['rejudge', '--schema', 'any.json', '--under', '1'], code: 2, says: 'contradict each other' },
  { args: ['replay'], code: 2, says: 'or --all' },
  { args: ['replay', '--all'], code: 2, says: '5 events or deliveries are meant, and nobody said yes' },
  { args: ['discard', '--all'], code: 2, says: 'expected --reason TEXT' },
  { args: ['discard', '--state', 'held', '--reason', 'x'], code: 2, says: '4 events or deliveries are meant, and nobody said yes' },
  { args: ['erase', '--reason', 'x'], code: 2, says: 'expected a number, --key' },
  { args: ['erase', '1', '--reason', 'x'], code: 2, says: 'nobody said yes' },
  { args: ['list', '--gateway', 'http://127.0.0.1:2'], code: 3, says: 'does not answer' },
];
for (const { args, code, says } of WRONG) {
  test(`events ${args.join(' ')}: exit code ${code}`, async () => {
    expect(await run('events', ...args)).toMatchObject({ code, stderr: expect.stringContaining(says) as unknown });
  });
}

test('without the token nothing is told', async () => {
  const { code, stdout, stderr } = await sluiceHere(['events', 'list'], { cwd, env: { SLUICE_GATEWAY: up.gateway } });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toContain('SLUICE_GATEWAY_TOKEN');
});

test('a file of keys that is not there, or holds none, is told at the start', async () => {
  for (const [file, says] of [
    ['missing.txt', '/missing.txt: there is no such file'],
    ['order.json', 'order.json, line 1 is no key'],
  ]) {
    const config = JSON.parse(await readFile(join(cwd, 'gateway.json'), 'utf8')) as { readonly queue: object };
    const other = await folderWith({ 'gateway.json': { ...config, queue: { keysFile: file } }, 'order.json': SCHEMA });
    const { code, stderr } = await sluiceHere(UP, { cwd: other, env: { SLUICE_ADMIN: TOKEN } });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says ?? '') as unknown });
  }
});

test('encrypted at rest, read after a change of keys, parked without its key, and discarded or erased', async () => {
  const file = async (): Promise<string> => {
    const texts = ['queue.sqlite', 'queue.sqlite-wal'].map((name) => readFile(join(cwd, '.sluice-data', name), 'latin1').catch(() => ''));
    return (await Promise.all(texts)).join('');
  };
  expect(await file()).not.toContain(SECRET);
  await restart(`${OTHER_KEY}\n${KEY}`);
  expect((await run('events', 'show', '1', '--reveal')).stdout).toContain(SECRET);
  expect(await run('events', 'discard', '--state', 'held', '--limit', '2', '--reason', 'ours', '--yes')).toMatchObject({
    code: 0,
    stdout: '2 events or deliveries discarded\n',
  });
  await restart(OTHER_KEY);
  expect(await run('events', 'show', '3')).toMatchObject({ code: 3, stderr: expect.stringContaining('queue_key_missing') as unknown });
  expect(await run('events', 'replay', '3')).toMatchObject({ code: 1, stdout: expect.stringContaining('unreadable (queue_key_missing') as unknown });
  expect(await run('events', 'erase', '--type', ORDER, '--reason', 'asked for it', '--yes')).toMatchObject({ code: 0, stdout: '6 events erased\n' });
  expect(await run('events', 'list')).toMatchObject({ code: 0, stdout: 'nothing that waits for a person, or matches\n' });
});

async function restart(keys: string): Promise<void> {
  await up.stop();
  const folder = await folderWith({ 'keys.txt': keys });
  const config = JSON.parse(await readFile(join(cwd, 'gateway.json'), 'utf8')) as { readonly queue: object };
  const changed = { ...config, queue: { ...config.queue, keysFile: join(folder, 'keys.txt') } };
  const other = await folderWith({ 'gateway.json': changed });
  up = await serveHere(['up', '--config', join(other, 'gateway.json'), ...UP.slice(3)], { cwd, env: { SLUICE_ADMIN: TOKEN } });
  await run('register', 'order.json', '--subject', ORDER);
}

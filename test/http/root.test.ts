import { afterEach, expect, test } from 'vitest';
import type { DiskRoom } from '../../src/core/disk-room.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { SILENT_LOG } from '../../src/http/kit/log.ts';
import type { ObservedRequest } from '../../src/http/kit/metrics.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { registration, written } from '../contract/commits.ts';
import { startTestServer, type TestAnswer, type TestRequest, type TestServer, type TestServerOptions } from './test-server.ts';

let server: TestServer | undefined;

async function start(options: TestServerOptions = {}): Promise<(request: TestRequest) => Promise<TestAnswer>> {
  const started = await startTestServer(options);
  server = started;
  return (request) => started.send(request);
}

afterEach(() => server?.close());

test('/healthz says that the process lives, whatever the store does', async () => {
  const send = await start({
    store: { ...createMemoryStore(), ping: async () => Promise.reject(new RegistryError('store_unavailable', 'gone')) },
  });
  expect(await send({ path: '/healthz' })).toMatchObject({ status: 200, json: { status: 'alive' }, headers: { 'cache-control': 'no-store' } });
});

test('/readyz names what was asked', async () => {
  const send = await start({ checks: { engine: async () => undefined } });
  expect(await send({ path: '/readyz' })).toMatchObject({ status: 200, json: { status: 'ready', checks: { store: 'ok', engine: 'ok' } } });
});

test('/readyz warns of a disk that is nearly full, and of no other', async () => {
  const MIB = 1_024 ** 2;
  let room: DiskRoom | undefined = { freeBytes: 812 * MIB, isNearlyFull: true };
  const send = await start({ disk: async () => room });
  const said = 'the disk of the store is nearly full: 812 MiB are free; a full one refuses every write';
  expect((await send({ path: '/readyz' })).json).toEqual({ status: 'ready', checks: { store: 'ok' }, warnings: [said] });
  for (const other of [{ freeBytes: 4_000 * MIB, isNearlyFull: false }, undefined]) {
    room = other;
    expect((await send({ path: '/readyz' })).json).toEqual({ status: 'ready', checks: { store: 'ok' } });
  }
});

test('/readyz is 503 where the store does not answer', async () => {
  const send = await start({
    store: { ...createMemoryStore(), ping: async () => Promise.reject(new RegistryError('store_unavailable', 'gone')) },
  });
  expect(await send({ path: '/readyz' })).toMatchObject({ status: 503, json: { code: 'store_unavailable' }, headers: { 'retry-after': '1' } });
});

test('/readyz is 503 where the engine does not answer', async () => {
  const send = await start({ checks: { engine: async () => Promise.reject(new RegistryError('overloaded', 'no answer')) } });
  expect(await send({ path: '/readyz' })).toMatchObject({ status: 503, json: { code: 'overloaded', detail: 'no answer' } });
});

test('/readyz is 503 while the server drains, everything else is still answered, and nothing of it is an error in the log', async () => {
  const errors: string[] = [];
  const log = { ...SILENT_LOG, error: (_data: object, message: string) => void errors.push(message) };
  const send = await start({ draining: AbortSignal.abort(), log });
  expect(await send({ path: '/readyz' })).toMatchObject({ status: 503, json: { code: 'overloaded', stopping: true } });
  expect(await send({ path: '/api/v1/subjects' })).toMatchObject({ status: 200 });
  expect(errors).toEqual([]);
});

for (const path of ['/healthz', '/readyz']) {
  test(`POST ${path} is not allowed`, async () => {
    const send = await start();
    expect(await send({ method: 'POST', path })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
}

test('/metrics is not there where nobody counts', async () => {
  const send = await start();
  expect(await send({ path: '/metrics' })).toMatchObject({ status: 404, json: { code: 'route_not_found' } });
});

test('requests are counted by words that no caller can make up', async () => {
  const observed: Omit<ObservedRequest, 'seconds'>[] = [];
  const metrics = {
    observe: ({ seconds, ...request }: ObservedRequest) => {
      expect(seconds).toBeGreaterThan(0);
      observed.push(request);
    },
    render: async () => ({ type: 'text/plain; version=0.0.4; charset=utf-8', text: 'up 1\n' }),
  };
  const send = await start({ metrics });
  await send({ path: '/api/v1/subjects/made-up' });
  await send({ path: '/api/v1/made-up' });
  await send({ method: 'POST', path: '/api/v1/subjects' });
  await send({ method: 'PURGE', path: '/made-up' });
  expect(await send({ path: '/metrics' })).toMatchObject({
    status: 200,
    text: 'up 1\n',
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
  expect(observed).toEqual([
    { face: 'native', route: '/api/v1/subjects/{subject}', method: 'GET', status: 404 },
    { face: 'none', route: 'none', method: 'GET', status: 404 },
    { face: 'none', route: 'none', method: 'POST', status: 405 },
    { face: 'none', route: 'none', method: 'other', status: 404 },
    { face: 'root', route: '/metrics', method: 'GET', status: 200 },
  ]);
});

test('a live version that cannot be read is left out of the snapshot, told once, and counted in /readyz without its name', async () => {
  const store = createMemoryStore();
  const told: string[] = [];
  const registry = createRegistry({
    ...{ store, formats: [jsonSchemaFormat], now: () => 0, random: (bytes: number) => new Uint8Array(bytes) },
    onUnreadable: ({ subject, version, cause }) => told.push(`${subject}@${version}: ${RegistryError.from(cause).code}`),
  });
  const references = [{ name: 'x', subject: 'nowhere', version: 1 }];
  await written(store, registration({ subject: 'broken', version: 1, text: '{"$ref":"x"}', references }));
  await registry.register('whole', { schema: {} }, { actor: 'test' });
  const send = await start({ registry });
  const { json } = await send({ path: '/api/v1/snapshot' });
  expect(json['versions']).toMatchObject([{ subject: 'whole' }]);
  expect(told).toEqual(['broken@1: reference_not_found']);
  expect((await send({ path: '/readyz' })).json).toMatchObject({ status: 'ready', warnings: [expect.stringMatching(/^1 live version cannot/)] });
  await send({ path: '/api/v1/snapshot' });
  expect(told).toHaveLength(1);
  await registry.deleteSubject('broken', { actor: 'test' });
  await send({ path: '/api/v1/snapshot' });
  expect((await send({ path: '/readyz' })).json).not.toHaveProperty('warnings');
});

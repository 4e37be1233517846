import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient, type ChangesOptions } from '../../../src/client/index.ts';
import type { ChangeEventResource } from '../../../src/core/resources.ts';
import { formatUrn } from '../../../src/core/subject.ts';
import { replaceSubject } from '../../../src/gateway/supply/supply.ts';
import { SILENT_LOG } from '../../../src/http/kit/log.ts';
import { serializeErrors } from '../../../src/server/log-error.ts';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer, type GatewaySetup } from '../gateway-server.ts';
import { listen } from '../listen.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import { until } from '../../until.ts';

const ORDER = 'com.shop.order';
const reason = 'for this test';
const SCHEMA = objectSchema({ n: { type: 'integer' } }, ['n']);

let registry: RegistryServer;
let fn: FunctionServer;
let folder: string;
let snapshotFile: string;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  [registry, fn, folder] = await Promise.all([startRegistry(), startFunction(), mkdtemp(join(tmpdir(), 'gateway-'))]);
  snapshotFile = join(folder, 'data', 'snapshot.json');
  closing = [() => registry.close().catch(() => {}), () => fn.close(), () => rm(folder, { recursive: true })];
});

afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

async function start(setup: Partial<GatewaySetup> = {}): Promise<GatewayServer> {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }];
  const gateway = await startTestGateway({ registryUrl: registry.url, snapshotFile, config: { routes }, ...setup });
  closing.push(() => gateway.close());
  return gateway;
}

async function statusOf(gateway: GatewayServer, data: object, more: object = {}): Promise<number> {
  return (await gateway.send({ headers: STRUCTURED, body: structured({ type: ORDER, data, ...more }) })).status;
}

test('without snapshot and registry the gateway starts, and events and readyz answer 503', async () => {
  await registry.close();
  const gateway = await start();
  const answer = await gateway.send({ headers: STRUCTURED, body: structured({ type: ORDER, data: {} }) });
  expect([answer.status, answer.headers['retry-after'], problemOf(answer)['code']]).toEqual([503, '1', 'snapshot_missing']);
  expect(await gateway.readiness()).toMatchObject({ status: 503, body: { registry: 'not answering' } });
  const health = await gateway.send({ method: 'GET', path: '/-/healthz', headers: [] });
  expect(health.status).toBe(200);
});

test('a registry that comes up later is found', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  await registry.close();
  const gateway = await start();
  await registry.reopen();
  await gateway.reached(1);
  expect(await statusOf(gateway, { n: 1 })).toBe(200);
});

test('what is registered, retired, configured and deleted arrives by the feed', async () => {
  const { client } = registry;
  const gateway = await start();
  const reached = async (): Promise<void> => gateway.reached((await registry.registry.position()).last);
  expect(await statusOf(gateway, { n: 1 })).toBe(404);

  await client.register(ORDER, { schema: SCHEMA });
  await reached();
  expect([await statusOf(gateway, { n: 1 }), await statusOf(gateway, { m: 1 })]).toEqual([200, 422]);

  await client.register(ORDER, { schema: objectSchema({ m: {} }, ['m']), allowBreaking: { reason } });
  await reached();
  expect([await statusOf(gateway, { n: 1 }), await statusOf(gateway, { m: 1 })]).toEqual([200, 200]);

  await client.setState(ORDER, 2, { state: 'retired', reason });
  await reached();
  expect([await statusOf(gateway, { n: 1 }), await statusOf(gateway, { m: 1 })]).toEqual([200, 422]);

  await client.putConfig('com.shop.*', { profile: 'strict' });
  await reached();
  expect(await statusOf(gateway, { n: 1, undeclared: 1 })).toBe(200);

  await client.deleteSubject(ORDER);
  await reached();
  expect(await statusOf(gateway, { n: 1 })).toBe(404);
});

test('the gateway goes on when the registry goes, and starts without it from the file', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  const gateway = await start();
  await registry.close();
  expect([await statusOf(gateway, { n: 1 }), await statusOf(gateway, { n: 'x' })]).toEqual([200, 422]);
  await gateway.close();

  const again = await startTestGateway({
    registryUrl: registry.url,
    snapshotFile,
    config: { routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [] }] },
  });
  closing[3] = () => again.close();
  expect([await statusOf(again, { n: 1 }), await statusOf(again, { n: 'x' })]).toEqual([204, 422]);
  expect((await again.readiness()).body).toMatchObject({ status: 'ready', registry: 'not answering' });
});

const DAMAGE = [
  { title: 'is cut off', damage: (text: string) => text.slice(0, text.length / 2) },
  { title: 'has a byte changed', damage: (text: string) => text.replace('"integer"', '"anteger"') },
  { title: 'is empty', damage: () => '' },
  { title: 'is no JSON', damage: () => 'snapshot' },
  { title: 'has another format', damage: (text: string) => text.replace('sluice-snapshot-2', 'sluice-snapshot-9') },
  { title: 'comes from another registry', damage: (text: string) => text.replace('http://', 'http://other.') },
];

for (const { title, damage } of DAMAGE) {
  test(`a snapshot file that ${title} is ignored, with a line in the log`, async () => {
    await registry.client.register(ORDER, { schema: SCHEMA });
    await (await start()).close();
    closing.pop();
    await registry.close();
    await writeFile(snapshotFile, damage(await readFile(snapshotFile, 'utf8')));
    const lines: { readonly err: unknown; readonly message: string }[] = [];
    const logged = serializeErrors({ stacks: false });
    const log = { ...SILENT_LOG, warn: (data: { readonly err?: unknown }, message: string) => void lines.push({ err: logged(data.err), message }) };
    const gateway = await start({ log });
    expect(await statusOf(gateway, { n: 1 })).toBe(503);
    expect(lines[0]?.message).toContain('the snapshot on disk is ignored');
    expect(lines[0]?.err).toEqual({ type: 'RegistryError', code: 'config_invalid', message: expect.stringContaining(snapshotFile) as string });
  });
}

test('of a snapshot that cannot be put in its place nothing is left beside it', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  await mkdir(snapshotFile, { recursive: true });
  const errors: string[] = [];
  const gateway = await start({ log: { ...SILENT_LOG, error: (_data: object, message: string) => void errors.push(message) } });
  expect(await statusOf(gateway, { n: 1 })).toBe(200);
  await gateway.close();
  closing.pop();
  expect(errors[0]).toContain('the snapshot cannot be kept on disk');
  expect(await readdir(dirname(snapshotFile))).toEqual([basename(snapshotFile)]);
});

test('a snapshot file that cannot be written stops nothing', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  await writeFile(join(folder, 'data'), 'a file where the folder should be');
  const gateway = await start();
  expect(await statusOf(gateway, { n: 1 })).toBe(200);
});

test('stale schemas are refused where the route says so, and served elsewhere', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  let now = 0;
  const route = { source: { kind: 'cloudevents' }, targets: [] };
  const routes = [
    { ...route, path: '/serve' },
    { ...route, path: '/refuse', whenStale: 'refuse', maxStaleMs: 1_000 },
  ];
  const gateway = await start({ config: { routes }, now: () => now });
  const answers = async (): Promise<(number | undefined)[]> => {
    const request = { headers: STRUCTURED, body: structured({ type: ORDER, data: { n: 1 } }) };
    return [(await gateway.send({ ...request, path: '/serve' })).status, (await gateway.send({ ...request, path: '/refuse' })).status];
  };
  now = 1_000_000;
  expect(await answers()).toEqual([204, 204]);
  await registry.close();
  await until(async () => (await gateway.readiness()).body['registry'] === 'not answering');
  now = 1_001_001;
  expect(await answers()).toEqual([204, 503]);
  await registry.reopen();
  await until(async () => (await gateway.readiness()).body['registry'] === 'following');
  expect(await answers()).toEqual([204, 204]);
});

/** A feed that never says anything. */
async function* silentFeed({ signal }: ChangesOptions = {}): AsyncGenerator<ChangeEventResource, void> {
  await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  yield* [];
}

test('the age of the schemas counts from the end of the feed, over a restart too', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  let [now, tick] = [0, 0];
  const gateway = await start({ now: () => now, monotonic: () => tick });
  now = 5_000;
  await gateway.close();
  closing.pop();
  await registry.close();
  now = 5_300;
  const again = await start({ now: () => now, monotonic: () => tick });
  const isOld = async (snapshotAgeMs: number): Promise<void> =>
    expect((await again.readiness()).body).toMatchObject({ registry: 'not answering', snapshotAgeMs });
  await isOld(300);
  // The clock is set back by an hour, and then the machine sleeps for one.
  now -= 3_600_000;
  tick = 50;
  await isOld(350);
  now += 7_200_000;
  await isOld(3_600_300);
});

test('an event that names a version which the feed has not brought yet is judged by it after one look-up', async () => {
  const { fingerprint } = await registry.client.register(ORDER, { schema: SCHEMA });
  // The snapshot is from before the registration.
  const client = createClient({ url: registry.url });
  const asked: string[] = [];
  const source = {
    ...client,
    snapshot: async (options?: { readonly subject?: string }) =>
      options?.subject === undefined ? { etag: '"0"', snapshot: { position: 0, subjects: [], versions: [] } } : client.snapshot(options),
    // oxlint-disable-next-line require-yield -- a feed that brings nothing
    changes: silentFeed,
    getFingerprint: async (wanted: string) => {
      asked.push(wanted);
      return client.getFingerprint(wanted);
    },
  };
  const gateway = await start({ source });
  const unknown = '0'.repeat(64);
  const dataschema = formatUrn(ORDER, fingerprint);
  expect(await statusOf(gateway, { n: 1 })).toBe(404);
  expect(await statusOf(gateway, { n: 1 }, { dataschema: formatUrn(ORDER, unknown) })).toBe(404);
  expect(await statusOf(gateway, { n: 1 }, { dataschema })).toBe(200);
  expect(await statusOf(gateway, { n: 'x' }, { dataschema })).toBe(422);
  expect(await statusOf(gateway, { n: 1 }, { dataschema: formatUrn(ORDER, unknown) })).toBe(503);
  expect(asked).toEqual([unknown, fingerprint]);
});

test('with the registry down a version that is not known here is 503, and one that must be retired 422', async () => {
  const { client } = registry;
  await client.register(ORDER, { schema: SCHEMA });
  await client.register(ORDER, { schema: objectSchema({ m: {} }), allowBreaking: { reason } });
  await client.setState(ORDER, 1, { state: 'retired', reason });
  const gateway = await start();
  await registry.close();
  const url = (version: number): string => `${registry.url}/api/v1/subjects/${ORDER}/versions/${version}`;
  expect(await statusOf(gateway, {}, { dataschema: formatUrn(ORDER, '0'.repeat(64)) })).toBe(503);
  expect(await statusOf(gateway, {}, { dataschema: url(3) })).toBe(503);
  expect(await statusOf(gateway, {}, { dataschema: url(1) })).toBe(422);
  expect(await statusOf(gateway, {}, { dataschema: url(2) })).toBe(200);
});

/** The first wait is over at once, the others last until they are stopped. */
function impatient(ms: number, signal: AbortSignal): Promise<void> {
  return ms === 2_000 || signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

test('a registry that never answers does not keep the gateway from starting or closing', async () => {
  const silent = await listen(createServer(() => {}));
  closing.push(() => silent.close());
  const gateway = await startTestGateway({ registryUrl: silent.url, config: { routes: [] }, pause: impatient });
  expect((await gateway.readiness()).status).toBe(503);
  await gateway.close();
});

test('a registry that goes silent while a change is fetched does not keep the gateway from closing', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  const client = createClient({ url: registry.url });
  let onAsked: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    onAsked = resolve;
  });
  const source = {
    ...client,
    snapshot: async (options?: { readonly subject?: string }) => {
      if (options?.subject === undefined) return client.snapshot();
      onAsked();
      return new Promise<never>(() => {});
    },
  };
  const gateway = await startTestGateway({ registryUrl: registry.url, source, config: { routes: [] } });
  await registry.client.register(ORDER, { schema: objectSchema({ m: {} }), allowBreaking: { reason } });
  await asked;
  await gateway.close();
});

function entry(subject: string, version: number): never {
  return { subject, version } as never;
}

test('replacing a subject leaves the others and the position alone', () => {
  const whole = { position: 7, subjects: [entry('a', 0), entry('b', 0)], versions: [entry('a', 1), entry('b', 1), entry('a', 2)] };
  const part = { position: 9, subjects: [entry('a', 0)], versions: [entry('a', 3)] };
  expect(replaceSubject(whole, 'a', part)).toEqual({
    position: 7,
    subjects: [entry('b', 0), entry('a', 0)],
    versions: [entry('b', 1), entry('a', 3)],
  });
});

test('a registry that has gone back is not believed: the gate goes on with what it has, and says so', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  await registry.client.register('com.shop.other', { schema: SCHEMA });
  const first = await start();
  await first.reached(2);
  await first.close();
  const other = await startRegistry();
  closing.push(() => other.close());
  await other.client.register(ORDER, { schema: objectSchema({ n: { type: 'string' } }, ['n']) });
  const source = createClient({ url: other.url });
  const gateway = await start({ source });
  expect(await statusOf(gateway, { n: 1 })).toBe(200);
  const { status, body } = await gateway.readiness();
  expect([status, body['registry'], body['position']]).toEqual([200, 'another history', 2]);
  expect(body['trouble']).toMatch(/is at position 1, and has no change 2.*sluice accept-history/);
});

test('readyz is 503 where every route refuses by schemas so old, and names those that do', async () => {
  await registry.client.register(ORDER, { schema: SCHEMA });
  let now = Date.now();
  const route = (path: string, whenStale: string): object => ({
    path,
    source: { kind: 'cloudevents' },
    whenStale,
    maxStaleMs: 1_000,
    targets: [{ url: fn.url }],
  });
  const gateway = await start({ now: () => now, config: { routes: [route('/a', 'refuse'), route('/b', 'serve')] } });
  const strict = await start({ now: () => now, config: { routes: [route('/a', 'refuse')] } });
  await registry.close();
  await until(
    async () => (await gateway.readiness()).body['registry'] === 'not answering' && (await strict.readiness()).body['registry'] === 'not answering',
  );
  now += 1_001;
  expect(await gateway.readiness()).toMatchObject({ status: 200, body: { status: 'ready', refusing: ['/a'] } });
  expect(await strict.readiness()).toMatchObject({ status: 503, body: { status: 'the schemas are too old', refusing: ['/a'] } });
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatUrn } from '../../../src/core/subject.ts';
import type { Log } from '../../../src/http/kit/log.ts';
import { SILENT_LOG } from '../../../src/http/kit/log.ts';
import { startFileRegistry, type FileRegistry } from '../file-registry.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer, type GatewaySetup } from '../gateway-server.ts';
import { objectSchema } from '../registry-server.ts';
import { until } from '../../until.ts';

const ORDER = 'com.shop.order';
const TOKEN = 'let-me-in';
const OLD = objectSchema({ n: { type: 'integer' } }, ['n']);
const LOST = objectSchema({ m: { type: 'integer' } }, ['m']);
const NEW = objectSchema({ k: { type: 'integer' } }, ['k']);
const allowBreaking = { reason: 'for this test' };

let folder: string;
let registry: FileRegistry;
let gateway: GatewayServer;
let now: number;
let lines: { readonly level: string; readonly message: string }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  registry = await startFileRegistry(join(folder, 'registry.sqlite'));
  now = Date.parse('2026-01-01T00:00:00Z');
  lines = [];
  await registry.client.register(ORDER, { schema: OLD });
  await registry.backUp(join(folder, 'backup.sqlite'));
  await registry.client.register(ORDER, { schema: LOST, allowBreaking });
  await registry.client.register('com.shop.more', { schema: OLD });
});

afterEach(async () => {
  await gateway.close();
  await registry.stop();
  await rm(folder, { recursive: true });
});

async function start(setup: Partial<GatewaySetup> = {}): Promise<void> {
  const route = { source: { kind: 'cloudevents' }, targets: [] };
  const routes = [
    { ...route, path: '/' },
    { ...route, path: '/strict', whenStale: 'refuse', maxStaleMs: 60_000 },
  ];
  gateway = await startTestGateway({
    registryUrl: registry.url,
    snapshotFile: join(folder, 'snapshot.json'),
    config: { routes, admin: { tokenEnv: 'ADMIN' } },
    env: { ADMIN: TOKEN },
    now: () => now,
    log: loggingTo(lines),
    ...setup,
  });
}

function loggingTo(kept: { readonly level: string; readonly message: string }[]): Log {
  const to =
    (level: string): Log['warn'] =>
    (_data, message) =>
      void kept.push({ level, message });
  return { ...SILENT_LOG, info: to('info'), warn: to('warn'), error: to('error') };
}

async function statusOf(data: object, { path = '/', ...more }: { readonly path?: string; readonly dataschema?: string } = {}): Promise<number> {
  return (await gateway.send({ path, headers: STRUCTURED, body: structured({ type: ORDER, data, ...more }) })).status;
}

async function says(state: string): Promise<Record<string, unknown>> {
  return until(async () => {
    const { body } = await gateway.readiness();
    return body['registry'] === state && body;
  });
}

async function accept(query = ''): Promise<Record<string, unknown>> {
  const answer = await gateway.send({
    method: 'POST',
    path: `/-/api/v1/registry/accept-history${query}`,
    headers: [`Authorization: Bearer ${TOKEN}`],
  });
  return { status: answer.status, ...problemOf(answer) };
}

async function metric(name: string): Promise<number> {
  const { body } = await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] });
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(body)?.[1]);
}

/** What becomes of the registry while the gateway goes on: each leaves it with another history than the gateway knows. */
const ROWS: readonly { readonly title: string; readonly change: () => Promise<void>; readonly loses: number; readonly position: number }[] = [
  {
    title: 'restored from a backup with fewer changes',
    change: () => registry.restore(join(folder, 'backup.sqlite')).then(() => registry.start()),
    loses: 2,
    position: 1,
  },
  {
    title: 'restored from a backup, and now at the same position',
    change: () => restoredAndWrittenTo(2),
    loses: 2,
    position: 3,
  },
  {
    title: 'restored from a backup, and now with more changes than before',
    change: () => restoredAndWrittenTo(9),
    loses: 2,
    position: 10,
  },
  {
    title: 'replaced by an empty one',
    change: () => registry.restore().then(() => registry.start()),
    loses: 3,
    position: 0,
  },
];

async function restoredAndWrittenTo(count: number): Promise<void> {
  await registry.restore(join(folder, 'backup.sqlite'));
  await registry.start();
  await registry.client.register(ORDER, { schema: NEW, allowBreaking });
  for (let index = 1; index < count; index += 1) await registry.client.register(`com.shop.s${index}`, { schema: OLD });
}

for (const { title, change, loses, position } of ROWS) {
  describe(`a registry that was ${title}`, () => {
    for (const restarted of [false, true]) {
      test(`is not followed by a gateway that ${restarted ? 'starts again' : 'goes on'}, until somebody accepts it`, async () => {
        await start();
        await gateway.reached(3);
        if (restarted) await gateway.close();
        await registry.stop();
        await change();
        if (restarted) await start();
        const body = await says('another history');

        expect(body).toMatchObject({ status: 'ready', registryUrl: registry.url, position: 3 });
        expect(body['trouble']).toMatch(/it was restored from a backup since, or is another registry.*sluice accept-history/);
        expect(lines.filter(({ level }) => level === 'error')).toEqual([
          { level: 'error', message: expect.stringMatching(/^the registry has another history: .*sluice accept-history/) as string },
        ]);
        expect(await metric('sluice_gateway_registry_other_history')).toBe(1);
        // Nothing is lost, and nothing is refused that was accepted.
        expect(await Promise.all([{ n: 1 }, { m: 1 }, { k: 1 }].map((data) => statusOf(data)))).toEqual([204, 204, 422]);
        // What the registry says about a version is not believed either.
        expect(await statusOf({ n: 1 }, { dataschema: formatUrn(ORDER, '0'.repeat(64)) })).toBe(503);

        now += 60_001;
        expect(await statusOf({ n: 1 }, { path: '/strict' })).toBe(503);
        expect(await metric('sluice_gateway_snapshot_age_seconds')).toBeGreaterThan(60);

        const planned = await accept('?dryRun=true');
        expect(planned).toMatchObject({ status: 200, isOtherHistory: true, accepted: false, before: { position: 3 }, after: { position } });
        expect(planned['loses']).toHaveLength(loses);
        expect((await gateway.readiness()).body).toMatchObject({ position: 3 });

        expect(await accept()).toMatchObject({ status: 200, accepted: true, after: { position } });
        expect(await says('following')).toMatchObject({ position, refusing: [] });
        expect(await statusOf({ m: 1 })).toBe(position === 0 ? 404 : 422);
        expect(await metric('sluice_gateway_registry_other_history')).toBe(0);
        await registry.client.register('com.shop.later', { schema: OLD });
        await gateway.reached(position + 1);
        expect(await accept()).toEqual({ status: 200, isOtherHistory: false, accepted: false });
      });
    }
  });
}

test('the same history after a plain restart of the registry raises no alarm, and is followed on', async () => {
  await start();
  await gateway.reached(3);
  await registry.stop();
  await says('not answering');
  await registry.start();
  await registry.client.register(ORDER, { schema: NEW, allowBreaking });
  await gateway.reached(4);
  expect(await statusOf({ k: 1 })).toBe(204);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a restore that lost nothing raises no alarm', async () => {
  await start();
  await gateway.reached(3);
  await registry.backUp(join(folder, 'whole.sqlite'));
  await registry.stop();
  await registry.restore(join(folder, 'whole.sqlite'));
  await registry.start();
  await registry.client.register(ORDER, { schema: NEW, allowBreaking });
  await gateway.reached(4);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('the history that was lost comes back: the log says that it is over, and the gateway follows', async () => {
  await registry.backUp(join(folder, 'whole.sqlite'));
  await start();
  await gateway.reached(3);
  for (const copy of ['backup.sqlite', 'whole.sqlite']) {
    await registry.stop();
    await registry.restore(join(folder, copy));
    await registry.start();
    await says(copy === 'backup.sqlite' ? 'another history' : 'following');
  }
  expect(lines.at(-1)).toEqual({ level: 'info', message: 'the history of the registry is the one followed here again' });
});

test('a gateway that starts without its snapshot file takes the history that is there', async () => {
  await start();
  await gateway.close();
  await registry.stop();
  await registry.restore(join(folder, 'backup.sqlite'));
  await registry.start();
  await rm(join(folder, 'snapshot.json'));
  await start();
  expect(await says('following')).toMatchObject({ position: 1 });
});

test('a snapshot file of an earlier version, which names no history, is compared by position', async () => {
  await start();
  await gateway.close();
  const file = join(folder, 'snapshot.json');
  const text = await readFile(file, 'utf8');
  const [header = '', rest = '', ...versions] = text.split('\n');
  const { historyId: _historyId, ...old } = JSON.parse(rest) as Record<string, unknown>;
  const body = [JSON.stringify(old), ...versions].join('\n');
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update(body).digest('hex');
  await writeFile(file, `${JSON.stringify({ ...(JSON.parse(header) as object), sha256 })}\n${body}`);
  await start();
  expect(await says('following')).toMatchObject({ position: 3 });
  await gateway.close();
  await writeFile(file, `${JSON.stringify({ ...(JSON.parse(header) as object), sha256 })}\n${body}`);
  await registry.stop();
  await registry.restore(join(folder, 'backup.sqlite'));
  await registry.start();
  await start();
  expect(await says('another history')).toMatchObject({ position: 3 });
});

test('a history is accepted by an admin only', async () => {
  await start();
  const answer = await gateway.send({ method: 'POST', path: '/-/api/v1/registry/accept-history', headers: [] });
  expect(answer.status).toBe(401);
  expect(await accept('?dryRun=maybe')).toMatchObject({ status: 400, code: 'request_invalid' });
});

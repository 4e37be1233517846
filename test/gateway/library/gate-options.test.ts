import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGate, lambda, type Gate, type GateOptions } from '../../../src/gateway/index.ts';
import { until } from '../../until.ts';
import { startTestGateway } from '../gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';

let registry: RegistryServer;
let folder: string;
/** Written by a gateway. */
let snapshotFile: string;

beforeAll(async () => {
  registry = await startRegistry();
  folder = await mkdtemp(join(tmpdir(), 'sluice-library-'));
  snapshotFile = join(folder, 'snapshot.json');
  await registry.client.register('known', { schema: objectSchema({ n: {} }) });
  await (await startTestGateway({ registryUrl: registry.url, snapshotFile, config: { routes: [] } })).close();
});

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

const event = (type: string, members: object = {}): object => ({ specversion: '1.0', id: '1', source: '/', type, data: { n: 1 }, ...members });

/** What a function behind the gate says, or why it is not reached. */
async function send(gate: Gate, sent: object): Promise<unknown> {
  const seen: unknown[] = [];
  const handle = lambda(({ kind, version }) => seen.push([kind, version]), { gate });
  await handle(sent, {}).catch((thrown: { readonly code: string }) => seen.push(thrown.code));
  return seen[0];
}

test('snapshotFile: judges by what a gateway wrote, and knows the URLs of its registry', async () => {
  const gate = await createGate({ snapshotFile });
  expect(gate.judge(event('known'))).toMatchObject({ kind: 'accepted', version: 1 });
  const dataschema = `${registry.url}/api/v1/subjects/known/versions/9`;
  expect(gate.judge(event('known', { dataschema }))).toMatchObject({ kind: 'malformed', code: 'dataschema_unknown' });
});

test('a snapshot is as old as it says: whenStale: refuse', async () => {
  const gate = await createGate({ snapshotFile });
  const handle = lambda(() => {}, { gate, whenStale: 'refuse', maxStaleMs: -1 });
  await expect(handle(event('known'), {})).rejects.toMatchObject({ code: 'snapshot_stale' });
});

test('a snapshot taken once does not change', async () => {
  const gate = await createGate({ registry: registry.url });
  await registry.client.register('later', { schema: objectSchema({ n: {} }) });
  expect(gate.judge(event('later'))).toEqual({ kind: 'unknown_subject', subject: 'later' });
});

test('refreshOnUnknown: a version that an event names is asked for, once it is needed', async () => {
  const [curious, incurious] = await Promise.all([
    createGate({ registry: registry.url, refreshOnUnknown: true }),
    createGate({ registry: registry.url }),
  ]);
  await registry.client.register('known', { schema: objectSchema({ n: {}, m: {} }) });
  const named = event('known', { dataschema: `${registry.url}/api/v1/subjects/known/versions/2` });
  expect(await send(incurious, named)).toBe('dataschema_unknown');
  expect(await send(curious, named)).toEqual(['accepted', 2]);
  expect(await send(curious, event('known'))).toEqual(['accepted', 2]);
});

test('follow: changes are taken in until close(), and the file is kept', async () => {
  const path = join(folder, 'followed.json');
  const gate = await createGate({ registry: registry.url, follow: true, snapshotFile: path });
  await registry.client.register('followed', { schema: objectSchema({ n: {} }) });
  await until(() => gate.judge(event('followed')).kind === 'accepted');
  await gate.close();
  expect((await createGate({ snapshotFile: path })).judge(event('followed')).kind).toBe('accepted');
});

test('follow: the registry may be down, and the file is what there is', async () => {
  const gone = await startRegistry();
  await gone.close();
  const path = join(folder, 'none.json');
  const empty = await createGate({ registry: gone.url, follow: true, snapshotFile: path });
  expect(empty.judge(event('known'))).toMatchObject({ kind: 'malformed', code: 'snapshot_missing' });
  expect(await send(empty, event('known'))).toBe('snapshot_missing');
  await empty.close();
});

const WRONG: readonly { readonly title: string; readonly options: () => GateOptions; readonly message: string }[] = [
  { title: 'no source', options: () => ({}), message: 'expected registry, snapshot or snapshotFile' },
  { title: 'two snapshots', options: () => ({ snapshot: { position: 0, subjects: [], versions: [] }, snapshotFile }), message: 'found both' },
  { title: 'following nobody', options: () => ({ snapshotFile, follow: true }), message: 'follow asks a registry' },
  { title: 'asking nobody', options: () => ({ snapshotFile, refreshOnUnknown: true }), message: 'refreshOnUnknown asks a registry' },
  {
    title: 'a snapshot and following',
    options: () => ({ registry: registry.url, snapshot: { position: 0, subjects: [], versions: [] }, follow: true }),
    message: 'leave snapshot out',
  },
  { title: 'a file that is not there', options: () => ({ snapshotFile: join(folder, 'nowhere.json') }), message: 'ENOENT' },
  { title: 'a file that is something else', options: () => ({ snapshotFile: join(folder, 'other.json') }), message: 'other.json' },
];

for (const { title, options, message } of WRONG) {
  test(`createGate(): ${title} is config_invalid`, async () => {
    await writeFile(join(folder, 'other.json'), '{"a":1}\n');
    const expected = { code: 'config_invalid', message: expect.stringContaining(message) as string };
    await expect(createGate(options())).rejects.toMatchObject(expected);
  });
}

import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import type { ChangeEventResource } from '../../src/core/resources.ts';
import { until } from '../until.ts';
import { folderWith, serve, type Server } from './process.ts';
import { startHere } from './serve-here.ts';

async function start(cwd: string): Promise<Server> {
  const server = await serve(['serve', '--port', '0'], { cwd });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

function clientOf({ registry }: Pick<Server, 'registry'>): Client {
  return createClient({ url: registry });
}

/** Follow from the last change that was taken in, into `taken`, until the connection ends or there are so many. */
async function follow(client: Client, taken: ChangeEventResource[], most: number): Promise<void> {
  const last = taken.at(-1);
  const options = last === undefined ? {} : { lastEventId: last.id, historyId: last.historyid };
  for await (const change of client.changes(options)) if (taken.push(change) >= most) return;
}

/** What a caller of a registry that was killed sees. */
function isGone(thrown: unknown): void {
  expect(thrown).toMatchObject({ code: 'registry_unavailable' });
}

function numbers(changes: readonly ChangeEventResource[]): number[] {
  return changes.map(({ id }) => Number(id));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

test('a follower resumes over kills of the registry without gap or repeat', async () => {
  const cwd = await folderWith();
  const taken: ChangeEventResource[] = [];
  for (let round = 1; round <= 2; round += 1) {
    const server = await start(cwd);
    const client = clientOf(server);
    const writing = (async () => {
      for (let index = 0; ; index += 1) await client.register(`r${round}.${index}`, { schema: { type: 'string' } });
    })().catch(isGone);
    const following = follow(client, taken, Number.POSITIVE_INFINITY).catch(isGone);
    await until(() => taken.length >= round * 20);
    await server.stop('SIGKILL');
    await Promise.all([writing, following]);
  }
  const server = await startHere(['serve', '--port', '0'], { cwd });
  await clientOf(server).register('last', { schema: { type: 'string' } });
  while (taken.at(-1)?.subject !== 'last') await follow(clientOf(server), taken, taken.length + 1);
  expect(numbers(taken)).toEqual(upTo(taken.length));
  expect(new Set(taken.map(({ historyid }) => historyid)).size).toBe(taken.length);
});

test('two registries on one file have one feed, and a follower changes from one to the other', async () => {
  const cwd = await folderWith();
  const [one, other] = await Promise.all([start(cwd), startHere(['serve', '--port', '0'], { cwd })]);
  const clients = [clientOf(one), clientOf(other)] as const;
  const feeds: ChangeEventResource[][] = [[], []];
  const changing: ChangeEventResource[] = [];
  const count = 40;
  const following = clients.map((client, index) => follow(client, feeds[index] ?? [], count));
  const wandering = (async () => {
    for (let turn = 0; changing.length < count; turn += 1) await follow(clients[turn % 2] ?? clients[0], changing, changing.length + 1);
  })();
  await Promise.all(upTo(count).map((index) => (clients[index % 2] ?? clients[0]).register(`s${index}`, { schema: { type: 'string' } })));
  await Promise.all([...following, wandering]);
  expect(numbers(feeds[0] ?? [])).toEqual(upTo(count));
  expect(feeds[1]).toEqual(feeds[0]);
  expect(changing).toEqual(feeds[0]);
});

test('followers that do not read cost no memory that grows with the feed, hold up nobody, and miss nothing', async () => {
  const server = await start(await folderWith());
  const client = clientOf(server);
  await client.register('a', { schema: { type: 'string' } });
  const sockets = await Promise.all(upTo(16).map(() => openSilently(server)));
  const before = await residentBytes(server);
  const changes = 250;
  for (let index = 1; index < changes; index += 1) await client.updateSubject('a', { description: `${index} ${'x'.repeat(60_000)}` });
  const read: ChangeEventResource[] = [];
  await follow(client, read, changes);
  expect(numbers(read)).toEqual(upTo(changes));
  // All of it for each of them would be 240 MB.
  const after = await residentBytes(server);
  expect(after - before).toBeLessThan(120 * 2 ** 20);
  const [slow, ...others] = sockets as [Socket, ...Socket[]];
  for (const socket of others) socket.destroy();
  const ids: number[] = [];
  for await (const line of createInterface({ input: slow.resume() })) {
    const [, id] = /^id: (\d+)$/.exec(line) ?? [];
    if (id !== undefined && ids.push(Number(id)) === changes) break;
  }
  slow.destroy();
  expect(ids).toEqual(upTo(changes));
});

/** A connection that asked for the feed and reads nothing of it. */
async function openSilently({ registry }: Server): Promise<Socket> {
  const { hostname, port } = new URL(registry);
  const socket = connect(Number(port), hostname).pause();
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('GET /api/v1/changes HTTP/1.1\r\nHost: x\r\n\r\n');
  return socket;
}

async function residentBytes({ registry }: Server): Promise<number> {
  const text = await (await fetch(`${registry}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
}

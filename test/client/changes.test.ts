import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient, type ChangesOptions, type Client } from '../../src/client/index.ts';
import type { ChangeEventResource } from '../../src/core/resources.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';

const NEVER_MS = 2 ** 31 - 1;

let stopping: AbortController;
let server: TestServer;
let client: Client;

beforeEach(async () => {
  stopping = new AbortController();
  server = await startTestServer({ stopping: stopping.signal });
  client = createClient({ url: server.url });
  for (const subject of ['a', 'b', 'c', 'd']) await client.register(subject, { schema: { max: 1 } });
});

afterEach(async () => {
  stopping.abort();
  await server.close();
});

const beginnings: { title: string; options: ChangesOptions; subjects: string[] }[] = [
  { title: 'from the first change', options: {}, subjects: ['a', 'b'] },
  { title: 'after a position', options: { from: 2 }, subjects: ['c', 'd'] },
  { title: 'after an event', options: { lastEventId: '1', from: 0 }, subjects: ['b', 'c'] },
];

for (const { title, options, subjects } of beginnings) {
  test(`changes() begins ${title}`, async () => {
    expect((await take(client.changes(options), 2)).map(({ subject }) => subject)).toEqual(subjects);
  });
}

test('changes() goes on where a snapshot ends', async () => {
  const answer = await client.snapshot();
  const from = typeof answer === 'string' ? 0 : answer.snapshot.position;
  const following = take(client.changes({ from }), 1);
  await client.register('e', { schema: { max: 1 } });
  expect(await following).toMatchObject([{ id: '5', type: 'io.sluice.version.registered', subject: 'e' }]);
});

test('changes() ends when the registry stops', async () => {
  const events = client.changes({ from: 3 })[Symbol.asyncIterator]();
  await events.next();
  stopping.abort();
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

test('changes() ends when its signal aborts', async () => {
  const leaving = new AbortController();
  const events = client.changes({ from: 3, signal: leaving.signal })[Symbol.asyncIterator]();
  await events.next();
  const next = events.next();
  leaving.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

for (const [title, options, outcome] of [
  ['ends when its signal aborts', { maxSilenceMs: NEVER_MS }, undefined],
  ['takes silence for a lost connection', { maxSilenceMs: 1 }, 'registry_unavailable'],
] as const) {
  test(`changes() ${title}, though the answer neither ends nor breaks off`, async () => {
    const closing = new AbortController();
    let isCancelled = false;
    const cancel = (): void => void (isCancelled = true);
    const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('data: {"id":"1"}\n\n')), cancel });
    const deaf = createClient({ url: 'http://127.0.0.1:1', fetch: async () => new Response(body) });
    const events = deaf.changes({ signal: closing.signal, ...options })[Symbol.asyncIterator]();
    await events.next();
    const next = events.next().then(
      ({ done }) => (done === true ? undefined : 'another change'),
      ({ code }: { readonly code: string }) => code,
    );
    if (outcome === undefined) closing.abort();
    await expect(next).resolves.toBe(outcome);
    expect(isCancelled).toBe(true);
  });
}

test('changes() closes its connection when nobody reads on', async () => {
  const { closed, url, close } = await serve((_, response) => response.write('id: 1\ndata: {}\n\n'));
  await take(createClient({ url }).changes(), 1);
  await closed;
  await close();
});

test('changes() throws what the registry says of the position', async () => {
  await expect(take(client.changes({ from: 99 }), 1)).rejects.toMatchObject({ code: 'request_invalid' });
});

const broken: { title: string; listener: RequestListener; options: ChangesOptions; message: RegExp }[] = [
  { title: 'a connection that breaks', listener: (request) => request.socket.destroy(), options: {}, message: /does not answer/ },
  {
    title: 'a feed that falls silent',
    listener: (_, response) => response.write(': the feed begins\n\n'),
    options: { maxSilenceMs: 20 },
    message: /silent for 20 ms/,
  },
  { title: 'a registry that never answers', listener: () => {}, options: { maxSilenceMs: 20 }, message: /silent for 20 ms/ },
  { title: 'data that is no JSON', listener: (_, response) => response.end('data: {\n\n'), options: {}, message: /does not answer/ },
];

for (const { title, listener, options, message } of broken) {
  test(`${title} is registry_unavailable`, async () => {
    const { url, close } = await serve(listener);
    await expect(take(createClient({ url }).changes(options), 1)).rejects.toMatchObject({
      code: 'registry_unavailable',
      message: expect.stringMatching(message) as string,
    });
    await close();
  });
}

test('what a reader takes its time for is no silence of the registry', async () => {
  const { url, close } = await serve((_, response) => {
    response.write('data: {"id":"1"}\n\n');
    const timer = setInterval(() => response.write(': still here\n\n'), 100);
    response.once('close', () => clearInterval(timer));
    setTimeout(() => response.write('data: {"id":"2"}\n\n'), 4_500);
  });
  const changes = createClient({ url }).changes({ maxSilenceMs: 4_000 })[Symbol.asyncIterator]();
  expect(await changes.next()).toMatchObject({ value: { id: '1' } });
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await changes.next()).toMatchObject({ value: { id: '2' } });
  await changes.return?.();
  await close();
});

interface OtherServer {
  readonly url: string;
  /** Once the connection of an answer is closed. */
  readonly closed: Promise<void>;
  readonly close: () => Promise<void>;
}

async function serve(listener: RequestListener): Promise<OtherServer> {
  const other = createServer(listener);
  const closed = new Promise<void>((resolve) => {
    other.once('request', (_, response) => response.once('close', resolve));
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      other.close(() => resolve());
      other.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, closed, close };
}

async function take(changes: AsyncIterable<ChangeEventResource>, count: number): Promise<ChangeEventResource[]> {
  const taken: ChangeEventResource[] = [];
  for await (const change of changes) {
    taken.push(change);
    if (taken.length === count) break;
  }
  return taken;
}

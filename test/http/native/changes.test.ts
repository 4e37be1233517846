import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEventStream, type ServerSentEvent } from '../../../src/client/event-stream.ts';
import { parseAttributes } from '../../../src/core/cloud-event.ts';
import type { ExactObject } from '../../../src/core/json/value.ts';
import { ANYBODY } from '../../../src/http/kit/principal.ts';
import { changeFeed, type Heartbeat } from '../../../src/http/native/change-feed.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { AnswerSchemas } from './answer-schema.ts';
import { createTestRegistry, startTestServer, type TestServer } from '../test-server.ts';

/** A heartbeat that beats when the test says so, and tells when a feed has ended. */
class TestHeart {
  readonly beats = new Set<() => void>();
  #onStop: (() => void) | undefined;
  readonly stopped = new Promise<void>((resolve) => {
    this.#onStop = resolve;
  });

  readonly heartbeat: Heartbeat = (beat) => {
    this.beats.add(beat);
    return () => {
      this.beats.delete(beat);
      this.#onStop?.();
    };
  };
}

let heart: TestHeart;
let stopping: AbortController;
let server: TestServer;

beforeEach(async () => {
  heart = new TestHeart();
  stopping = new AbortController();
  server = await startTestServer({ heartbeat: heart.heartbeat, stopping: stopping.signal });
});

afterEach(async () => {
  stopping.abort();
  await server.close();
});

test('the feed gives every change as a CloudEvent', async () => {
  await register('a');
  await server.registry.putConfig('', { level: 'NONE' }, { actor: 'me' });
  const events = await follow({ count: 2 });
  expect(events.map(({ id, event }) => ({ id, event }))).toEqual([
    { id: '1', event: 'io.sluice.version.registered' },
    { id: '2', event: 'io.sluice.config.updated' },
  ]);
  const [registered, configured] = events.map(({ data }) => JSON.parse(data) as ExactObject);
  expect(registered).toMatchObject({ id: '1', type: 'io.sluice.version.registered', subject: 'a', data: { subject: 'a', version: 1 } });
  expect(configured).not.toHaveProperty('subject');
});

test('a proxy is asked to hand each line on at once', async () => {
  const gone = new AbortController();
  const { headers } = await fetch(`${server.url}/api/v1/changes`, { signal: gone.signal });
  gone.abort();
  expect(headers.get('x-accel-buffering')).toBe('no');
});

test('what the feed sends is a valid CloudEvent and as the document says', async () => {
  await register('a');
  const document = await (await fetch(`${server.url}/api/v1/openapi.json`)).json();
  const [event] = await follow({ count: 1 });
  const value = JSON.parse(event?.data ?? '') as ExactObject;
  const { data: _data, ...attributes } = value;
  expect(parseAttributes(attributes)).toEqual(attributes);
  const answer = { route: '/changes', method: 'GET', status: 200, type: 'text/event-stream', value };
  expect(new AnswerSchemas(document as never).faults(answer)).toEqual([]);
});

const beginnings = [
  { title: 'at the first change', query: '', headers: {}, first: '1' },
  { title: 'after ?from=', query: '?from=3', headers: {}, first: '4' },
  { title: 'at the first change after ?from=0', query: '?from=0', headers: {}, first: '1' },
  { title: 'after Last-Event-ID', query: '', headers: { 'last-event-id': '2' }, first: '3' },
  { title: 'after Last-Event-ID, whatever ?from= says', query: '?from=0', headers: { 'last-event-id': '4' }, first: '5' },
];

for (const { title, query, headers, first } of beginnings) {
  test(`the feed begins ${title}`, async () => {
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await register(subject);
    const [event] = await follow({ query, headers, count: 1 });
    expect(event?.id).toBe(first);
  });
}

const refused = [
  { title: 'a position that was never given', query: '?from=3', headers: {} },
  { title: 'a position that is no number', query: '?from=x', headers: {} },
  { title: 'a negative position', query: '?from=-1', headers: {} },
  { title: 'an id that was never given', query: '', headers: { 'last-event-id': '3' } },
  { title: 'an id that is no number', query: '', headers: { 'last-event-id': '1.5' } },
];

for (const { title, query, headers } of refused) {
  test(`${title} is refused`, async () => {
    await register('a');
    expect(await server.send({ path: `/api/v1/changes${query}`, headers })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
}

const OTHER = '00000000-0000-4000-8000-000000000000';
const histories = [
  { title: 'the change that was read', query: (id: string) => `from=1&historyId=${id}`, status: 200 },
  { title: 'another change than was read', query: () => `from=1&historyId=${OTHER}`, status: 409 },
  { title: 'a position beyond the end, with an identity', query: (id: string) => `from=9&historyId=${id}`, status: 409 },
  { title: 'no change at all', query: () => `from=0&historyId=${OTHER}`, status: 200 },
  { title: 'an identity without a position', query: (id: string) => `historyId=${id}`, status: 400 },
];

for (const { title, query, status } of histories) {
  for (const path of ['/api/v1/changes', '/api/v1/snapshot']) {
    test(`${path} after ${title} is ${status}`, async () => {
      await register('a');
      await register('b');
      const [first] = await follow({ count: 1 });
      const { historyid } = JSON.parse(first?.data ?? '') as { readonly historyid: string };
      const answer = await fetch(`${server.url}${path}?${query(historyid)}`);
      expect(answer.status).toBe(status);
      const { code } = status === 200 ? { code: undefined } : ((await answer.json()) as { readonly code: string });
      expect(code).toBe({ 200: undefined, 400: 'request_invalid', 409: 'other_history' }[status]);
      if (status === 200) await answer.body?.cancel();
    });
  }
}

test('a snapshot says which change its position is, as the feed does', async () => {
  await register('a');
  await register('b');
  const last = JSON.parse((await follow({ count: 2 }))[1]?.data ?? '') as { readonly historyid: string };
  const snapshot = await (await fetch(`${server.url}/api/v1/snapshot`)).json();
  expect(snapshot).toMatchObject({ position: 2, historyId: last.historyid });
});

test('Last-Event-ID is checked against the identity as well', async () => {
  await register('a');
  const answer = await server.send({ path: `/api/v1/changes?historyId=${OTHER}`, headers: { 'last-event-id': '1' } });
  expect(answer).toMatchObject({ status: 409, json: { code: 'other_history', position: 1 } });
});

const forgotten = [
  { title: 'too old a position', query: '?from=1', headers: {} },
  { title: 'too old an id', query: '', headers: { 'last-event-id': '0' } },
];

for (const { title, query, headers } of forgotten) {
  test(`${title} is answered with 410 resync`, async () => {
    const forgetful = await startTestServer({ store: forgetfulStore({ first: 3 }) });
    for (const subject of ['a', 'b', 'c']) await forgetful.registry.register(subject, { schema: { max: 1 } }, { actor: 'me' });
    expect(await forgetful.send({ path: `/api/v1/changes${query}`, headers })).toMatchObject({ status: 410, json: { code: 'resync' } });
    await forgetful.close();
  });
}

test('without a position the feed begins at the first change that is kept', async () => {
  const forgetful = await startTestServer({ store: forgetfulStore({ first: 3 }) });
  for (const subject of ['a', 'b', 'c']) await forgetful.registry.register(subject, { schema: { max: 1 } }, { actor: 'me' });
  const [event] = await follow({ url: forgetful.url, count: 1 });
  expect(event?.id).toBe('3');
  await forgetful.close();
});

test('a follower that falls behind what is kept is ended', async () => {
  const kept = { first: 1 };
  const registry = createTestRegistry(forgetfulStore(kept));
  for (let index = 0; index < 150; index += 1) await registry.register(`s${index}`, { schema: { max: 1 } }, { actor: 'me' });
  const feed = changeFeed({ follower: ANYBODY, registry, after: 0, signal: stopping.signal, heartbeat: heart.heartbeat });
  await feed.next();
  await feed.next();
  kept.first = 120;
  expect(await feed.next()).toEqual({ done: true, value: undefined });
  expect(heart.beats.size).toBe(0);
});

test('many followers see every concurrent commit once and in order', async () => {
  const count = 60;
  const feeds = await Promise.all(Array.from({ length: 8 }, () => fetch(`${server.url}/api/v1/changes`)));
  const following = Promise.all(feeds.map((feed) => readEvents(feed, count)));
  await Promise.all(Array.from({ length: count }, (_, index) => registerOverHttp(`s${index % 7}.${index}`)));
  const sequences = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const events of await following) expect(events.map(({ id }) => id)).toEqual(sequences);
});

test('a follower that comes back again and again misses and repeats nothing', async () => {
  const count = 20;
  const writing = Promise.all(Array.from({ length: count }, (_, index) => registerOverHttp(`s${index}`)));
  const ids: string[] = [];
  while (ids.length < count) {
    const headers: Record<string, string> = ids.length === 0 ? {} : { 'last-event-id': ids.at(-1) ?? '' };
    ids.push(...(await follow({ headers, count: 1 })).map(({ id }) => id ?? ''));
  }
  await writing;
  expect(ids).toEqual(Array.from({ length: count }, (_, index) => String(index + 1)));
});

test('a commit between a read and the wait for the next is not lost', async () => {
  const registry = createTestRegistry();
  const busy: Registry = {
    ...registry,
    changes: async (after, limit) => {
      const changes = await registry.changes(after, limit);
      if (after === 0) await registry.register('late', { schema: { max: 1 } }, { actor: 'me' });
      return changes;
    },
  };
  const feed = changeFeed({ follower: ANYBODY, registry: busy, after: 0, signal: stopping.signal, heartbeat: heart.heartbeat });
  await feed.next();
  expect((await feed.next()).value).toContain('"subject":"late"');
  await feed.return();
});

test('a silent feed shows that it lives', async () => {
  const text = readText('/api/v1/changes');
  expect((await text.next()).value).toBe(': the feed begins\n\n');
  for (const beat of heart.beats) beat();
  expect((await text.next()).value).toBe(': still here\n\n');
  await text.return();
});

test('a feed ends when its follower goes away', async () => {
  const text = readText('/api/v1/changes');
  await text.next();
  await text.return();
  await heart.stopped;
  expect(heart.beats.size).toBe(0);
});

test('a feed ends cleanly when the server stops, and no other begins', async () => {
  const text = readText('/api/v1/changes');
  await text.next();
  stopping.abort();
  expect(await text.next()).toEqual({ done: true, value: undefined });
  expect(await server.send({ path: '/api/v1/changes' })).toMatchObject({
    status: 503,
    json: { code: 'overloaded' },
    headers: { 'retry-after': '1' },
  });
});

test('HEAD of the feed begins none', async () => {
  expect(await server.send({ method: 'HEAD', path: '/api/v1/changes' })).toMatchObject({ status: 200, text: '' });
  expect(heart.beats.size).toBe(0);
});

test('the feed reads no faster than it is read', async () => {
  const registry = createTestRegistry();
  for (let index = 0; index < 250; index += 1) await registry.register(`s${index}`, { schema: { max: 1 } }, { actor: 'me' });
  const { counted, reads } = countReads(registry);
  const feed = changeFeed({ follower: ANYBODY, registry: counted, after: 0, signal: stopping.signal, heartbeat: heart.heartbeat });
  await feed.next();
  expect(reads()).toBe(0);
  const sizes = [];
  for (let index = 0; index < 3; index += 1) sizes.push((await feed.next()).value?.match(/^id: /gm)?.length);
  expect(sizes).toEqual([100, 100, 50]);
  expect(reads()).toBe(3);
  await feed.return();
});

/** A store that has dropped the changes before `kept.first`. */
function forgetfulStore(kept: { readonly first: number }): Store {
  const store = createMemoryStore();
  return { ...store, readPosition: async () => ({ ...(await store.readPosition()), first: kept.first }) };
}

function countReads(registry: Registry): { readonly counted: Registry; readonly reads: () => number } {
  let reads = 0;
  const counted: Registry = {
    ...registry,
    changes: (after, limit) => {
      reads += 1;
      return registry.changes(after, limit);
    },
  };
  return { counted, reads: () => reads };
}

async function register(subject: string): Promise<void> {
  await server.registry.register(subject, { schema: { max: 1 } }, { actor: 'me' });
}

async function registerOverHttp(subject: string): Promise<void> {
  const answer = await server.send({ method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body: { schema: { max: 1 } } });
  expect(answer.status).toBe(201);
}

interface Following {
  readonly url?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly count: number;
}

/** The first `count` events of a feed. */
async function follow({ url = server.url, query = '', headers = {}, count }: Following): Promise<ServerSentEvent[]> {
  return readEvents(await fetch(`${url}/api/v1/changes${query}`, { headers }), count);
}

async function readEvents(response: Response, count: number): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEventStream(response.body as AsyncIterable<Uint8Array>)) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}

async function* readText(path: string): AsyncGenerator<string, void> {
  const response = await fetch(`${server.url}${path}`);
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) yield decoder.decode(chunk, { stream: true });
}

import type { ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { newQueuePath } from '../durable/durable-gateway.ts';
import { until } from '../../until.ts';
import { structured } from '../gateway-server.ts';
import { objectSchema } from '../registry-server.ts';
import { startWorld, TOKEN, type EventsSetup, type EventsWorld } from './events-gateway.ts';

const ORDER = 'com.shop.order';

let world: EventsWorld;
let refuses = true;

afterEach(() => world.close());

async function start(setup: Partial<EventsSetup> = {}): Promise<void> {
  refuses = true;
  world = await startWorld({
    answer: (_received, response) => response.writeHead(refuses ? 400 : 200).end(),
    routes: (url) => [
      { path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'fn', url }] },
      {
        ...{ path: '/ordered', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [{ name: 'fn', url }] },
        order: { attribute: 'partitionkey', afterDead: 'skip' },
      },
    ],
    ...setup,
  });
  await world.registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await world.gateway.reached(1);
}

function send(n: unknown, more: object = {}, path = '/'): ReturnType<EventsWorld['send']> {
  return world.send(path, { type: ORDER, data: { n }, ...more });
}

/** So many that are held, in batches. */
async function sendInvalid(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => structured({ type: ORDER, data: { n: 'x' } }));
  for (let at = 0; at < count; at += 100) {
    const body = `[${events.slice(at, at + 100).join()}]`;
    const answer = await world.gateway.send({ path: '/', headers: ['Content-Type: application/cloudevents-batch+json'], body });
    expect(answer.status).toBe(200);
  }
}

test('what is dead is replayed when its function works again, oldest first', async () => {
  await start();
  for (const n of [1, 2, 3]) await send(n);
  await world.gateway.holds('dead fn', 'dead fn', 'dead fn');
  world.fn.take();
  refuses = false;
  expect((await world.lines('/replay', { state: 'dead', target: 'fn' })).at(-1)).toMatchObject({ counts: { replayed: 3 } });
  await world.gateway.holds();
  expect(world.fn.received).toHaveLength(3);
  expect(await world.lines('/replay', { state: 'dead' })).toEqual([{ kind: 'summary', looked: 0, counts: {} }]);
});

test('what waits is on its way: a replay and a discard of it say so, and change nothing', async () => {
  const pending: ServerResponse[] = [];
  await start({ answer: (_received, response) => void pending.push(response) });
  const first = await send(1, { partitionkey: 'a' }, '/ordered');
  const second = await send(2, { partitionkey: 'a' }, '/ordered');
  await world.gateway.holds('taken fn', 'waiting fn');
  for (const [ids, found] of [
    [[second], `event ${String(second.body['id'])} is waiting for fn`],
    [[first, second], `event ${String(first.body['id'])} is taken for fn`],
  ] as const) {
    for (const [path, more] of [
      ['/replay', {}],
      ['/discard', { reason: 'test' }],
    ] as const) {
      const answer = await world.ask('POST', path, { ids: ids.map(({ body }) => body['id']), ...more });
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
        409,
        { code: 'event_not_stuck', detail: expect.stringContaining(found) as unknown },
      ]);
      expect(answer.body).toContain('delivered by itself');
    }
  }
  await until(() => pending.length > 0);
  pending.shift()?.end();
  await until(() => pending.length > 0);
  pending.shift()?.end();
  await world.gateway.holds();
});

test('of several events those that wait for a person are meant, and the others are left alone', async () => {
  await start();
  const dead = await send(1);
  await world.gateway.holds('dead fn');
  const held = await send('x');
  expect(await world.lines('/replay', { ids: [dead, held].map(({ body }) => body['id']), state: 'held' })).toMatchObject([
    { was: 'held', outcome: 'still_invalid' },
    { looked: 1 },
  ]);
});

test('a dead event whose key went on is told as moved on, and goes by force', async () => {
  await start();
  const first = await send(1, { partitionkey: 'a' }, '/ordered');
  await world.gateway.holds('dead fn');
  refuses = false;
  await send(2, { partitionkey: 'a' }, '/ordered');
  await world.gateway.holds('dead fn');
  const ids = [first.body['id']];
  expect(await world.lines('/replay', { ids })).toMatchObject([{ target: 'fn', was: 'dead', outcome: 'moved_on', code: 'key_moved_on' }, {}]);
  await world.lines('/replay', { ids, force: true });
  await world.gateway.holds();
});

test('discard takes away what was meant, and says so in the log with the reason', async () => {
  await start();
  const { body } = await send('x');
  await send(1);
  await world.gateway.holds('held ', 'dead fn');
  expect(await world.lines('/discard', { ids: [body['id']], reason: 'ours' })).toMatchObject([{ discarded: 1 }, { kind: 'summary', discarded: 1 }]);
  await world.gateway.holds('dead fn');
  expect(world.logged).toContainEqual(expect.objectContaining({ audit: 'events.discard', events: [body['id']], reason: 'ours' }));
});

const ERASED: readonly (readonly [by: string, query: (id: unknown) => object])[] = [
  ['number', (id) => ({ id })],
  ['subject', () => ({ type: ORDER })],
  ['key', () => ({ key: 'k-17' })],
  ['id', () => ({ cloudEventId: 'e-17', source: '/shop' })],
];
for (const [by, query] of ERASED) {
  test(`erased by ${by}: its bytes are in no file of the queue any more`, async () => {
    const path = await newQueuePath();
    await start({ path });
    const secret = 'ann.unforgettable@example.com';
    const { body } = await send(1, { id: 'e-17', source: '/shop', partitionkey: 'k-17', extra: secret }, '/ordered');
    await world.gateway.holds('dead fn');
    const files = async (): Promise<string> => (await Promise.all([path, `${path}-wal`].map((file) => readFile(file, 'latin1')))).join('');
    expect(await files()).toContain(secret);
    const answer = await world.ask('POST', '/erase', { ...query(body['id']), reason: 'asked for it' });
    expect(JSON.parse(answer.body)).toEqual({ erased: 1 });
    await world.gateway.holds();
    expect(await files()).not.toContain(secret);
    const log = world.logged.find((line) => 'audit' in line && line.audit === 'events.erase');
    expect(log).toMatchObject({ erased: 1, reason: 'asked for it' });
    expect(JSON.stringify(log)).not.toContain('k-17');
  });
}

test('who goes away ends a replay, what is done stays done, and it is repeated with the rest', async () => {
  await start();
  const total = 300;
  await sendInvalid(total);
  await world.registry.client.register(ORDER, { schema: objectSchema({ n: {} }), allowBreaking: { reason: 'test' } });
  await world.gateway.reached(2);
  refuses = false;
  const leave = new AbortController();
  const response = await fetch(`${world.gateway.url}/-/api/v1/events/replay`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: '{"all":true}',
    signal: leave.signal,
  });
  await response.body?.getReader().read();
  leave.abort();
  while ((await world.lines('/replay', { all: true })).at(-1)?.['looked'] !== 0);
  await world.gateway.holds();
  expect(world.fn.received).toHaveLength(total);
});

test('rejudging many tells its progress', async () => {
  await start();
  await sendInvalid(260);
  expect(await world.lines('/rejudge', { all: true })).toMatchObject([
    { kind: 'progress', judged: 250, wouldFail: 250 },
    { kind: 'summary', judged: 260, types: [expect.any(String)], failures: [{ count: 260, samples: [1, 2, 3, 4, 5] }] },
  ]);
  expect(await world.lines('/rejudge', { all: true, limit: 3, schema: {} })).toMatchObject([{ judged: 3, wouldPass: 3 }]);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { objectSchema } from '../registry-server.ts';
import { startWorld, type EventsWorld } from './events-gateway.ts';

const ORDER = 'com.shop.order';
const V1 = objectSchema({ n: { type: 'integer' }, key: { type: 'string' } }, ['n']);
const V2 = objectSchema({ n: { type: ['integer', 'string'] }, key: { type: 'string' } }, ['n']);

let world: EventsWorld;

beforeEach(async () => {
  world = await startWorld({
    limits: { maxHeld: 6 },
    routes: (url) => {
      const route = { source: { kind: 'cloudevents' }, dispatch: 'durable', onInvalid: 'hold', targets: [{ name: 'fn', url }] };
      return [
        { ...route, path: '/' },
        { ...route, path: '/ordered', order: { pointer: '/key' } },
        { ...route, path: '/v1', targets: [{ name: 'one', url, reads: '@1' }] },
      ];
    },
  });
  await world.registry.client.register(ORDER, { schema: V1 });
  await world.gateway.reached(1);
});

afterEach(() => world.close());

/** A version that takes what V1 refuses. */
async function mend(): Promise<void> {
  await world.registry.client.register(ORDER, { schema: V2, allowBreaking: { reason: 'test' } });
  await world.gateway.reached(2);
}

function send(path: string, data: object): ReturnType<EventsWorld['send']> {
  return world.send(path, { type: ORDER, data });
}

function delivered(): readonly unknown[] {
  return world.fn.received.map(({ body }) => (JSON.parse(body.toString()) as { readonly data: unknown }).data);
}

test('what is held is tried by a schema file, mended at the registry, replayed, and delivered as it came', async () => {
  const held = await send('/', { n: 'seven' });
  expect(held).toMatchObject({ status: 202, body: { state: 'held', code: 'event_invalid' } });
  const [now] = await world.lines('/rejudge', {});
  expect(now).toMatchObject({
    kind: 'summary',
    judged: 1,
    wouldPass: 0,
    wouldFail: 1,
    failures: [{ count: 1, code: 'event_invalid', finding: { code: 'type_mismatch', instancePointer: '/n' }, samples: [held.body['id']] }],
  });
  expect(await world.lines('/rejudge', { schema: V2 })).toMatchObject([{ wouldPass: 1, wouldFail: 0, failures: [] }]);
  expect(await world.lines('/replay', { all: true })).toMatchObject([
    { kind: 'item', id: held.body['id'], was: 'held', outcome: 'still_invalid', code: 'event_invalid' },
    { kind: 'summary', looked: 1, counts: { still_invalid: 1 } },
  ]);
  await mend();
  expect(await world.lines('/rejudge', { version: 2 })).toMatchObject([{ wouldPass: 1 }]);
  expect(await world.lines('/rejudge', { version: 1 })).toMatchObject([{ wouldPass: 0 }]);
  expect(await world.lines('/replay', { ids: [held.body['id']] })).toMatchObject([{ outcome: 'replayed' }, { counts: { replayed: 1 } }]);
  await world.gateway.holds();
  expect(world.fn.received.map(({ body }) => body.toString())).toEqual([
    JSON.stringify({ specversion: '1.0', id: '1', source: '/test', type: ORDER, data: { n: 'seven' } }),
  ]);
});

test('what is held of a key goes out in the order in which it came', async () => {
  for (const n of ['1', '2', '3']) await send('/ordered', { n, key: 'a' });
  await mend();
  await world.lines('/replay', { route: '/ordered' });
  await world.gateway.holds();
  expect(delivered()).toEqual(['1', '2', '3'].map((n) => ({ n, key: 'a' })));
});

test('where the key has moved on, an event is parked for a person, and goes out by force only', async () => {
  const { body } = await send('/ordered', { n: 'early', key: 'a' });
  await send('/ordered', { n: 2, key: 'a' });
  await world.gateway.holds('held ');
  await mend();
  expect(await world.lines('/replay', { state: 'held' })).toMatchObject([{ outcome: 'parked', code: 'key_moved_on' }, { counts: { parked: 1 } }]);
  await world.gateway.holds('parked fn');
  expect(await world.lines('/replay', { ids: [body['id']] })).toMatchObject([{ outcome: 'moved_on' }, {}]);
  expect(await world.lines('/replay', { ids: [body['id']], force: true })).toMatchObject([{ outcome: 'replayed' }, {}]);
  await world.gateway.holds();
  expect(delivered()).toEqual([{ n: 2, key: 'a' }, { n: 'early', key: 'a' }]); // prettier-ignore
});

test('a target that would not read it has it parked, also after a replay', async () => {
  const { body } = await send('/v1', { n: 'seven' });
  await mend();
  await world.lines('/replay', { ids: [body['id']] });
  await world.gateway.holds('parked one');
  const why = JSON.parse((await world.ask('GET', `/${String(body['id'])}/why`)).body) as object;
  expect(why).toMatchObject({
    now: { passes: true, version: 2 },
    deliveries: [{ state: 'parked', target: 'one', reason: { code: 'target_unreadable' } }],
    events: [
      {
        type: ORDER,
        under: { version: 2, passes: true },
        versions: [
          { version: 2, passes: true },
          { version: 1, passes: false, code: 'type_mismatch', at: '/n' },
        ],
      },
    ],
    targets: [{ target: 'one', reads: '@1', wouldRead: false, reason: { code: 'target_unreadable' } }],
  });
});

test('an event that names a retired version is let in under one that somebody names', async () => {
  await mend();
  await world.registry.client.setState(ORDER, 1, { state: 'retired' });
  await world.gateway.reached(3);
  const dataschema = `${world.registry.url}/api/v1/subjects/${ORDER}/versions/1`;
  expect(await world.send('/', { type: ORDER, dataschema, data: { n: 1 } })).toMatchObject({ body: { code: 'dataschema_retired' } });
  expect(await world.lines('/replay', { all: true })).toMatchObject([{ outcome: 'still_invalid', code: 'dataschema_retired' }, {}]);
  expect(await world.lines('/replay', { all: true, version: 2 })).toMatchObject([{ outcome: 'replayed' }, {}]);
  await world.gateway.holds();
});

test('a full hold answers 503, forgets nothing, and takes events again when somebody has decided', async () => {
  for (const n of ['1', '2', '3', '4', '5', '6']) expect((await send('/', { n })).status).toBe(202);
  expect(await send('/', { n: '7' })).toMatchObject({ status: 503, body: { code: 'queue_full', limit: 'held' } });
  expect(await world.gateway.readiness()).toMatchObject({ status: 200, body: { queue: { full: ['held'] } } });
  expect((await send('/', { n: 7 })).status).toBe(202);
  expect(await world.lines('/rejudge', {})).toMatchObject([{ judged: 6 }]);
  expect(await world.lines('/discard', { code: 'event_invalid', limit: 2, reason: 'a test' })).toMatchObject([
    { kind: 'progress', discarded: 2 },
    { kind: 'summary', discarded: 2, cursor: expect.any(Number) },
  ]);
  expect((await send('/', { n: '7' })).status).toBe(202);
});

test('a limit leaves the rest, and its cursor goes on with it', async () => {
  for (const n of ['1', '2', '3']) await send('/', { n });
  await mend();
  const first = await world.lines('/replay', { all: true, limit: 2 });
  expect(first.at(-1)).toMatchObject({ looked: 2, counts: { replayed: 2 }, cursor: expect.any(Number) });
  const rest = await world.lines('/replay', { all: true, cursor: first.at(-1)?.['cursor'] });
  expect(rest.at(-1)).toEqual({ kind: 'summary', looked: 1, counts: { replayed: 1 } });
  await world.gateway.holds();
});

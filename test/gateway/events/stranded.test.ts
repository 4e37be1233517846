import { afterEach, beforeEach, expect, test } from 'vitest';
import { entriesText, type EntryResource } from '../../../cli/report/events.ts';
import { whyText, type WhyResource } from '../../../cli/report/events-why.ts';
import { QUEUE } from '../../../src/postgres/purpose.ts';
import { openPostgresQueue } from '../../../src/queue/postgres/open.ts';
import { withStranded } from '../../../src/gateway/events/stranded.ts';
import type { Queue, TargetRef } from '../../../src/queue/queue.ts';
import { createDatabase } from '../../postgres/database.ts';
import { until } from '../../until.ts';
import { newQueuePath } from '../durable/durable-gateway.ts';
import { startWorld, type EventsWorld } from './events-gateway.ts';

const ORDER = 'com.shop.order';
const database = await createDatabase();

let world: EventsWorld;
let path: string;

interface Names {
  readonly route?: string;
  readonly targets?: readonly string[];
  readonly order?: boolean;
  readonly answers?: number;
  readonly queue?: Queue;
}

/** A gateway on the same queue as the one before; its function answers 503, so that what comes waits, or what is asked for. */
async function start({ route = '/', targets = ['invoicing'], order = false, answers = 200, queue }: Names): Promise<void> {
  world = await startWorld({
    ...(queue === undefined ? { path } : { queue }),
    answer: (_received, response) => response.writeHead(answers).end(),
    routes: (url) => [
      {
        ...{ path: route, source: { kind: 'cloudevents' }, dispatch: 'durable', onUnknown: 'forward' },
        ...(order ? { order: { attribute: 'partitionkey' } } : {}),
        targets: targets.map((name) => ({ name, url, retry: { minDelayMs: 60_000 }, breaker: { failures: 1, openMs: 86_400_000 } })),
      },
    ],
  });
}

/** Three events that wait for `billing`, and then a gateway that has no such target. */
async function rename(names: Names, more: object = {}): Promise<readonly number[]> {
  await start({ ...names, route: '/', targets: ['billing'], answers: 503 });
  const ids: number[] = [];
  for (const n of [1, 2, 3]) ids.push(Number((await world.send('/', { type: ORDER, data: { n }, ...more })).body['id']));
  await world.gateway.holds('waiting billing', 'waiting billing', 'waiting billing');
  await world.close();
  await start(names);
  return ids;
}

beforeEach(async () => {
  path = await newQueuePath();
});

afterEach(() => world.close());

test('what only another gateway on the queue delivers is not taken away, until that one ends', async () => {
  const address = { ...database.fresh(), purpose: QUEUE };
  await start({ targets: ['billing', 'search'], answers: 503, queue: await openPostgresQueue({ address }) });
  const older = world;
  const { id } = (await older.send('/', { type: ORDER, data: {} })).body;
  await older.gateway.holds('waiting billing', 'waiting search');
  await until(async () => (await older.gateway.queue.attended()).length === 2);
  await start({ targets: ['billing'], answers: 503, queue: await openPostgresQueue({ address }) });
  try {
    await until(() =>
      world.logged.some((line) => (line as { text: string }).text.startsWith('events that only other gateways on this queue deliver, 1 kept')),
    );
    // It tries as well, once, since its circuit is its own; until then what waits may be under way.
    await until(async () => ((await world.gateway.readiness()).body['queue'] as { readonly waiting: readonly object[] }).waiting.length > 0);
    await world.gateway.holds('waiting billing', 'waiting search');
    expect(warnings()).toEqual([]);
    expect(await listed()).toEqual([]);
    expect((await listed('?state=waiting')).map(({ target, stranded }) => ({ target, stranded }))).toEqual([
      { target: 'billing' },
      { target: 'search' },
    ]);
    expect(JSON.parse((await world.ask('GET', `/${String(id)}/why`)).body)).toMatchObject({
      deliveries: [{ target: 'billing' }, { target: 'search' }],
    });
    expect((await world.ask('GET', `/${String(id)}/why`)).body).not.toMatch(/no target search/);
    expect((await world.lines('/discard', { all: true, reason: 'x' })).at(-1)).toMatchObject({ kind: 'summary', discarded: 0 });
    expect((await world.lines('/replay', { target: 'search', to: 'billing' })).at(-1)).toMatchObject({ kind: 'summary', looked: 0 });
    await older.gateway.holds('waiting billing', 'waiting search');
  } finally {
    await older.close();
  }
  await until(async () => (await world.gateway.queue.attended()).length === 1);
  expect((await listed()).map(({ target, stranded }) => ({ target, stranded }))).toEqual([{ target: 'search', stranded: true }]);
  expect((await world.lines('/discard', { all: true, reason: 'x' })).at(-1)).toMatchObject({ kind: 'summary', discarded: 1 });
});

function warnings(): readonly string[] {
  return world.logged.map((line) => (line as { readonly text: string }).text).filter((text) => text.startsWith('events that nobody gets'));
}

async function listed(query = ''): Promise<readonly EntryResource[]> {
  return (JSON.parse((await world.ask('GET', query)).body) as { readonly items: readonly EntryResource[] }).items;
}

test('what waits for a target that was renamed is told at the start, in the list, and by why', async () => {
  const [first = 0] = await rename({ targets: ['invoicing', 'search'] });
  await until(() => warnings().length > 0);
  expect(warnings()).toEqual([expect.stringContaining('3 kept, of which 3 wait: / has no target billing any more (there is invoicing, search)')]);
  for (const says of ['give it its old name back', 'sluice events replay --route / --target billing --to NAME', 'sluice events discard --route / --target billing --reason TEXT'])
    expect(warnings()[0]).toContain(says);
  expect(entriesText(await listed(), { color: false, width: undefined, now: Date.now() })).toMatch(/^1 +waiting .* no such target$/m);
  const why = whyText(JSON.parse((await world.ask('GET', `/${first}/why`)).body) as WhyResource, { color: false });
  expect(why).toContain('it waits for nobody: / has no target billing any more');
  expect(why).not.toContain('it is on its way');
}); // prettier-ignore

test('it is counted, and a list asks the queue for nothing else that waits', async () => {
  await rename({ answers: 503 });
  await world.send('/', { type: ORDER, data: {} });
  const metrics = (await world.gateway.send({ method: 'GET', path: '/-/metrics', headers: [] })).body;
  expect(metrics).toContain('\nsluice_gateway_queue_stranded 3\n');
  const reach = { routes: new Map(), isElsewhere: ({ target }: TargetRef) => target === 'invoicing' };
  expect(await withStranded(reach, world.gateway.queue, { states: ['dead'] }, { hasStates: false })).toMatchObject({
    states: ['dead', 'waiting'],
    waitingFor: [{ route: '/', target: 'billing' }],
  });
});

test('where every target is there nothing is told, and a list has only what waits for a person', async () => {
  await start({ answers: 503 });
  await world.send('/', { type: ORDER, data: {} });
  expect(await listed()).toEqual([]);
  expect(warnings()).toEqual([]);
});

test('it is sent to another target, and delivered there', async () => {
  await rename({});
  expect(await world.lines('/replay', { target: 'billing', to: 'invoicing' })).toMatchObject([
    { was: 'waiting', target: 'billing', outcome: 'replayed' },
    { outcome: 'replayed' },
    { outcome: 'replayed' },
    { looked: 3, counts: { replayed: 3 } },
  ]);
  await world.gateway.holds();
  expect(world.fn.received.map(({ body }) => body.toString().includes('"n"'))).toEqual([true, true, true]);
  expect(await listed()).toEqual([]);
});

test('with an order key it goes by force only, and in its order', async () => {
  await rename({ order: true }, { partitionkey: 'a' });
  expect((await world.lines('/replay', { target: 'billing', to: 'invoicing' })).at(-1)).toMatchObject({ counts: { moved_on: 3 } });
  expect(world.fn.received).toEqual([]);
  expect((await world.lines('/replay', { target: 'billing', to: 'invoicing', force: true })).at(-1)).toMatchObject({ counts: { replayed: 3 } });
  await world.gateway.holds();
  expect(world.fn.received.map(({ body }) => (JSON.parse(body.toString()) as { readonly data: { readonly n: number } }).data.n)).toEqual([1, 2, 3]);
});

test('what waits for a target that is there is not sent elsewhere', async () => {
  await start({ targets: ['billing', 'invoicing'], answers: 503 });
  const { body } = await world.send('/', { type: ORDER, data: {} });
  await world.gateway.holds('waiting billing', 'waiting invoicing');
  expect(await world.lines('/replay', { target: 'billing', to: 'invoicing' })).toEqual([{ kind: 'summary', looked: 0, counts: {} }]);
  const answer = await world.ask('POST', '/replay', { ids: [body['id']], to: 'invoicing' });
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([409, { code: 'event_not_stuck' }]);
});

for (const [title, body, says] of [
  ['a target that there is not', { all: true, to: 'nobody' }, 'to: expected a target, one of invoicing; found \\"nobody\\"'],
  ['what is held', { state: 'held', to: 'invoicing' }, 'state: expected some of waiting, parked, dead'],
  ['what waits, without another target', { state: 'waiting' }, 'state: expected some of held, parked, dead'],
] as const) {
  test(`a replay of ${title} is refused`, async () => {
    await start({});
    const answer = await world.ask('POST', '/replay', { ...body });
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining(says)]);
  });
}

test('a replay without another target says what to do, and changes nothing', async () => {
  const [first] = await rename({});
  const answer = await world.ask('POST', '/replay', { ids: [first] });
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([409, { code: 'event_not_stuck', detail: expect.stringContaining('has no target billing any more') as unknown }]);
  await world.gateway.holds('waiting billing', 'waiting billing', 'waiting billing');
}); // prettier-ignore

test('what is dead for a target that is gone stays so: why says what to do, and so does a replay', async () => {
  await start({ targets: ['billing'], answers: 400 });
  const { body } = await world.send('/', { type: ORDER, data: {} });
  await world.gateway.holds('dead billing');
  await world.close();
  await start({});
  const says = '/ has no target billing any more (there is invoicing)';
  const why = whyText(JSON.parse((await world.ask('GET', `/${String(body['id'])}/why`)).body) as WhyResource, { color: false });
  expect(why).toContain(`a replay would wait for nobody: ${says}`);
  expect(await world.lines('/replay', { ids: [body['id']] })).toMatchObject([
    { was: 'dead', outcome: 'no_target', detail: expect.stringContaining(says) as unknown },
    { counts: { no_target: 1 } },
  ]);
  await world.gateway.holds('dead billing');
});

test('it is discarded, by its old name or by number', async () => {
  const [first] = await rename({});
  expect((await world.lines('/discard', { ids: [first], reason: 'test' })).at(-1)).toMatchObject({ discarded: 1 });
  await world.gateway.holds('waiting billing', 'waiting billing');
  expect((await world.lines('/discard', { target: 'billing', reason: 'test' })).at(-1)).toMatchObject({ discarded: 2 });
  await world.gateway.holds();
});

test('a discard leaves what is on its way', async () => {
  await rename({ targets: ['invoicing'], answers: 503 });
  await world.send('/', { type: ORDER, data: {} });
  await world.gateway.holds('waiting billing', 'waiting billing', 'waiting billing', 'waiting invoicing');
  expect((await world.lines('/discard', { all: true, reason: 'test' })).at(-1)).toMatchObject({ discarded: 3 });
  await world.gateway.holds('waiting invoicing');
  expect((await world.lines('/discard', { state: 'waiting', reason: 'test' })).at(-1)).toMatchObject({ discarded: 0 });
});

test('a route that is gone is told as well, and what came on it is discarded', async () => {
  await rename({ route: '/other' });
  await until(() => warnings().length > 0);
  expect(warnings()).toEqual([expect.stringContaining('/ is no durable route of this configuration: configure it again')]);
  expect((await world.lines('/discard', { route: '/', reason: 'test' })).at(-1)).toMatchObject({ discarded: 3 });
});

import type { IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { rateRoutes } from '../../../src/gateway/admin/rate-routes.ts';
import { Counters } from '../../../src/gateway/watch/counters.ts';
import type { Gateway } from '../../../src/gateway/gateway.ts';
import { Sightings } from '../../../src/gateway/watch/sightings.ts';
import { mergeAnswers } from '../../../src/gateway/fleet/merge.ts';
import { startWorld, TOKEN, type EventsSetup, type EventsWorld } from '../events/events-gateway.ts';
import { problemOf } from '../gateway-server.ts';
import { objectSchema } from '../registry-server.ts';
import { until } from '../../until.ts';

const ORDER = 'com.shop.order';
const AUTH = [`Authorization: Bearer ${TOKEN}`];

interface Rates {
  readonly at: number;
  readonly run: string;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly observed: Readonly<Record<string, number>>;
  readonly subjects: readonly ({ readonly subject: string; readonly rejected: Readonly<Record<string, number>> } & Record<string, unknown>)[];
  readonly other?: object;
}

let world: EventsWorld;

async function start(setup: Partial<EventsSetup> = {}): Promise<EventsWorld> {
  const route = { source: { kind: 'cloudevents' } };
  world = await startWorld({
    routes: (url) => [
      { ...route, path: '/sync', targets: [{ url }] },
      { ...route, path: '/watched', mode: 'observe', targets: [{ url }] },
      {
        ...route,
        path: '/kept',
        dispatch: 'durable',
        onInvalid: 'hold',
        targets: [{ name: 'fn', url, retry: { maxAttempts: 2 } }],
      },
    ],
    answer: (_received, response) => response.writeHead(200).end(),
    ...setup,
  });
  onTestFinished(() => world.close());
  await world.registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await world.gateway.reached(1);
  return world;
}

async function rates(query = ''): Promise<Rates> {
  const answer = await world.gateway.send({ method: 'GET', path: `/-/api/v1/rates${query}`, headers: AUTH });
  expect(answer.status).toBe(200);
  return problemOf(answer) as unknown as Rates;
}

test('accepted, rejected by finding, observed and held are counted by subject, and grow', async () => {
  await start();
  const before = await rates();
  expect(before).toMatchObject({ subjects: [], outcomes: {} });
  const good = { type: ORDER, data: { n: 1 } };
  const bad = { type: ORDER, data: { n: 'x' } };
  const sent = [
    await world.send('/sync', good),
    await world.send('/sync', bad),
    await world.send('/watched', { ...bad, data: {} }),
    await world.send('/kept', bad),
    await world.send('/sync', { type: 'made.up.by.a.sender', data: {} }),
  ];
  expect(sent.map(({ status }) => status)).toEqual([200, 422, 200, 202, 404]);
  const after = await rates();
  expect(after.run).toBe(before.run);
  expect(after.at).toBeGreaterThan(before.at);
  expect(after).toMatchObject({
    outcomes: { accepted: 1, event_invalid: 1, held: 1, unknown_subject: 1 },
    observed: { event_invalid: 1 },
    subjects: [
      { subject: ORDER, accepted: 1, rejected: { type_mismatch: 2, required_missing: 1 }, observed: 1, held: 1, retried: 0, parked: 0, dead: 0 },
    ],
    other: { accepted: 0, rejected: { unknown_subject: 1 } },
  });
  // What a sender made up is in no answer.
  expect(JSON.stringify(after)).not.toContain('made.up');
});

test('retried and dead deliveries are counted by subject', async () => {
  await start({ answer: (_received, response) => response.writeHead(500).end() });
  await world.send('/kept', { type: ORDER, data: { n: 1 } });
  await world.gateway.holds('dead fn');
  await until(async () => (await rates()).subjects[0]?.['dead'] === 1);
  expect(await rates(`?subject=${ORDER}`)).toMatchObject({ subjects: [{ subject: ORDER, accepted: 1, retried: 1, dead: 1, parked: 0 }] });
});

test('of one subject nothing else is said, and of one that was never seen zeros', async () => {
  await start();
  await world.send('/sync', { type: ORDER, data: { n: 1 } });
  const one = await rates('?subject=com.never');
  expect(one).not.toHaveProperty('other');
  expect(one.subjects).toEqual([{ subject: 'com.never', accepted: 0, rejected: {}, observed: 0, held: 0, retried: 0, parked: 0, dead: 0 }]);
});

test('beyond 500 subjects they are counted together, and none is told apart that was not before', async () => {
  const counters = new Counters();
  const court = { supply: { catalogue: { find: () => ({}) } } } as unknown as Gateway['court'];
  const route = rateRoutes({ counters, sightings: new Sightings({ now: Date.now }) } as unknown as Gateway).find(({ path }) =>
    path.endsWith('/rates'),
  );
  const ask = async (query = ''): Promise<Rates> => (await route?.answer({}, { url: `/${query}` } as IncomingMessage, ''))?.body as Rates;
  const names = Array.from({ length: 503 }, (_, index) => `com.many.s${index}`);
  for (const name of names) counters.subjects.of(court, name).accepted += 1;
  const first = await ask();
  expect(first.subjects.map(({ subject }) => subject)).toEqual(names.slice(0, 500));
  expect(first.other).toMatchObject({ accepted: 3 });
  counters.subjects.of(court, 'com.many.s501').accepted += 1;
  expect((await ask()).other).toMatchObject({ accepted: 4 });
  expect(await ask('?subject=com.many.s501')).toMatchObject({ subjects: [{ accepted: 2 }] });
});

test('what a gateway is', async () => {
  await start({ version: '9.8.7' });
  const answer = await world.gateway.send({ method: 'GET', path: '/-/api/v1/about', headers: AUTH });
  expect(problemOf(answer)).toEqual({ version: '9.8.7', storesEvents: true, mayDecide: true });
});

test('the workers of one port are added up, and are another run when one of them began anew', () => {
  const tally = { accepted: 1, rejected: { type: 1 }, observed: 0, held: 0, retried: 0, parked: 0, dead: 0 };
  const said = (run: string, at: number, subjects: readonly object[]): object => ({
    at,
    run,
    since: `2026-01-0${at}`,
    outcomes: { accepted: at },
    observed: {},
    subjects,
    other: tally,
  });
  const merge = (...bodies: readonly object[]): Rates =>
    JSON.parse(
      mergeAnswers(
        'api/v1/rates',
        bodies.map((body, worker) => ({ worker, status: 200, type: 't', text: JSON.stringify(body) })),
      ).text,
    ) as Rates;
  const two = merge(
    said('b', 1, [{ subject: 's', ...tally }]),
    said('a', 2, [
      { subject: 't', ...tally },
      { subject: 's', ...tally, rejected: { enum: 3 } },
    ]),
  );
  expect(two).toEqual({
    at: 2,
    run: 'a b',
    since: '2026-01-02',
    outcomes: { accepted: 3 },
    observed: {},
    subjects: [
      { subject: 's', ...tally, accepted: 2, rejected: { type: 1, enum: 3 } },
      { subject: 't', ...tally },
    ],
    other: { ...tally, accepted: 2, rejected: { type: 2 } },
  });
  expect(merge(said('b', 1, []), said('c', 2, [])).run).not.toBe(two.run);
});

import type { DiskRoom } from '../../../src/core/disk-room.ts';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { binary, problemOf, structured, STRUCTURED } from '../gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import type { RawAnswer } from '../send-raw.ts';
import { startDurableGateway, type DurableGateway } from './durable-gateway.ts';
import { until } from '../../until.ts';

const ORDER = 'com.shop.order';
const BATCH = ['Content-Type: application/cloudevents-batch+json'];
const JSON_BODY = ['Content-Type: application/json'];

const MIB = 1_024 ** 2;
let room: DiskRoom | undefined;

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: DurableGateway;

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await registry.client.register('com.amazonaws.s3.ObjectCreated:Put', { schema: {} });
  const route = { source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [{ name: 'fn', url: fn.url }] };
  const hook = { ...route, source: { kind: 'webhook', type: { constant: ORDER } } };
  const signature = { scheme: 'github', secretEnv: 'SECRET' };
  gateway = await startDurableGateway({
    registryUrl: registry.url,
    env: { SECRET: 's3cret' },
    disk: async () => room,
    config: {
      routes: [
        { ...route, path: '/' },
        { ...route, path: '/once', idempotency: {} },
        { ...route, path: '/once-by-header', idempotency: { header: 'x-id' } },
        { ...route, path: '/hold', onInvalid: 'hold', idempotency: {}, showValues: true },
        { ...route, path: '/observe', mode: 'observe', onInvalid: 'hold' },
        { ...route, path: '/any', onUnknown: 'forward' },
        { ...route, path: '/nobody', targets: [{ url: fn.url, filter: { source: 'x' } }] },
        {
          ...route,
          path: '/several',
          targets: [
            { name: 'all', url: fn.url },
            { name: 'some', url: fn.url, filter: { source: '/test' } },
            { name: 'none', url: fn.url, filter: { source: '/other' } },
            { name: 'future', url: fn.url, reads: '^7' },
          ],
        },
        { ...hook, path: '/header', idempotency: { header: 'x-id' } },
        { ...hook, path: '/pointer', idempotency: { pointer: '/n' }, order: { pointer: '/k' } },
        { ...hook, path: '/signed', source: { ...hook.source, signature } },
        { ...route, path: '/s3', source: { kind: 's3' }, targets: [{ url: fn.url, filter: { bucket: 'a' } }] },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

let counter = 0;

/** With an id of its own where none is given. */
function post(path: string, data: object, id = `e${(counter += 1)}`): Promise<RawAnswer> {
  return gateway.send({ path, headers: STRUCTURED, body: structured({ type: ORDER, id, data }) });
}

async function idOf(answer: Promise<RawAnswer>): Promise<unknown> {
  const { status, body } = await answer;
  expect(status).toBe(202);
  return (JSON.parse(body) as { readonly id: number }).id;
}

test('an event is answered with 202, its number and its state, and the request id', async () => {
  const answer = await gateway.send({ headers: [...binary({ type: ORDER }), 'x-request-id: abc'], body: '{"n":1}' });
  expect(answer).toMatchObject({ status: 202, headers: { 'x-request-id': 'abc', 'content-type': 'application/json' } });
  expect(JSON.parse(answer.body)).toEqual({ id: expect.any(Number), state: 'accepted' });
});

const REFUSED = [
  ['an invalid event', '/', { type: ORDER, data: { n: 'x' } }, 422, 'event_invalid'],
  ['an unknown type', '/', { type: 'u', data: {} }, 404, 'unknown_subject'],
  ['an unknown type on a route that holds', '/hold', { type: 'u', data: {} }, 404, 'unknown_subject'],
  ['no event', '/', { data: {} }, 400, 'envelope_invalid'],
  ['no event on a route that holds', '/hold', { data: {} }, 400, 'envelope_invalid'],
] as const;

for (const [title, path, members, status, code] of REFUSED) {
  test(`refused as on a sync route, and nothing is kept: ${title}`, async () => {
    const answer = await gateway.send({ path, headers: STRUCTURED, body: structured(members) });
    expect([answer.status, problemOf(answer)['code']]).toEqual([status, code]);
  });
}

test('a signature is checked before anything is kept', async () => {
  const answer = await gateway.send({ path: '/signed', headers: JSON_BODY, body: '{"n":1}' });
  expect([answer.status, problemOf(answer)['code']]).toEqual([401, 'signature_invalid']);
});

test('an event that no target wants is answered with 204, and nothing is kept', async () => {
  expect((await post('/nobody', { n: 1 })).status).toBe(204);
});

test('a type that nobody registered goes on where the route forwards it', async () => {
  const answer = await gateway.send({ path: '/any', headers: STRUCTURED, body: structured({ type: 'u', data: 1 }) });
  expect(answer.status).toBe(202);
});

test('an event that comes again is answered as the first, and delivered once', async () => {
  fn.take();
  const ids = [await idOf(post('/once', { n: 1 }, 'a')), await idOf(post('/once', { n: 1 }, 'a'))];
  expect(ids[0]).toBe(ids[1]);
  await gateway.holds();
  expect(fn.take().filter(({ body }) => body.includes('"a"'))).toHaveLength(1);
});

test('of many that come at once with one id all are answered as the first', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => idOf(post('/once', { n: 2 }, 'b'))));
  expect(new Set(ids).size).toBe(1);
});

test('without idempotency an event that comes again is another one', async () => {
  expect(await idOf(post('/', { n: 1 }, 'c'))).not.toBe(await idOf(post('/', { n: 1 }, 'c')));
});

test('the same id with other bytes is 409 and names the first; a refused event is not remembered', async () => {
  expect((await post('/once', { n: 'x' }, 'd')).status).toBe(422);
  const id = await idOf(post('/once', { n: 1 }, 'd'));
  const answer = await post('/once', { n: 2 }, 'd');
  expect([answer.status, problemOf(answer)]).toMatchObject([409, { code: 'other_bytes', id }]);
});

test('the same bytes of another type in binary mode are another event', async () => {
  await registry.client.register('other', { schema: {} });
  const send = (type: string): Promise<RawAnswer> => gateway.send({ path: '/once', headers: binary({ type, id: 'e' }), body: '{"n":1}' });
  expect((await send(ORDER)).status).toBe(202);
  await until(async () => (await send('other')).status !== 404);
  expect((await send('other')).status).toBe(409);
});

const KEYED = [
  ['/header', ['x-id: 1'], '{"n":1}', '{"n":1}', true],
  ['/header', [], '{"n":1}', '{"n":1}', false],
  ['/pointer', [], '{"n":70}', '{"n":70}', true],
  ['/pointer', [], '{"n":71}', '{"n":72}', false],
] as const;

for (const [path, headers, first, second, isSame] of KEYED) {
  test(`${path} ${headers.join()}: ${first} and ${second} are ${isSame ? 'one event' : 'two'}`, async () => {
    const send = (body: string): Promise<RawAnswer> => gateway.send({ path, headers: [...JSON_BODY, ...headers], body });
    const ids = [await idOf(send(first)), await idOf(send(second))];
    expect(ids[0] === ids[1]).toBe(isSame);
  });
}

test('a key that is an object is no key', async () => {
  const answer = await gateway.send({ path: '/pointer', headers: JSON_BODY, body: '{"n":1,"k":{}}' });
  expect([answer.status, problemOf(answer)]).toMatchObject([400, { code: 'envelope_invalid', detail: expect.stringContaining('/k') }]);
});

test('every target whose filter matches gets it; one that would not read it has it parked, with the reason', async () => {
  fn.take();
  const id = await idOf(post('/several', { n: 1 }, 'f'));
  await gateway.holds('parked future');
  expect(fn.take().filter(({ body }) => body.includes('"f"'))).toHaveLength(2);
  const [entry] = await gateway.entries();
  expect(entry).toMatchObject({ eventId: id, target: 'future', attempts: 0, reason: { code: 'target_version_missing' } });
  await gateway.queue.discard([entry?.id ?? 0]);
});

test('what is not valid is held: 202 with why and where to look, no value in what is kept, the duplicate answered the same', async () => {
  const answers = [await post('/hold', { n: 'secret' }, 'g'), await post('/hold', { n: 'secret' }, 'g')];
  const [first, second] = answers.map(({ body }) => JSON.parse(body) as { readonly id: number });
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(first).toMatchObject({
    state: 'held',
    see: `/-/api/v1/events/${first?.id}`,
    code: 'event_invalid',
    findings: [{ instancePointer: '/n', found: { type: 'string', length: 6 } }],
  });
  expect(second).toEqual(first);
  await gateway.holds('held ');
  const [entry] = await gateway.entries();
  expect(JSON.stringify(entry)).not.toContain('secret');
  expect(entry).toMatchObject({ state: 'held', type: ORDER, reason: { code: 'event_invalid' } });
  await gateway.queue.discard([entry?.id ?? 0]);
});

test('a route that observes holds nothing: what the judge would refuse goes on', async () => {
  fn.take();
  await idOf(post('/observe', { n: 'x' }, 'h'));
  await gateway.holds();
  expect(fn.take()).toHaveLength(1);
});

test('each element of a batch is an event; the second with an id is the duplicate, and one that is refused keeps nobody back', async () => {
  fn.take();
  const element = (id: string, n: unknown): object => ({ specversion: '1.0', type: ORDER, source: '/b', id, data: { n } });
  const body = JSON.stringify([element('1', 1), element('1', 1), element('1', 2), element('2', 'x'), element('3', 3)]);
  const answer = await gateway.send({ path: '/once', headers: BATCH, body });
  const results = JSON.parse(answer.body) as { readonly status: number; readonly receipt?: { readonly id: number } }[];
  expect(results.map(({ status }) => status)).toEqual([202, 202, 409, 422, 202]);
  expect(results[1]?.receipt).toEqual(results[0]?.receipt);
  await gateway.holds();
  expect(
    fn
      .take()
      .map(({ body: bytes }) => (JSON.parse(bytes.toString()) as { id: string }).id)
      .toSorted(),
  ).toEqual(['1', '3']);
});

type Results = readonly { readonly status: number; readonly receipt?: { readonly id: number } }[];

/** What becomes of a batch whose elements are `[type, n]`. */
async function postBatch(xId: string, elements: readonly (readonly [type: string, n: number])[]): Promise<Results> {
  const body = JSON.stringify(elements.map(([type, n]) => ({ specversion: '1.0', type, source: '/b', id: 'same', data: { n } })));
  const answer = await gateway.send({ path: '/once-by-header', headers: [...BATCH, `x-id: ${xId}`], body });
  return JSON.parse(answer.body) as Results;
}

const statuses = (results: Results): number[] => results.map(({ status }) => status);
const ids = (results: Results): unknown[] => results.map(({ receipt }) => receipt?.id);

const AGAIN = [
  ['as it was', [1, 2, 3], [202, 202, 202], [true, true, true]],
  ['with equal elements', [1, 1, 1], [202, 202, 202], [true, true, true]],
  ['with an element more', [1, 2, 3, 4], [202, 202, 202, 202], [true, true, true, false]],
  ['with other bytes at one place', [1, 9, 3], [202, 409, 202], [true, false, true]],
  ['in another sequence', [2, 1, 3], [409, 409, 202], [false, false, true]],
] as const;

for (const [title, numbers, expected, isFirst] of AGAIN) {
  test(`a batch whose header is the key comes again, ${title}: each element is known by its place`, async () => {
    const first = await postBatch(
      title,
      (title === 'with equal elements' ? numbers : [1, 2, 3]).map((n) => [ORDER, n]),
    );
    const again = await postBatch(
      title,
      numbers.map((n) => [ORDER, n]),
    );
    expect([statuses(first), statuses(again)]).toEqual([[202, 202, 202], expected]);
    expect(new Set(ids(first)).size).toBe(3);
    expect(ids(again).map((id, index) => id !== undefined && id === ids(first)[index])).toEqual(isFirst);
  });
}

test('of a batch of which only a part was kept the rest is kept when it comes again', async () => {
  const send = (): Promise<Results> =>
    postBatch('part', [
      [ORDER, 1],
      ['late', 2],
      [ORDER, 3],
    ]);
  const first = await send();
  expect(statuses(first)).toEqual([202, 404, 202]);
  await registry.client.register('late', { schema: {} });
  let again = await send();
  while (again[1]?.status === 404) again = await send();
  expect(statuses(again)).toEqual([202, 202, 202]);
  expect([ids(again)[0], ids(again)[2]]).toEqual([ids(first)[0], ids(first)[2]]);
  expect(ids(await send())).toEqual(ids(again));
});

test('in a batch nothing comes before what was not kept of its key, and the rest waits for nobody', async () => {
  const small = await startDurableGateway({
    registryUrl: registry.url,
    limits: { maxWaiting: 1, maxHeld: 1 },
    config: {
      routes: [
        {
          path: '/',
          source: { kind: 'cloudevents' },
          dispatch: 'durable',
          onInvalid: 'hold',
          order: { attribute: 'partitionkey' },
          // One delivery of /one, two of /two: more than may wait.
          targets: [
            { name: 'all', url: fn.url, filter: { source: '/*' } },
            { name: 'two', url: fn.url, filter: { source: '/two' } },
          ],
        },
      ],
    },
  });
  const kept: string[] = [];
  const UNKNOWN = `urn:sluice:${ORDER}:${'0'.repeat(64)}`;
  /** `?` names a version that the registry is asked about, so what comes after it is handed over in a later turn. */
  const send = async (...elements: readonly (readonly [source: string, key: string | undefined, n?: unknown])[]): Promise<unknown[]> => {
    const body = elements.map(([source, key, n = 1], index) => ({
      ...{ specversion: '1.0', type: ORDER, source, id: `${index}`, data: { n } },
      ...(key === undefined ? {} : { partitionkey: key }),
      ...(source === '?' ? { dataschema: UNKNOWN } : {}),
    }));
    const answer = await small.send({ path: '/', headers: BATCH, body: JSON.stringify(body) });
    const results = JSON.parse(answer.body) as readonly { readonly status: number; readonly problem?: { readonly detail: string } }[];
    await small.holds(...kept);
    return results.map(({ status, problem }) => problem?.detail.match(/^the element \d+/)?.[0] ?? status);
  };
  expect(await send(['/two', 'k'], ['?', 'z'], ['/one', 'k'], ['/one', 'z'], ['none', 'k'])).toEqual([
    503,
    503,
    'the element 0',
    'the element 1',
    204,
  ]);
  expect(await send(['/two', 'k'], ['?', 'z'], ['/one', 'other'])).toEqual([503, 503, 202]);
  expect(await send(['/two', undefined], ['?', undefined], ['/one', undefined])).toEqual([503, 503, 202]);
  // What is refused for good does not come again, and what would be held is in no order.
  expect(await send(['?', 'z'], ['none', 'k'], ['/one', 'k'])).toEqual([503, 204, 202]);
  kept.push('held ');
  expect(await send(['/one', 'k', 'x'])).toEqual([202]);
  expect(await send(['/one', 'k', 'x'], ['?', 'z'], ['/one', 'k'])).toEqual([503, 503, 202]);
  await small.close();
});

test('an event by itself is another one than the first of a batch with its header', async () => {
  const [first] = await postBatch('alone', [[ORDER, 1]]);
  const body = structured({ type: ORDER, source: '/b', id: 'same', data: { n: 1 } });
  const alone = await idOf(gateway.send({ path: '/once-by-header', headers: [...STRUCTURED, 'x-id: alone'], body }));
  expect([first?.status, alone === first?.receipt?.id]).toEqual([202, false]);
  await gateway.holds();
});

test('a notice is kept as a whole, and refused where a filter wants a part of it', async () => {
  fn.take();
  const record = (bucket: string): object => ({
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: bucket }, object: { key: 'k' } },
  });
  const send = (...buckets: string[]): Promise<RawAnswer> =>
    gateway.send({ path: '/s3', headers: JSON_BODY, body: JSON.stringify({ Records: buckets.map(record) }) });
  expect((await send('a', 'a')).status).toBe(202);
  await gateway.holds();
  expect(fn.take()).toHaveLength(1);
  expect((await send('b')).status).toBe(204);
  const parted = await send('a', 'b');
  expect([parted.status, problemOf(parted)['code']]).toEqual([502, 'target_unreadable']);
});

test('what the queue made of events is counted', async () => {
  const metrics = (await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] })).body;
  for (const result of ['stored', 'duplicate', 'other_bytes']) {
    expect(metrics).toMatch(new RegExp(`^sluice_gateway_durable_total\\{route="/once",result="${result}"\\} [1-9]`, 'm'));
  }
  expect(metrics).toMatch(/^sluice_gateway_durable_total\{route="\/hold",result="held"\} 1$/m);
  expect(metrics).toMatch(/^sluice_gateway_events_total\{route="\/hold",outcome="held",observed="false"\} 2$/m);
  expect(metrics).toMatch(/^sluice_gateway_queue_deliveries\{route="\/once",target="fn",state="waiting"\} 0$/m);
});

test('a disk that is nearly full is told while events are still taken', async () => {
  const page = async (path: string): Promise<string> => (await gateway.send({ method: 'GET', path, headers: [] })).body;
  const said = 'the disk of the queue is nearly full: 812 MiB are free; make room there, since events get 503 when it is full';
  for (const [found, queue, printed] of [
    [{ freeBytes: 812 * MIB, isNearlyFull: true }, { status: 'ready', trouble: said, freeBytes: 812 * MIB }, `bytes ${812 * MIB}\nfull 1\n`],
    [{ freeBytes: 4_096 * MIB, isNearlyFull: false }, { status: 'ready', freeBytes: 4_096 * MIB }, `bytes ${4_096 * MIB}\nfull 0\n`],
    [undefined, { status: 'ready' }, ''],
  ] as const) {
    room = found;
    expect(JSON.parse(await page('/-/readyz'))).toMatchObject({ status: 'ready', queue: { full: [], ...queue } });
    expect(Object.keys((JSON.parse(await page('/-/readyz')) as { queue: object }).queue)).toEqual([...Object.keys(queue), 'full', 'waiting']);
    const metrics = [...(await page('/-/metrics')).matchAll(/^sluice_gateway_queue_disk_(?:free_|nearly_)(.*)$/gm)];
    expect(metrics.map(([, line = '']) => `${line}\n`).join('')).toBe(printed);
  }
});

test.each(['/-/metrics', '/-/readyz'])('%s counts what the queue holds once', async (path) => {
  const counts = vi.spyOn(gateway.queue, 'count');
  onTestFinished(() => counts.mockRestore());
  expect((await gateway.send({ method: 'GET', path, headers: [] })).status).toBe(200);
  expect(counts).toHaveBeenCalledTimes(1);
});

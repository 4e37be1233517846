import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { DURABLE_DEFAULTS } from '../../../src/gateway/config/durable.ts';
import type { Queue } from '../../../src/queue/queue.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { newQueuePath, startDurableGateway, type DurableGateway, type DurableSetup } from '../durable/durable-gateway.ts';
import { startFunction, type Answer, type FunctionServer } from '../function-server.ts';
import { binary, problemOf, startTestGateway } from '../gateway-server.ts';
import { until } from '../../until.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';

const { leaseMs: LEASE_MS } = DURABLE_DEFAULTS;

let registry: RegistryServer;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register('t', { schema: {} });
});

afterAll(() => registry.close());

interface Stage {
  readonly gateway: DurableGateway;
  readonly fn: FunctionServer;
}

interface Staging extends Partial<DurableSetup> {
  readonly answer?: Answer;
  readonly target?: object;
  readonly route?: object;
}

/** One durable route to one function; all of it is closed when `play` ends. */
async function onStage({ answer, target = {}, route = {}, ...setup }: Staging, play: (stage: Stage) => Promise<void>): Promise<void> {
  const fn = await startFunction(answer);
  const targets = [{ name: 'fn', url: `${fn.url}/fn?a=1`, ...target }];
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets, ...route }];
  const gateway = await startDurableGateway({
    registryUrl: registry.url,
    env: { ADMIN: 'key' },
    config: { admin: { tokenEnv: 'ADMIN' }, routes },
    ...setup,
  });
  try {
    await play({ gateway, fn });
  } finally {
    await gateway.close();
    await fn.close();
  }
}

async function post({ gateway }: Stage, id: string, headers: readonly string[] = [], body = '{}'): Promise<void> {
  expect((await gateway.send({ path: '/?b=2', headers: [...binary({ type: 't', id }), ...headers], body })).status).toBe(202);
}

/** A function that waits for the test to say how it answers; gives each answer with the id of its event. */
function waitingFunction(): { readonly answer: Answer; next(): Promise<{ readonly id: string; readonly response: ServerResponse }> } {
  const arrived: { id: string; response: ServerResponse }[] = [];
  let wake = (): void => {};
  return {
    answer: ({ headers }, response) => {
      arrived.push({ id: String(headers['ce-id']), response });
      wake();
    },
    async next() {
      for (;;) {
        const first = arrived.shift();
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

test('what is delivered are the bytes, the headers and the query that came, and the number of the delivery and of the attempt', async () => {
  const answers = [500, 204];
  await onStage({ answer: (_received, response) => response.writeHead(answers.shift() ?? 200).end() }, async (stage) => {
    const headers = [
      'X-Signature: s',
      'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'sluice-delivery: spoofed',
      'x-request-id: r',
    ];
    await post(stage, '1', headers, '{ "n" : 1.0 }');
    await stage.gateway.holds();
    const [first, second] = stage.fn.received;
    expect(first).toMatchObject({
      method: 'POST',
      url: '/fn?a=1&b=2',
      body: Buffer.from('{ "n" : 1.0 }'),
      headers: {
        'content-type': 'application/json',
        'ce-id': '1',
        'x-signature': 's',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-request-id': 'r',
        'sluice-delivery': expect.stringMatching(/^\d+$/),
        'sluice-attempt': '1',
      },
    });
    expect(second?.headers).toMatchObject({ 'sluice-delivery': first?.headers['sluice-delivery'], 'sluice-attempt': '2' });
  });
});

test('of one key one is under way at a time, in the order of acceptance; another key does not wait', async () => {
  const waiting = waitingFunction();
  await onStage({ answer: waiting.answer, route: { order: { attribute: 'partitionkey' } } }, async (stage) => {
    for (const [id, key] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
      ['a3', 'a'],
    ] as const)
      await post(stage, id, [`ce-partitionkey: ${key}`]);
    const [first, other] = [await waiting.next(), await waiting.next()];
    expect([first.id, other.id]).toEqual(['a1', 'b1']);
    first.response.writeHead(500).end();
    const again = await waiting.next();
    expect(again.id).toBe('a1');
    again.response.end();
    for (const id of ['a2', 'a3']) {
      const next = await waiting.next();
      expect(next.id).toBe(id);
      next.response.end();
    }
    other.response.end();
    await stage.gateway.holds();
  });
});

for (const [afterDead, expected] of [
  ['block', ['dead fn', 'waiting fn']],
  ['skip', ['dead fn']],
  ['park', ['dead fn', 'parked fn']],
] as const) {
  test(`after a dead event the key goes on as the route says: ${afterDead}`, async () => {
    const answer: Answer = ({ headers }, response) => response.writeHead(headers['ce-id'] === '1' ? 422 : 200).end();
    await onStage({ answer, route: { order: { attribute: 'partitionkey', afterDead } } }, async (stage) => {
      for (const id of ['1', '2']) await post(stage, id, ['ce-partitionkey: k']);
      await post(stage, '3', ['ce-partitionkey: other']);
      await stage.gateway.holds(...expected);
    });
  });
}

test('no more are under way than concurrency allows', async () => {
  const waiting = waitingFunction();
  await onStage({ answer: waiting.answer, target: { concurrency: 2 } }, async (stage) => {
    for (const id of ['1', '2', '3']) await post(stage, id);
    const [first] = [await waiting.next(), await waiting.next()];
    await stage.gateway.holds('taken fn', 'taken fn', 'waiting fn');
    first.response.end();
    expect((await waiting.next()).id).toBe('3');
  });
});

test('what is under way is not sent once more where its lease ended meanwhile, as in a machine that slept', async () => {
  const waiting = waitingFunction();
  let slept = 0;
  await onStage({ answer: waiting.answer, now: () => Date.now() + slept }, async (stage) => {
    await post(stage, '1');
    const first = await waiting.next();
    slept = 2 * LEASE_MS;
    await post(stage, '2');
    const second = await waiting.next();
    expect(second.id).toBe('2');
    for (const { response } of [first, second]) response.end();
    await stage.gateway.holds();
    expect(stage.fn.received).toHaveLength(2);
  });
});

// A lease is extended three times in its length.
const LATE = [
  { title: 'that its lease is over', lateMs: 2 * LEASE_MS, isTaken: true },
  { title: 'that its lease would end before it is extended', lateMs: 0.7 * LEASE_MS, isTaken: false },
];

for (const { title, lateMs, isTaken } of LATE) {
  test(`what the queue gives so late ${title} is not sent: it may be that of another gateway by now`, async () => {
    const fn = await startFunction();
    const queue = await openSqliteQueue({ path: await newQueuePath() });
    let slept = 0;
    let isLate = false;
    const takenByOther: number[] = [];
    const late: Queue = {
      ...queue,
      async take(query) {
        const taken = await queue.take(query);
        if (taken.length === 0 || isLate) return taken;
        isLate = true;
        slept = lateMs;
        const now = query.now + slept;
        takenByOther.push(
          ...(await queue.take({ ...query, owner: 'other', now, leaseUntil: now + LEASE_MS, underWay: [] })).map(({ eventId }) => eventId),
        );
        return taken;
      },
    };
    const targets = [{ name: 'fn', url: fn.url }];
    const gateway = await startTestGateway({
      registryUrl: registry.url,
      config: { routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets }] },
      durable: { queue: late, owner: 'test', graceMs: 0 },
      now: () => Date.now() + slept,
    });
    const send = async (id: string): Promise<unknown> => problemOf(await gateway.send({ headers: binary({ type: 't', id }), body: '{}' }))['id'];
    const received = (): readonly unknown[] => fn.received.map(({ headers }) => headers['ce-id']);
    const first = await send('1');
    await until(() => isLate);
    await send('2');
    await until(() => fn.received.length > 0);
    expect(takenByOther).toEqual(isTaken ? [first] : []);
    expect(received()).toEqual(['2']);
    slept = 4 * LEASE_MS;
    await until(() => fn.received.length > 1);
    expect(received()).toEqual(['2', '1']);
    await gateway.close();
    await queue.close();
    await fn.close();
  });
}

test('410 stops a target: what waits is parked, until somebody resumes it', async () => {
  let status = 410;
  await onStage({ answer: (_received, response) => response.writeHead(status).end() }, async (stage) => {
    const { gateway, fn } = stage;
    await post(stage, '1');
    await gateway.holds('parked fn');
    await post(stage, '2');
    await gateway.holds('parked fn', 'parked fn');
    expect(fn.received).toHaveLength(1);
    expect((await gateway.entries()).map(({ reason }) => reason?.code)).toEqual(['target_gone', 'target_gone']);
    expect((await gateway.readiness()).body['queue']).toMatchObject({ waiting: [{ route: '/', target: 'fn', why: expect.stringContaining('410') }] });
    status = 200;
    const resume = (target: string, key: string): ReturnType<typeof gateway.send> =>
      gateway.send({ path: `/-/api/v1/routes/%2F/targets/${target}/resume`, headers: [`authorization: Bearer ${key}`] });
    expect((await resume('fn', 'wrong')).status).toBe(401);
    expect((await resume('nobody', 'key')).status).toBe(404);
    expect(problemOf(await resume('fn', 'key'))).toEqual({ route: '/', target: 'fn', wasStopped: true });
    await post(stage, '3');
    await gateway.holds('parked fn', 'parked fn');
    expect(fn.received).toHaveLength(2);
  });
});

test('an open circuit uses up no attempts: a target that is down for long finds everything when it is back', async () => {
  let isDown = true;
  const answer: Answer = (_received, response) => response.writeHead(isDown ? 503 : 200).end();
  await onStage({ answer, target: { retry: { maxAttempts: 3 }, breaker: { failures: 2, openMs: 1 } } }, async (stage) => {
    for (const id of ['1', '2', '3', '4']) await post(stage, id);
    await until(() => stage.fn.received.length >= 30);
    isDown = false;
    await stage.gateway.holds();
    expect(new Set(stage.fn.received.map(({ headers }) => headers['ce-id']))).toEqual(new Set(['1', '2', '3', '4']));
    const { body } = await stage.gateway.send({ method: 'GET', path: '/-/metrics', headers: [] });
    expect(body).toContain('sluice_gateway_circuit_open{route="/",target="fn"} 0\n');
    expect(body).toContain('sluice_gateway_deliveries_total{route="/",target="fn",result="delivered"} 4\n');
  });
});

test('a clock that is set back by an hour does not keep an open circuit open, nor a target that asked for a rest at rest', async () => {
  let [isDown, step] = [true, 0];
  const answer: Answer = (_received, response) => response.writeHead(isDown ? 503 : 200, isDown ? { 'retry-after': '1' } : {}).end();
  const target = { retry: { maxDelayMs: 1_000 }, breaker: { failures: 1, openMs: 200 }, rate: { perSecond: 100, burst: 1 } };
  await onStage({ answer, target, now: () => Date.now() + step }, async (stage) => {
    await post(stage, '1');
    // Until the circuit is open: what came back from the function is counted a moment after the function gave it.
    await until(async () => ((await stage.gateway.readiness()).body['queue'] as { readonly waiting: readonly object[] }).waiting.length > 0);
    isDown = false;
    step = -3_600_000;
    await post(stage, '2');
    await until(() => stage.fn.received.some(({ headers }) => headers['ce-id'] === '2'));
  });
});

test('what waits for its next attempt when the clock is set back by an hour does not wait for an hour, nor what waits behind it', async () => {
  let [isDown, step] = [true, 0];
  const answer: Answer = (_received, response) => response.writeHead(isDown ? 503 : 200).end();
  const target = { retry: { minDelayMs: 1_000, maxDelayMs: 1_000 }, breaker: { failures: 1, openMs: 200 } };
  await onStage({ answer, target, route: { order: { attribute: 'partitionkey' } }, now: () => Date.now() + step }, async (stage) => {
    for (const id of ['1', '2', '3']) await post(stage, id, ['ce-partitionkey: k']);
    await until(async () => (await stage.gateway.entries()).some(({ attempts }) => attempts > 0));
    isDown = false;
    step = -3_600_000;
    await stage.gateway.holds();
    const ids = stage.fn.received.map(({ headers }) => headers['ce-id']);
    expect([...new Set(ids)]).toEqual(['1', '2', '3']);
  });
});

test('an event that fails by itself opens no circuit, and is dead after its attempts', async () => {
  const answer: Answer = ({ headers }, response) => response.writeHead(headers['ce-id'] === 'poison' ? 500 : 200).end();
  await onStage({ answer, target: { retry: { maxAttempts: 9 }, breaker: { failures: 2, openMs: 86_400_000 } } }, async (stage) => {
    await post(stage, 'poison');
    await post(stage, 'good');
    await stage.gateway.holds('dead fn');
    expect((await stage.gateway.entries())[0]).toMatchObject({
      attempts: 9,
      reason: { code: 'target_refused', message: expect.stringContaining('500') },
    });
  });
});

test('an event is judged again by what the target reads when it is delivered', async () => {
  const subject = 'again';
  await registry.client.putConfig(subject, { level: 'NONE' });
  await registry.client.register(subject, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  const waiting = waitingFunction();
  await onStage({ answer: waiting.answer, target: { reads: '>=1' } }, async (stage) => {
    const { gateway } = stage;
    expect((await gateway.send({ headers: binary({ type: subject }), body: '{"n":1}' })).status).toBe(202);
    const first = await waiting.next();
    await registry.client.register(subject, { schema: objectSchema({ n: { type: 'string' } }, ['n']) });
    await gateway.reached((await registry.registry.position()).last);
    first.response.writeHead(500).end();
    await gateway.holds('parked fn');
    expect((await gateway.entries())[0]).toMatchObject({ attempts: 1, reason: { code: 'target_unreadable', findings: [{ instancePointer: '/n' }] } });
  });
});

test('what is under way when the gateway stops may finish; what does not is given back, with its attempts as they were', async () => {
  const waiting = waitingFunction();
  const fn = await startFunction(waiting.answer);
  const path = await newQueuePath();
  const config = {
    routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'durable', targets: [{ name: 'fn', url: fn.url, concurrency: 2 }] }],
  };
  const pause = (ms: number, signal: AbortSignal): Promise<void> =>
    ms > 3_600_000
      ? cutShort
      : new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
  let cut = (): void => {};
  const cutShort = new Promise<void>((resolve) => (cut = resolve));
  const before = await startDurableGateway({ registryUrl: registry.url, config, path, graceMs: 86_400_000, pause });
  for (const id of ['finishes', 'hangs', 'later']) await post({ gateway: before, fn }, id);
  const finishing = await waiting.next();
  await waiting.next();
  before.drain();
  finishing.response.end();
  await before.holds('taken fn', 'waiting fn');
  const closed = before.close();
  cut();
  await closed;

  const after = await startDurableGateway({ registryUrl: registry.url, config, path });
  const rest = [await waiting.next(), await waiting.next()];
  expect(rest.map(({ id }) => id)).toEqual(['hangs', 'later']);
  for (const { response } of rest) response.end();
  await after.holds();
  expect(fn.received.map(({ headers }) => headers['sluice-attempt'])).toEqual(['1', '1', '1', '1']);
  await after.close();
  await fn.close();
});

test('a queue that is full, or gone, is a 503 with Retry-After; readiness says so', async () => {
  const waiting = waitingFunction();
  await onStage({ answer: waiting.answer, limits: { maxWaiting: 1 } }, async (stage) => {
    const { gateway } = stage;
    await post(stage, '1');
    const full = await gateway.send({ headers: binary({ type: 't' }), body: '{}' });
    expect([full.status, full.headers['retry-after'], problemOf(full)['code']]).toEqual([503, '1', 'queue_full']);
    expect(await gateway.readiness()).toMatchObject({ status: 200, body: { status: 'ready', queue: { status: 'ready', full: ['waiting'] } } });
    (await waiting.next()).response.end();
    await gateway.holds();
    expect(await gateway.readiness()).toMatchObject({ body: { queue: { full: [] } } });
    await gateway.queue.close();
    const gone = await gateway.send({ headers: binary({ type: 't' }), body: '{}' });
    expect([gone.status, gone.headers['retry-after'], problemOf(gone)['code']]).toEqual([503, '1', 'queue_unavailable']);
    expect(await gateway.readiness()).toMatchObject({ status: 503, body: { status: 'the queue does not answer', refusing: ['/'] } });
  });
});

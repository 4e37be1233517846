import { createHmac } from 'node:crypto';
import type { lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestRegistry } from '../http/test-server.ts';
import { parseAttributes } from '../../src/core/cloud-event.ts';
import type { WebhookRequest, WebhookResource } from '../../src/core/resources.ts';
import { KEPT_ATTEMPTS, type WebhookAttempt, type WebhookProgress } from '../../src/core/webhook.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';
import type { Clock } from '../../src/webhooks/alarm.ts';
import { startDeliverer, type Deliverer } from '../../src/webhooks/deliverer.ts';
import { createOutlet, type RunningOutlet } from '../../src/webhooks/outlet.ts';
import { DEFAULT_RETRY } from '../../src/webhooks/retry.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const ACTOR = { actor: 'me' };

/** A clock on which waiting takes no time: it goes on to the end of each wait. */
class LeapingClock implements Clock {
  ms = Date.parse('2026-01-01T00:00:00Z');
  readonly waits: number[] = [];
  readonly now = (): number => this.ms;
  readonly later = (ms: number, call: () => void): (() => void) => {
    this.waits.push(ms);
    const timer = setImmediate(() => {
      this.ms += ms;
      call();
    });
    return () => clearImmediate(timer);
  };
}

let store: Store;
let registry: Registry;
let receiver: Receiver;
let clock: LeapingClock;
let outlet: RunningOutlet;
let deliverer: Deliverer | undefined;
const outcomes: string[] = [];

beforeEach(async () => {
  store = createMemoryStore();
  registry = createTestRegistry(store);
  receiver = await startReceiver();
  clock = new LeapingClock();
  outcomes.length = 0;
});

afterEach(async () => {
  await deliverer?.close();
  await outlet.close();
  await receiver.close();
});

function deliver({ timeoutMs = 5_000, onAttempt = (): void => {} } = {}): void {
  outlet = createOutlet({ timeoutMs, allowPrivate: false, now: clock.now });
  deliverer = startDeliverer({
    store,
    outlet,
    clock,
    random: () => 0.5,
    retry: DEFAULT_RETRY,
    timeoutMs,
    owner: 'tester',
    onAttempt: (outcome) => {
      outcomes.push(outcome);
      onAttempt();
    },
    log: { warn: () => {}, error: () => {} },
  });
}

async function hook(request: Partial<WebhookRequest> = {}): Promise<{ readonly id: string; readonly secret: string }> {
  return registry.createWebhook({ url: receiver.url, ...request }, ACTOR);
}

async function register(...subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) await registry.register(subject, { schema: { max: 1 } }, ACTOR);
}

/** Once the webhook is so; looked at after each attempt. */
async function until(id: string, isSo: (webhook: WebhookResource, attempts: readonly WebhookAttempt[]) => boolean): Promise<WebhookResource> {
  for (;;) {
    const [webhook, attempts] = [await registry.getWebhook(id), await registry.listWebhookAttempts(id)];
    if (isSo(webhook, attempts)) return webhook;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const isDone = ({ behind }: WebhookResource): boolean => behind === 0;

// Written from the specification, not from our code.
function verify({ headers, body }: { readonly headers: Record<string, unknown>; readonly body: string }, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  return String(headers['webhook-signature'])
    .split(' ')
    .some((signature) => signature === `v1,${expected}`);
}

test('a change comes as one signed CloudEvent', async () => {
  deliver();
  const { id, secret } = await hook();
  await register('a');
  await receiver.until(1);
  const [got] = receiver.received;
  expect(got).toMatchObject({
    path: '/hook?to=me',
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', 'webhook-timestamp': String(Date.parse('2026-01-01') / 1_000) },
    event: { id: '1', type: 'io.sluice.version.registered', subject: 'a', data: { subject: 'a', version: 1 } },
  });
  const { data: _data, ...attributes } = got?.event ?? ({} as never);
  expect(parseAttributes(attributes as never)).toEqual(attributes);
  expect(got?.headers['webhook-id']).toBe(attributes.historyid);
  expect(verify(got as never, secret)).toBe(true);
  expect(verify({ ...got, body: `${got?.body} ` } as never, secret)).toBe(false);
  expect(await until(id, isDone)).toMatchObject({ position: 1 });
});

test('everything comes in order, one at a time, to each webhook', async () => {
  deliver();
  let [open, most] = [0, 0];
  const slow = Array.from({ length: 60 }, () => (_: unknown, response: { writeHead: (status: number) => { end: () => void } }): void => {
    most = Math.max(most, (open += 1));
    setImmediate(() => {
      open -= 1;
      response.writeHead(200).end();
    });
  });
  receiver.react(...(slow as never[]));
  const { id } = await hook();
  await Promise.all(Array.from({ length: 60 }, (_, index) => registry.register(`s${index}`, { schema: { max: 1 } }, ACTOR)));
  await until(id, isDone);
  expect(receiver.sequences()).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  expect(most).toBe(1);
});

const filters: readonly { readonly title: string; readonly request: Partial<WebhookRequest>; readonly sequences: readonly number[] }[] = [
  { title: 'from now on by default', request: {}, sequences: [5, 6] },
  { title: 'from the first change', request: { from: 0 }, sequences: [1, 2, 3, 4, 5, 6] },
  { title: 'after a change', request: { from: 3 }, sequences: [4, 5, 6] },
  { title: 'of a prefix', request: { from: 0, prefix: 'com.' }, sequences: [2, 4, 6] },
  { title: 'of a prefix as a pattern', request: { from: 0, prefix: 'com.*' }, sequences: [2, 4, 6] },
  { title: 'of a type', request: { from: 0, types: ['io.sluice.config.updated', 'io.sluice.version.retired'] }, sequences: [3, 4, 5] },
  { title: 'of a type and a prefix', request: { from: 0, prefix: 'com.', types: ['io.sluice.version.retired'] }, sequences: [4] },
];

for (const { title, request, sequences } of filters) {
  test(`a webhook hears ${title}`, async () => {
    await register('org.a', 'com.b');
    await registry.putConfig('', { level: 'NONE' }, ACTOR);
    await registry.setState('com.b', 1, { state: 'retired' }, ACTOR);
    const { id } = await hook(request);
    await registry.putConfig('org.*', { level: 'NONE' }, ACTOR);
    await register('com.c');
    deliver();
    await until(id, isDone);
    expect(receiver.sequences()).toEqual(sequences);
  });
}

test('thousands of changes that nobody wants are passed over once', async () => {
  const { id } = await hook({ prefix: 'none' });
  for (let index = 0; index < 1_100; index += 1) await registry.putConfig('', { level: index % 2 === 0 ? 'NONE' : 'FULL' }, ACTOR);
  deliver();
  await until(id, ({ position }) => position === 1_100);
  await register('none.a');
  await receiver.until(1);
  expect(receiver.sequences()).toEqual([1_101]);
});

const retried = [
  { title: 'a refusal', reaction: 400, error: /status 400/ },
  { title: 'a failure', reaction: 503, error: /status 503/ },
  {
    title: 'a redirect, which is not followed,',
    reaction: { status: 307, headers: { location: '/elsewhere' } },
    error: /redirects are not followed/,
  },
  { title: 'a connection that breaks off', reaction: ({ socket }: IncomingMessage) => void socket.destroy(), error: /socket|closed|reset/i },
] as const;

for (const { title, reaction, error } of retried) {
  test(`${title} is tried again, with the same id and another signature, before anything else`, async () => {
    deliver();
    receiver.react(reaction);
    const { id, secret } = await hook();
    await register('a', 'b');
    await until(id, isDone);
    expect(receiver.sequences()).toEqual([1, 1, 2]);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?to=me', '/hook?to=me', '/hook?to=me']);
    const [first, second] = receiver.received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(Number(second?.['webhook-timestamp'])).toBe(Number(first?.['webhook-timestamp']) + 5);
    expect(receiver.received.every((got) => verify(got as never, secret))).toBe(true);
    const attempts = (await registry.listWebhookAttempts(id)).toReversed();
    expect(attempts).toMatchObject([
      { sequence: 1, outcome: 'failed', error: expect.stringMatching(error) as string, nextAttemptAt: '2026-01-01T00:00:05.000Z' },
      { sequence: 1, outcome: 'delivered', status: 204 },
      { sequence: 2, outcome: 'delivered' },
    ]);
    expect(outcomes).toEqual(['failed', 'delivered', 'delivered']);
  });
}

const SET_BACK = [
  { title: 'what was first tried before the clock was set back', failures: 1 },
  { title: 'what is put off for longer than anything is, since the clock was set back', failures: 12 },
];
for (const { title, failures } of SET_BACK) {
  test(`${title} is tried within a minute`, async () => {
    let setBackTo = 0;
    deliver({
      onAttempt: () => {
        if (outcomes.length === failures) setBackTo = clock.ms -= 3 * 3_600_000;
      },
    });
    receiver.react(...Array.from({ length: failures }, () => 500));
    const { id } = await hook();
    await register('a');
    await until(id, isDone);
    expect(receiver.received).toHaveLength(failures + 1);
    expect(Number(receiver.received.at(-1)?.headers['webhook-timestamp']) * 1_000 - setBackTo).toBeLessThanOrEqual(60_000);
  });
}

test('a lease that lasts for longer than any, since the clock was set back, keeps nobody away for longer than a minute', async () => {
  const { id } = await hook();
  await register('a');
  const progress = await store.readRecord('webhook_progress', id);
  const value = { ...(progress?.value as WebhookProgress), lease: { owner: 'killed', until: clock.ms + 3 * 3_600_000 } };
  expect(await store.writeRecords([{ kind: 'webhook_progress', key: id, expect: progress?.revision ?? 0, value }])).toBe(true);
  const start = clock.ms;
  deliver();
  await until(id, isDone);
  expect(clock.ms - start).toBeLessThanOrEqual(60_000);
});

test('an answer that does not come in time is a failure', async () => {
  deliver({ timeoutMs: 2_000 });
  receiver.react(() => {});
  const { id } = await hook();
  await register('a');
  await until(id, isDone);
  expect((await registry.listWebhookAttempts(id)).toReversed()).toMatchObject([{ error: 'no answer within 2000 ms' }, { outcome: 'delivered' }]);
});

test('an answer without an end has its status said', async () => {
  deliver({ timeoutMs: 3_000 });
  receiver.react((_request, response) => void response.writeHead(200).write('x'.repeat(100_000)));
  const { id } = await hook();
  await register('a', 'b');
  await until(id, isDone);
  expect(receiver.sequences()).toEqual([1, 2]);
});

test('Retry-After is waited for', async () => {
  deliver();
  receiver.react({ status: 429, headers: { 'retry-after': '600' } });
  const { id } = await hook();
  await register('a');
  await until(id, isDone);
  const [sent, again] = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
  expect(Number(again) - Number(sent)).toBe(600);
});

test('410 stops a webhook before the event, and to resume is to go on with it', async () => {
  deliver();
  receiver.react(410);
  const { id } = await hook();
  await register('a', 'b');
  const stopped = await until(id, ({ state }) => state === 'stopped');
  expect(stopped).toMatchObject({ position: 0, behind: 2, stateReason: 'the receiver answered 410: it wants no more' });
  expect(await registry.listAudit({ after: 0, limit: 10, action: 'webhook.stop' })).toMatchObject([{ actor: 'registry', name: id }]);
  expect(await registry.updateWebhook(id, { state: 'active' }, ACTOR)).not.toHaveProperty('stateReason');
  await until(id, isDone);
  expect(receiver.sequences()).toEqual([1, 1, 2]);
});

test('what is given up is listed, the next one goes on, and it can be sent again', async () => {
  deliver();
  receiver.react(...Array.from({ length: 30 }, () => 500));
  const { id } = await hook();
  await register('a', 'b');
  await until(id, isDone);
  expect(receiver.sequences()).toEqual([...Array.from({ length: 30 }, () => 1), 2]);
  expect(await registry.listDeadDeliveries(id)).toMatchObject([{ sequence: 1, name: 'a', attempts: 30, error: 'status 500', resending: false }]);
  receiver.react(500);
  expect(await registry.retryWebhook(id, {}, ACTOR)).toEqual([1]);
  await until(id, (_, [newest]) => newest?.outcome === 'gave_up');
  expect(await registry.listDeadDeliveries(id)).toMatchObject([{ sequence: 1, attempts: 31, resending: false }]);
  expect(await registry.retryWebhook(id, { sequences: [1] }, ACTOR)).toEqual([1]);
  await until(id, (_, [newest]) => newest?.outcome === 'delivered' && newest.sequence === 1);
  expect(await registry.listDeadDeliveries(id)).toEqual([]);
  expect(new Set(receiver.received.filter(({ event }) => event.id === '1').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('a paused webhook is silent, and goes on where it was', async () => {
  deliver();
  const { id } = await hook();
  await registry.updateWebhook(id, { state: 'paused' }, ACTOR);
  await register('a', 'b');
  expect(await registry.getWebhook(id)).toMatchObject({ behind: 2, position: 0 });
  expect(receiver.received).toEqual([]);
  await registry.updateWebhook(id, { state: 'active' }, ACTOR);
  await until(id, isDone);
  expect(receiver.sequences()).toEqual([1, 2]);
});

test('another address is tried at once', async () => {
  deliver();
  const other = await startReceiver();
  receiver.react(...Array.from({ length: 5 }, () => 500));
  const { id } = await hook();
  await register('a');
  await receiver.until(2);
  await registry.updateWebhook(id, { url: other.url }, ACTOR);
  await other.until(1);
  expect(other.sequences()).toEqual([1]);
  await until(id, isDone);
  await other.close();
});

test('after a rotation both secrets are signed with, until the old one ends', async () => {
  deliver();
  const { id, secret } = await hook();
  clock.ms = Date.parse('2026-01-01T00:00:10Z');
  const { secret: next } = await registry.rotateWebhookSecret(id, { overlapSeconds: 3_600 }, ACTOR);
  await register('a');
  await receiver.until(1);
  clock.ms += 7_200_000;
  await register('b');
  await receiver.until(2);
  const verified = receiver.received.map((got) => [secret, next].map((one) => verify(got as never, one)));
  expect(verified).toEqual([
    [true, true],
    [false, true],
  ]);
  expect(JSON.stringify(await registry.listAudit({ after: 0, limit: 100 }))).not.toMatch(/sealed|whsec|plain:/);
  expect(JSON.stringify(await registry.listWebhooks())).not.toMatch(/sealed|whsec|plain:/);
});

test('the log keeps the last attempts, and a webhook that is removed leaves nothing behind', async () => {
  deliver();
  const { id } = await hook();
  for (let index = 0; index < KEPT_ATTEMPTS + 20; index += 1) await registry.putConfig('', { level: index % 2 === 0 ? 'NONE' : 'FULL' }, ACTOR);
  await until(id, isDone);
  const attempts = await registry.listWebhookAttempts(id);
  expect(attempts.map(({ sequence }) => sequence)).toEqual(Array.from({ length: KEPT_ATTEMPTS }, (_, index) => KEPT_ATTEMPTS + 20 - index));
  await registry.deleteWebhook(id, ACTOR);
  for (const kind of ['webhook', 'webhook_progress', 'webhook_attempt', 'webhook_dead'] as const) {
    expect(await store.listRecords({ kind, limit: 10 })).toEqual([]);
  }
  await register('late');
  expect(receiver.received).toHaveLength(KEPT_ATTEMPTS + 20);
});

test('how far webhooks are behind is told, but not of those that are paused', async () => {
  const [first, second] = [await hook({ prefix: 'a' }), await hook()];
  await registry.updateWebhook(second.id, { state: 'paused' }, ACTOR);
  await register('a', 'b', 'a.c');
  receiver.react(410);
  deliver();
  await until(first.id, ({ state }) => state === 'stopped');
  expect(await deliverer?.backlogs()).toEqual([{ webhook: first.id, changes: 2, oldestSeconds: expect.any(Number) as number }]);
});

test('what a name leads to is looked at when it is connected to', async () => {
  let leadsTo = '127.0.0.1';
  const resolve = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(null, [{ address: leadsTo, family: 4 }])) as unknown as typeof lookup;
  outlet = createOutlet({ timeoutMs: 5_000, allowPrivate: true, now: clock.now, resolve });
  const webhook = { id: 'w', url: receiver.url.replace('127.0.0.1', 'inside.example'), secrets: [] } as never;
  const message = { id: 'm', event: { type: 'x' } } as never;
  expect(await outlet.send(webhook, message)).toMatchObject({ error: expect.stringContaining('it leads to 127.0.0.1') as string });
  leadsTo = '169.254.169.254';
  expect(await outlet.send(webhook, message)).toMatchObject({ error: expect.stringContaining('it leads to 169.254.169.254') as string });
  expect(receiver.received).toEqual([]);
});

test('a secret that cannot be read sends nothing', async () => {
  deliver();
  const { id } = await hook();
  const record = await store.readRecord('webhook', id);
  const sealed = 'aes-256-gcm:AAAA';
  await store.writeRecords([{ kind: 'webhook', key: id, value: { ...record?.value, secrets: [{ sealed, createdAt: '2026-01-01T00:00:00.000Z' }] } }]);
  expect(await registry.testWebhook(id)).toMatchObject({ outcome: 'failed', error: expect.stringContaining('SLUICE_WEBHOOK_KEY') as string });
  expect(receiver.received).toEqual([]);
});

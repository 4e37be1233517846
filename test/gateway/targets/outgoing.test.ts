import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, ROOT_CONTEXT, propagation, trace, TraceFlags, type Span, type TextMapPropagator, type Tracer } from '@opentelemetry/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../../src/gateway/config.ts';
import { verifySignature } from '../../../src/gateway/signature/signature.ts';
import { startDurableGateway, type DurableSetup } from '../durable/durable-gateway.ts';
import { startFunction, type Answer, type FunctionServer, type Received } from '../function-server.ts';
import { binary, startTestGateway, type GatewayServer } from '../gateway-server.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';

const OLD = `whsec_${Buffer.from('old secret').toString('base64')}`;
const NEW = `whsec_${Buffer.from('new secret').toString('base64')}`;
const ENV = { OLD, NEW, TOKEN: 't0k', KEY: 'k3y' };
const BODY = '{ "n" : 1.0, "é": true }';

let registry: RegistryServer;
let folder: string;
let answer: Answer;
let fn: FunctionServer;
let gateway: (GatewayServer & { holds?(...expected: string[]): Promise<void> }) | undefined;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register('t', { schema: {} });
  folder = await mkdtemp(join(tmpdir(), 'sluice-targets-'));
});

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  answer = (_received, response) => response.writeHead(200).end();
  fn = await startFunction((received, response) => answer(received, response));
});

afterEach(async () => {
  await gateway?.close();
  await fn.close();
});

type Dispatch = 'sync' | 'durable';
const BOTH: readonly Dispatch[] = ['sync', 'durable'];

async function start(dispatch: Dispatch, target: object, setup: Partial<DurableSetup> = {}): Promise<void> {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch, targets: [{ name: 'fn', url: fn.url, ...target }] }];
  const options = { registryUrl: registry.url, env: ENV, config: { routes }, ...setup };
  gateway = dispatch === 'sync' ? await startTestGateway(options) : await startDurableGateway(options);
}

/** Send an event; gives what the function has got of it once all is over. */
async function deliver(headers: readonly string[] = []): Promise<Received[]> {
  await gateway?.send({ headers: [...binary({ type: 't' }), ...headers], body: BODY });
  await gateway?.holds?.();
  return fn.take();
}

describe.each(BOTH)('a signature on a route that is %s', (dispatch) => {
  test('is one that our own check of Standard Webhooks takes, under each of the secrets', async () => {
    await start(dispatch, { sign: { scheme: 'standard-webhooks', secretEnv: ['NEW', 'OLD'] } });
    const [received] = await deliver();
    for (const secretEnv of ['NEW', 'OLD']) expect(await whyNotSigned(received, secretEnv)).toBe(undefined);
    expect(received?.body.toString()).toBe(BODY);
  });

  test('takes the place of the one that came', async () => {
    await start(dispatch, { sign: { scheme: 'standard-webhooks', secretEnv: 'NEW' } });
    const [received] = await deliver(['Webhook-Id: theirs', 'webhook-timestamp: 1', 'webhook-signature: v1,x', 'x-hub-signature-256: kept']);
    expect(received?.rawHeaders.filter((name) => /^webhook-/i.test(name)).toSorted()).toEqual([
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
    ]);
    expect(received?.headers['x-hub-signature-256']).toBe('kept');
    expect(await whyNotSigned(received, 'NEW')).toBe(undefined);
  });

  test('is made with what the file holds now', async () => {
    const secretFile = join(folder, `secret-${dispatch}`);
    await writeFile(secretFile, `${OLD}\n`);
    await start(dispatch, { sign: { scheme: 'standard-webhooks', secretFile } });
    expect(await whyNotSigned((await deliver())[0], 'OLD')).toBe(undefined);
    await writeFile(secretFile, NEW);
    expect(await whyNotSigned((await deliver())[0], 'NEW')).toBe(undefined);
  });
});

test('the id of a signed message is the same in every attempt, and another in every delivery', async () => {
  const answers = [500, 200, 200];
  answer = (_received, response) => response.writeHead(answers.shift() ?? 200).end();
  await start('durable', { sign: { scheme: 'standard-webhooks', secretEnv: 'NEW' } });
  const ids = [...(await deliver()), ...(await deliver())].map(({ headers }) => String(headers['webhook-id']));
  expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 2]);
  expect(ids[0]).toMatch(/^msg_[\w-]{27}$/);
});

/** What our own check of incoming signatures says. */
async function whyNotSigned(received: Received | undefined, secretEnv: string): Promise<string | undefined> {
  const signature = { scheme: 'standard-webhooks', secretEnv };
  const routes = [{ path: '/', source: { kind: 'webhook', type: { constant: 't' }, signature }, targets: [{ url: 'http://fn.test' }] }];
  const config = await parseGatewayConfig({ file: 'g.json', text: JSON.stringify({ routes }), env: ENV, format: jsonSchemaFormat });
  const [route = expect.fail('no route')] = config.routes;
  const { rawHeaders = [], body = Buffer.alloc(0) } = received ?? {};
  try {
    verifySignature(route.source, { headers: rawHeaders, bytes: body }, Date.now);
    return undefined;
  } catch (thrown) {
    return String(thrown);
  }
}

describe.each(BOTH)('a bearer token on a route that is %s', (dispatch) => {
  test('goes in place of the Authorization that came', async () => {
    await start(dispatch, { auth: { bearer: { tokenEnv: 'TOKEN' } } });
    const [received] = await deliver(['Authorization: Basic dXNlcjpwYXNz', 'authorization: twice']);
    expect(received?.rawHeaders.filter((_name, index, all) => /^authorization$/i.test(all[index - 1] ?? ''))).toEqual(['Bearer t0k']);
  });

  test('is the one that the file holds now, also where a link is set to another file; while the file is empty or away, the one before', async () => {
    const tokenFile = join(folder, `token-${dispatch}`);
    await writeFile(tokenFile, 'one\n');
    await start(dispatch, { auth: { bearer: { tokenFile } } });
    const sent = async (): Promise<unknown> => (await deliver())[0]?.headers['authorization'];
    expect(await sent()).toBe('Bearer one');
    await writeFile(tokenFile, '');
    expect(await sent()).toBe('Bearer one');
    await rm(tokenFile);
    expect(await sent()).toBe('Bearer one');
    await writeFile(`${tokenFile}-2`, 'two');
    await symlink(`${tokenFile}-2`, tokenFile);
    expect(await sent()).toBe('Bearer two');
    await writeFile(`${tokenFile}-3`, 'six');
    await symlink(`${tokenFile}-3`, `${tokenFile}-link`);
    await rename(`${tokenFile}-link`, tokenFile);
    expect(await sent()).toBe('Bearer six');
  });
});

test('after a 401 the file is read once more, and another token is tried at once', async () => {
  const tokenFile = join(folder, 'token-401');
  await writeFile(tokenFile, 'old');
  answer = ({ headers }, response) => {
    if (headers['authorization'] === 'Bearer new') response.writeHead(200).end();
    else void writeFile(tokenFile, 'new').then(() => response.writeHead(401).end());
  };
  await start('durable', { auth: { bearer: { tokenFile } } });
  const received = await deliver();
  expect(received.map(({ headers }) => [headers['authorization'], headers['sluice-attempt']])).toEqual([
    ['Bearer old', '1'],
    ['Bearer new', '1'],
  ]);
});

test('of several that were sent with the token before, each is tried again at once', async () => {
  const tokenFile = join(folder, 'token-401-twice');
  await writeFile(tokenFile, 'old');
  const refused: ServerResponse[] = [];
  answer = ({ headers }, response) => {
    if (headers['authorization'] === 'Bearer new') response.writeHead(200).end();
    else if (refused.push(response) === 2) void writeFile(tokenFile, 'new').then(() => refused.forEach((one) => one.writeHead(401).end()));
  };
  await start('durable', { auth: { bearer: { tokenFile } } });
  const event = { headers: binary({ type: 't' }), body: BODY };
  await Promise.all([gateway?.send(event), gateway?.send(event)]);
  await gateway?.holds?.();
  const received = fn.take().map(({ headers }) => `${headers['authorization']}, attempt ${String(headers['sluice-attempt'])}`);
  expect(received.toSorted()).toEqual(['Bearer new, attempt 1', 'Bearer new, attempt 1', 'Bearer old, attempt 1', 'Bearer old, attempt 1']);
});

test('a token that stays the same is not tried again at once', async () => {
  answer = ({ headers }, response) => response.writeHead(headers['sluice-attempt'] === '1' ? 401 : 200).end();
  await start('durable', { auth: { bearer: { tokenEnv: 'TOKEN' } } });
  expect((await deliver()).map(({ headers }) => headers['sluice-attempt'])).toEqual(['1', '2']);
});

test('no secret is in the log, nor in what is kept of a failure', async () => {
  const lines: string[] = [];
  const write = (...parts: unknown[]): void => void lines.push(JSON.stringify(parts));
  const log = { debug: write, info: write, warn: write, error: write };
  answer = (_received, response) => response.writeHead(401).end();
  const target = {
    auth: { bearer: { tokenEnv: 'TOKEN' } },
    sign: { scheme: 'standard-webhooks', secretEnv: 'NEW' },
    headers: { 'x-key': { env: 'KEY' } },
  };
  await start('durable', { ...target, retry: { maxAttempts: 1 } }, { log });
  await gateway?.send({ headers: binary({ type: 't' }), body: BODY });
  await gateway?.holds?.('dead fn');
  expect(lines.join()).toContain('a delivery is dead');
  expect(lines.join()).not.toMatch(/t0k|k3y|whsec_|Bearer|v1,/);
});

describe.each(BOTH)('headers of a target on a route that is %s', (dispatch) => {
  test('go in place of those that came', async () => {
    await start(dispatch, { headers: { 'X-Key': { env: 'KEY' }, 'x-from': 'the gate', Authorization: { env: 'TOKEN' } } });
    const [received] = await deliver(['x-key: theirs', 'X-FROM: them', 'authorization: theirs', 'x-other: kept']);
    const { 'x-key': key, 'x-from': from, authorization, 'x-other': other } = received?.headers ?? {};
    expect([key, from, authorization, other]).toEqual(['k3y', 'the gate', 't0k', 'kept']);
  });
});

describe('spans', () => {
  const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  afterEach(() => propagation.disable());

  test('each attempt has one, whose context goes to the function', async () => {
    const ended: { readonly name: string; readonly attributes: Record<string, unknown> }[] = [];
    propagation.setGlobalPropagator(PROPAGATOR);
    const answers = [500, 200];
    answer = (_received, response) => response.writeHead(answers.shift() ?? 200).end();
    await start('durable', {}, { tracer: recorder(ended) });
    const received = await deliver([`traceparent: ${PARENT}`]);
    // The span of the acceptance is 1, and each attempt is a child of it.
    expect(received.map(({ headers }) => headers['traceparent'])).toEqual(['2 below 1', '3 below 1']);
    expect(ended.filter(({ name }) => name === 'deliver /').map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ 'sluice.target': 'fn', 'sluice.attempt': 1, 'cloudevents.event_type': 't', 'http.response.status_code': 500 }),
      expect.objectContaining({ 'sluice.target': 'fn', 'sluice.attempt': 2, 'cloudevents.event_id': '1', 'http.response.status_code': 200 }),
    ]);
  });

  test('without a tracer the traceparent goes on as it came', async () => {
    await start('durable', {});
    expect((await deliver([`traceparent: ${PARENT}`]))[0]?.headers['traceparent']).toBe(PARENT);
  });

  /** Writes the number of a span, and that of its parent, where an SDK writes ids. */
  const PROPAGATOR: TextMapPropagator = {
    fields: () => ['traceparent'],
    inject(given, carrier, setter) {
      const { spanId = '', traceState } = trace.getSpanContext(given) ?? {};
      const parent = traceState?.get('parent');
      setter.set(carrier, 'traceparent', parent === undefined ? String(Number(spanId)) : `${Number(spanId)} below ${parent}`);
    },
    extract: (given, carrier, getter) => given.setValue(PARENT_KEY, getter.get(carrier, 'traceparent')),
  };
});

const PARENT_KEY = Symbol('parent');

/** A tracer as an SDK would give it, whose spans are numbered, and which keeps what ended. */
function recorder(ended: { readonly name: string; readonly attributes: Record<string, unknown> }[]): Tracer {
  let count = 0;
  const startSpan: Tracer['startSpan'] = (name, options, parent = context.active()) => {
    const attributes: Record<string, unknown> = { ...options?.attributes };
    const above = name.startsWith('deliver') ? String(parent.getValue(PARENT_KEY)) : undefined;
    count += 1;
    const spanContext = {
      traceId: '1'.repeat(32),
      spanId: String(count).padStart(16, '0'),
      traceFlags: TraceFlags.SAMPLED,
      traceState: { get: () => above, set: () => expect.fail('unused'), unset: () => expect.fail('unused'), serialize: () => '' },
    };
    const plain = trace.getSpan(trace.setSpanContext(ROOT_CONTEXT, spanContext)) as Span;
    return Object.assign(Object.create(plain) as Span, {
      setAttribute: (key: string, value: unknown) => void (attributes[key] = value),
      setStatus: () => undefined,
      end: () => void ended.push({ name, attributes }),
    });
  };
  return { startSpan, startActiveSpan: () => undefined as never };
}

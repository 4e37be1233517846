import { ROOT_CONTEXT, trace, TraceFlags, type Span, type Tracer } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer, type GatewaySetup } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';
import type { RawAnswer } from './send-raw.ts';

const ORDER = 'com.shop.order';
const TOKEN = 'let-me-in';
const AUTH = [`Authorization: Bearer ${TOKEN}`];
const JSON_TYPE = ['Content-Type: application/json'];
const HOUR_MS = 3_600_000;

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;
let now: number;

async function start({ admin = true, ...setup }: Partial<GatewaySetup> & { readonly admin?: boolean } = {}): Promise<GatewayServer> {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }];
  const config = { routes, ...(admin ? { admin: { tokenEnv: 'ADMIN_TOKEN' } } : {}) };
  gateway = await startTestGateway({ registryUrl: registry.url, config, env: { ADMIN_TOKEN: TOKEN }, now: () => now, ...setup });
  return gateway;
}

beforeEach(async () => {
  now = Date.parse('2026-01-01T00:00:00Z');
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
});

afterEach(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

async function statusOf(data: object, more: object = {}): Promise<number> {
  return (await gateway.send({ headers: STRUCTURED, body: structured({ type: ORDER, data, ...more }) })).status;
}

function ask(
  method: string,
  path: string,
  { body, headers = AUTH }: { readonly body?: object; readonly headers?: readonly string[] } = {},
): Promise<RawAnswer> {
  const type = body === undefined ? [] : JSON_TYPE;
  return gateway.send({
    method,
    path: `/-/api/v1${path}`,
    headers: [...headers, ...type],
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('the mode of a route at run time', () => {
  test('observe lets everything through until its end, and then the configured mode is back', async () => {
    await start();
    expect(await statusOf({ n: 'no' })).toBe(422);
    const answer = await ask('PUT', '/routes/%2F/mode', { body: { mode: 'observe', forMs: 60_000 } });
    expect([answer.status, problemOf(answer)]).toEqual([
      200,
      { path: '/', source: 'cloudevents', mode: 'observe', configuredMode: 'enforce', until: '2026-01-01T00:01:00.000Z', warnings: [] },
    ]);
    expect(await statusOf({ n: 'no' })).toBe(200);
    expect((await gateway.readiness()).body).toMatchObject({ observing: ['/'] });
    now += 60_000;
    expect(await statusOf({ n: 'no' })).toBe(422);
    expect((await gateway.readiness()).body).toMatchObject({ observing: [] });
  });

  test('it lasts an hour where nothing is said, and is taken back by DELETE', async () => {
    await start();
    await ask('PUT', '/routes/%2F/mode', { body: { mode: 'observe' } });
    now += HOUR_MS - 1;
    expect(await statusOf({ n: 'no' })).toBe(200);
    await ask('DELETE', '/routes/%2F/mode');
    expect(await statusOf({ n: 'no' })).toBe(422);
  });

  const wrong: readonly (readonly [title: string, path: string, body: object, status: number, message: RegExp])[] = [
    ['another mode', '/routes/%2F/mode', { mode: 'off' }, 400, /mode: expected one of enforce, observe; found "off"/],
    ['no end', '/routes/%2F/mode', { mode: 'observe', forMs: 0 }, 400, /forMs: expected whole milliseconds/],
    ['an end that is far away', '/routes/%2F/mode', { mode: 'observe', forMs: 31 * 24 * HOUR_MS }, 400, /30 days/],
    ['an unknown member', '/routes/%2F/mode', { mode: 'observe', until: 1 }, 400, /unknown member "until"/],
    ['an unknown route', '/routes/%2Fother/mode', { mode: 'observe' }, 404, /no route of this gateway has the path \/other/],
    ['no such page', '/else', {}, 404, /expected one of/],
  ];
  for (const [title, path, body, status, message] of wrong) {
    test(`${title} is refused`, async () => {
      await start();
      const answer = await ask('PUT', path, { body });
      expect([answer.status, problemOf(answer)['detail']]).toEqual([status, expect.stringMatching(message)]);
    });
  }
});

describe('who may', () => {
  const rows: readonly { readonly admin: boolean; readonly headers: readonly string[]; readonly read: number; readonly write: number }[] = [
    { admin: true, headers: AUTH, read: 200, write: 200 },
    { admin: true, headers: [], read: 401, write: 401 },
    { admin: true, headers: [`Authorization: Bearer ${TOKEN}x`], read: 401, write: 401 },
    { admin: true, headers: [`Authorization: Basic ${TOKEN}`], read: 401, write: 401 },
    { admin: false, headers: [], read: 200, write: 403 },
    { admin: false, headers: AUTH, read: 200, write: 403 },
  ];
  for (const { admin, headers, read, write } of rows) {
    test(`${admin ? 'with' : 'without'} a token configured and ${headers[0] ?? 'none'} sent, reading is ${read} and writing ${write}`, async () => {
      await start({ admin });
      expect((await ask('GET', '/routes', { headers })).status).toBe(read);
      expect((await ask('PUT', '/routes/%2F/mode', { headers, body: { mode: 'observe' } })).status).toBe(write);
      expect((await gateway.readiness()).status).toBe(200);
    });
  }

  test('a token that is not set keeps the gateway from starting, and is named', async () => {
    await start();
    await expect(startTestGateway({ registryUrl: registry.url, config: { admin: { tokenEnv: 'NOT_SET' }, routes: [] } })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/NOT_SET/),
    });
  });
});

test('versions say what they accepted and refused, and when last', async () => {
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'string' } }, ['n']), allowBreaking: { reason: 'test' } });
  await start();
  for (const n of [1, 2, 'a']) await statusOf({ n });
  now += 5_000;
  for (const n of ['b', true]) await statusOf({ n });
  const expected = [
    { subject: ORDER, version: 1, accepted: 2, invalid: 0, lastAccepted: '2026-01-01T00:00:00.000Z' },
    { subject: ORDER, version: 2, accepted: 2, invalid: 1, lastAccepted: '2026-01-01T00:00:05.000Z' },
  ];
  expect(problemOf(await ask('GET', '/versions'))).toEqual({ since: '2026-01-01T00:00:00.000Z', items: expected });
  expect(problemOf(await ask('GET', `/versions/${ORDER}`))).toMatchObject({ items: expected });
  expect(problemOf(await ask('GET', '/versions/other'))).toMatchObject({ items: [] });
});

test('metrics count by route, version and finding, and say how the registry does', async () => {
  await start();
  for (const n of [1, 'no']) await statusOf({ n });
  const { body } = await gateway.send({ path: '/-/metrics', method: 'GET', headers: [] });
  const lines = [
    'sluice_gateway_events_total{route="/",outcome="accepted",observed="false"} 1',
    'sluice_gateway_events_total{route="/",outcome="event_invalid",observed="false"} 1',
    `sluice_gateway_judged_total{subject="${ORDER}",version="1",outcome="accepted"} 1`,
    `sluice_gateway_judged_total{subject="${ORDER}",version="1",outcome="invalid"} 1`,
    `sluice_gateway_findings_total{subject="${ORDER}",code="type_mismatch"} 1`,
    'sluice_gateway_dispatches_total{route="/",target="target-1",answer="2xx"} 1',
    'sluice_gateway_handling_seconds_count 2',
    'sluice_gateway_registry_following 1',
    'sluice_gateway_registry_failures_total 0',
    'sluice_gateway_subjects 1',
  ];
  for (const line of lines) expect(body).toContain(`${line}\n`);
});

test('how long an event took is no matter of the clock of the day, which may be set back meanwhile', async () => {
  await start({ now: () => (now -= HOUR_MS) });
  expect(await statusOf({ n: 1 })).toBe(200);
  const { body } = await gateway.send({ path: '/-/metrics', method: 'GET', headers: [] });
  expect(Number(/^sluice_gateway_handling_seconds_sum (\S+)$/m.exec(body)?.[1])).toBeGreaterThan(0);
});

describe('a candidate under trial', () => {
  const CANDIDATE = objectSchema({ n: { type: 'integer', minimum: 10 } }, ['n']);

  test('says by producer what it would refuse, and decides nothing', async () => {
    await start();
    const answer = await ask('PUT', `/shadows/${ORDER}`, { body: { schema: CANDIDATE, label: 'branch x' } });
    expect([answer.status, problemOf(answer)]).toMatchObject([201, { label: 'branch x', judged: 0, until: '2026-01-01T01:00:00.000Z' }]);
    expect(await statusOf({ n: 5 }, { source: '/a' })).toBe(200);
    expect(await statusOf({ n: 15 }, { source: '/a' })).toBe(200);
    expect(await statusOf({ n: 'no' }, { source: '/b' })).toBe(422);
    const report = problemOf(await ask('GET', '/shadows'));
    expect(report).toMatchObject({
      items: [
        {
          subject: ORDER,
          judged: 3,
          refused: 2,
          wouldBeAccepted: 0,
          producers: [
            { producer: '/a', judged: 2, refused: 1 },
            { producer: '/b', judged: 1, refused: 1 },
          ],
          findings: [
            { code: 'below_minimum', keywordLocation: '/properties/n/minimum', instancePointer: '/n', count: 1 },
            { code: 'type_mismatch', count: 1 },
          ],
        },
      ],
    });
    expect(JSON.stringify(report)).not.toContain('"found"');
  });

  test('what the contract refuses and the candidate takes is counted', async () => {
    await start();
    await ask('PUT', `/shadows/${ORDER}`, { body: { schema: {}, undeclared: 'allow' } });
    expect(await statusOf({ n: 'no' })).toBe(422);
    expect(problemOf(await ask('DELETE', `/shadows/${ORDER}`))).toMatchObject({ judged: 1, refused: 0, wouldBeAccepted: 1 });
    expect(problemOf(await ask('GET', '/shadows'))).toEqual({ items: [] });
  });

  test('it judges formats where the subject asserts them', async () => {
    await registry.client.putConfig(ORDER, { formats: 'assert' });
    await start();
    await ask('PUT', `/shadows/${ORDER}`, { body: { schema: objectSchema({ n: { format: 'date' } }) } });
    await statusOf({ n: 'no day' });
    expect(problemOf(await ask('GET', '/shadows'))).toMatchObject({ items: [{ refused: 1, findings: [{ code: 'format_mismatch' }] }] });
  });

  test('it ends by itself, and its report stays', async () => {
    await start();
    await ask('PUT', `/shadows/${ORDER}`, { body: { schema: CANDIDATE, forMs: 1_000 } });
    await statusOf({ n: 1 });
    now += 1_000;
    await statusOf({ n: 1 });
    expect(problemOf(await ask('GET', '/shadows'))).toMatchObject({ items: [{ judged: 1, refused: 1 }] });
  });

  test('producers beyond a hundred are counted together: senders choose their names', async () => {
    await start();
    await ask('PUT', `/shadows/${ORDER}`, { body: { schema: CANDIDATE } });
    for (let index = 0; index < 105; index += 1) await statusOf({ n: 1 }, { source: `/p${index}` });
    const { items } = problemOf(await ask('GET', '/shadows')) as { items: [{ producers: { producer: string; judged: number }[] }] };
    expect(items[0].producers).toHaveLength(101);
    expect(items[0].producers.find(({ producer }) => producer === '(others)')).toMatchObject({ judged: 5 });
  });

  test('for a subject that the gate does not know, it is refused', async () => {
    await start();
    const answer = await ask('PUT', '/shadows/com.nope', { body: { schema: {} } });
    expect([answer.status, problemOf(answer)]).toMatchObject([
      404,
      { code: 'subject_not_found', detail: expect.stringContaining('"com.nope"') as string },
    ]);
    expect(problemOf(await ask('GET', '/shadows'))).toEqual({ items: [] });
  });

  test('what is no schema is refused with its place', async () => {
    await start();
    const answer = await ask('PUT', `/shadows/${ORDER}`, { body: { schema: { type: 'strange' } } });
    expect([answer.status, problemOf(answer)]).toMatchObject([422, { code: 'schema_invalid', pointer: '/type' }]);
    expect((await ask('DELETE', `/shadows/${ORDER}`)).status).toBe(404);
  });
});

describe('spans', () => {
  test('an event has one where a tracer is there, and its context goes to the function', async () => {
    const ended: { readonly name: string; readonly attributes: Record<string, unknown> }[] = [];
    await start({ tracer: recorder(ended) });
    await statusOf({ n: 1 }, { id: '7', source: '/s' });
    await statusOf({ n: 'no' });
    expect(ended).toEqual([
      {
        name: 'POST /',
        attributes: {
          'http.route': '/',
          'cloudevents.event_type': ORDER,
          'cloudevents.event_id': '7',
          'cloudevents.event_source': '/s',
          'http.response.status_code': 200,
        },
      },
      { name: 'POST /', attributes: expect.objectContaining({ 'error.type': 'event_invalid', 'http.response.status_code': 422 }) },
    ]);
  });

  test('without one the traceparent of the sender goes on as it came', async () => {
    await start();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await gateway.send({ headers: [...STRUCTURED, `traceparent: ${traceparent}`], body: structured({ type: ORDER, data: { n: 1 } }) });
    expect(fn.received.at(-1)?.headers['traceparent']).toBe(traceparent);
  });
});

/** A tracer as an SDK would give it, which keeps what ended. */
function recorder(ended: { readonly name: string; readonly attributes: Record<string, unknown> }[]): Tracer {
  const startSpan: Tracer['startSpan'] = (name, options) => {
    const attributes: Record<string, unknown> = { ...options?.attributes };
    const plain = trace.getSpan(
      trace.setSpanContext(ROOT_CONTEXT, { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED }),
    ) as Span;
    return Object.assign(Object.create(plain) as Span, {
      setAttribute: (key: string, value: unknown) => void (attributes[key] = value),
      setStatus: () => undefined,
      end: () => void ended.push({ name, attributes }),
    });
  };
  return { startSpan, startActiveSpan: () => undefined as never };
}

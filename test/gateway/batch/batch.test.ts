import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, structured, type GatewayServer } from '../gateway-server.ts';
import { until } from '../../until.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';

const ORDER = 'com.shop.order';
const BATCH: readonly string[] = ['Content-Type: application/cloudevents-batch+json; charset=UTF-8'];

let registry: RegistryServer;
let fn: FunctionServer;
let picky: FunctionServer;
let silent: FunctionServer;
let hanging: FunctionServer;
let gateway: GatewayServer;
let inFlight = 0;
let mostAtOnce = 0;
const left: string[] = [];

beforeAll(async () => {
  [registry, fn, picky, silent, hanging] = await Promise.all([
    startRegistry(),
    startFunction(),
    startFunction(({ body }, response) => {
      const { n } = (JSON.parse(body.toString()) as { data: { n: number } }).data;
      inFlight += 1;
      mostAtOnce = Math.max(mostAtOnce, inFlight);
      setImmediate(() => {
        inFlight -= 1;
        response.writeHead(n, { 'x-n': n }).end(n === 204 ? undefined : 'x'.repeat(100_000));
      });
    }),
    startFunction(() => {}),
    startFunction((_received, response) => {
      response.once('close', () => {
        left.push('closed');
      });
    }),
  ]);
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  const source = { kind: 'cloudevents' };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        { path: '/', source, targets: [{ url: fn.url }] },
        { path: '/picky', source, targets: [{ url: picky.url, filter: { source: '/test' } }] },
        { path: '/silent', source, targets: [{ url: silent.url, timeoutMs: 1 }] },
        { path: '/hangs', source, targets: [{ url: hanging.url }] },
        { path: '/observe', source, mode: 'observe', targets: [{ url: fn.url }] },
        { path: '/away', source, targets: [{ url: 'http://127.0.0.1:1' }] },
        { path: '/hook', source: { kind: 'webhook', type: { constant: ORDER } }, targets: [{ url: fn.url }] },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close(), picky.close(), silent.close(), hanging.close()]);
});

const event = (id: string, data: unknown, more: object = {}): string => structured({ type: ORDER, id, data, ...more });
const good = (id = '1'): string => event(id, { n: 1 });

interface Result {
  readonly index: number;
  readonly id: string | null;
  readonly status: number;
  readonly problem?: Record<string, unknown>;
}

async function send(body: string | Uint8Array, path = '/', headers = BATCH): Promise<{ status: number; results: Result[] }> {
  const answer = await gateway.send({ path, headers, body });
  return { status: answer.status, results: JSON.parse(answer.body) as Result[] };
}

test('an empty batch is answered with no results, and nothing goes on', async () => {
  expect(await send(' [ ] ')).toEqual({ status: 200, results: [] });
  expect(fn.take()).toEqual([]);
});

test('each event is judged by itself, goes on as its own bytes, and is answered in order', async () => {
  const spaced = '{ "type":"com.shop.order",\n "id":"b", "source":"/t", "specversion":"1.0", "data":{"n":1.0e0, "n\\u0061":[1,{"x":"],["}]} }';
  const allowed = '{"type":"com.shop.order","id":"c","source":"/t","specversion":"1.0","data":{"n":1e2}}';
  const { status, results } = await send(`[ ${good('a')} ,\n${spaced}, ${allowed} ]`);
  expect(status).toBe(200);
  expect(results.map(({ problem, ...rest }) => ({ ...rest, code: problem?.['code'] }))).toEqual([
    { index: 0, id: 'a', status: 200, code: undefined },
    { index: 1, id: 'b', status: 422, code: 'event_invalid' },
    { index: 2, id: 'c', status: 200, code: undefined },
  ]);
  const bodies = fn.take().map(({ body, headers }) => ({ body: body.toString(), type: headers['content-type'] }));
  const type = 'application/cloudevents+json';
  expect(bodies.toSorted((a, b) => (a.body < b.body ? -1 : 1))).toEqual([
    { body: good('a'), type },
    { body: allowed, type },
  ]);
});

const ELEMENTS = [
  { title: 'no type', element: '{"specversion":"1.0","id":"1","source":"/"}', status: 400, code: 'envelope_invalid', id: '1' },
  { title: 'a scalar', element: '1', status: 400, code: 'envelope_invalid', id: null },
  { title: 'null', element: 'null', status: 400, code: 'envelope_invalid', id: null },
  { title: 'a huge number', element: '1e999', status: 400, code: 'envelope_invalid', id: null },
  { title: 'a batch in a batch', element: `[${good()}]`, status: 400, code: 'envelope_invalid', id: null },
  {
    title: 'an id that is a number',
    element: '{"specversion":"1.0","id":1,"source":"/","type":"t"}',
    status: 400,
    code: 'envelope_invalid',
    id: null,
  },
  { title: 'another specversion', element: event('1', { n: 1 }, { specversion: '0.3' }), status: 400, code: 'envelope_invalid', id: '1' },
  { title: 'a member twice', element: '{"id":"1","id":"2"}', status: 400, code: 'json_duplicate_key', id: null },
  { title: '__proto__', element: '{"__proto__":{"id":"1"}}', status: 400, code: 'json_forbidden_key', id: null },
  { title: 'too deep', element: event('1', JSON.parse('['.repeat(201) + ']'.repeat(201))), status: 422, code: 'too_deep', id: null },
  { title: 'XML', element: event('1', '<a/>', { datacontenttype: 'application/xml' }), status: 415, code: 'media_type_unsupported', id: '1' },
  { title: 'an unknown type', element: event('1', {}, { type: 'no.such' }), status: 404, code: 'unknown_subject', id: '1' },
  {
    title: 'a retry of what nobody knows',
    element: event('1', {}, { dataschema: `urn:sluice:${ORDER}:${'0'.repeat(64)}` }),
    status: 503,
    code: 'dataschema_unknown',
    id: '1',
  },
  { title: 'no data', element: event('1', undefined), status: 422, code: 'event_invalid', id: '1' },
] as const;

for (const { title, element, ...expected } of ELEMENTS) {
  test(`an element that is ${title} is ${expected.status} ${expected.code} by itself, and its neighbours go on`, async () => {
    const { status, results } = await send(`[${good('before')},${element},${good('after')}]`);
    expect({ status, statuses: results.map((result) => result.status) }).toEqual({ status: 200, statuses: [200, expected.status, 200] });
    expect({ status: results[1]?.status, code: results[1]?.problem?.['code'], id: results[1]?.id }).toEqual(expected);
    expect(fn.take()).toHaveLength(2);
  });
}

for (const { title, element, status } of [...ELEMENTS, { title: 'a good one', element: good(), status: 200 }]) {
  test(`an element that is ${title} gets the status that it gets alone`, async () => {
    const alone = await gateway.send({ headers: ['Content-Type: application/cloudevents+json'], body: element });
    const { results } = await send(`[${element}]`);
    expect([alone.status, results[0]?.status]).toEqual([status, status]);
    fn.take();
  });
}

const BODIES = [
  { title: 'an object', body: good(), status: 400, code: 'envelope_invalid' },
  { title: 'nothing', body: '', status: 400, code: 'envelope_invalid' },
  { title: 'no JSON', body: 'x', status: 400, code: 'envelope_invalid' },
  { title: 'a batch that breaks off', body: `[${good()},`, status: 400, code: 'json_invalid' },
  { title: 'a comma too many', body: `[${good()},]`, status: 400, code: 'json_invalid' },
  { title: 'a comma too few', body: `[${good()} ${good()}]`, status: 400, code: 'json_invalid' },
  { title: 'an element that is no JSON after good ones', body: `[${good()},${good()},{"a":}]`, status: 400, code: 'json_invalid' },
  { title: 'brackets that do not match', body: `[{"a":[1}]}]`, status: 400, code: 'json_invalid' },
  { title: 'text after the end', body: `[${good()}] []`, status: 400, code: 'json_invalid' },
  { title: 'a byte order mark', body: `\ufeff[]`, status: 400, code: 'envelope_invalid' },
  { title: 'bytes that are not UTF-8', body: Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), status: 400, code: 'not_utf8' },
  { title: '1,001 elements', body: `[${'1,'.repeat(1_000)}1]`, status: 413, code: 'body_too_large' },
  { title: '100,000 elements', body: `[${'1,'.repeat(99_999)}1]`, status: 413, code: 'body_too_large' },
  { title: '500,000 levels', body: '['.repeat(500_000), status: 400, code: 'json_invalid' },
  { title: 'a batch over the limit', body: `["${'x'.repeat(1_048_576)}"]`, status: 413, code: 'body_too_large' },
] as const;

for (const { title, body, ...expected } of BODIES) {
  test(`${title} is ${expected.status} ${expected.code} as a whole, and nothing goes on`, async () => {
    const answer = await gateway.send({ headers: BATCH, body });
    expect({ status: answer.status, code: problemOf(answer)['code'] }).toEqual(expected);
    expect(fn.take()).toEqual([]);
  });
}

test('an element that is no JSON is named with its place', async () => {
  const problem = problemOf(await gateway.send({ headers: BATCH, body: `[${good()},\n{"a":}]` }));
  expect(problem).toMatchObject({ code: 'json_invalid', index: 1, line: 1, column: 6 });
});

for (const type of ['application/cloudevents-batch+avro', 'application/cloudevents-batch', 'application/cloudevents-batch+json; charset=latin1']) {
  test(`${type} is 415`, async () => {
    const answer = await gateway.send({ headers: [`Content-Type: ${type}`], body: '[]' });
    expect(answer.status).toBe(415);
  });
}

test('a route of webhooks does not know batches', async () => {
  const answer = await gateway.send({ path: '/hook', headers: BATCH, body: `[${good()}]` });
  expect({ status: answer.status, code: problemOf(answer)['code'] }).toEqual({ status: 422, code: 'event_invalid' });
});

test('the statuses are those of the function, its bodies are left out, and no more than 16 are at work', async () => {
  const statuses = [200, 204, 404, 500, 302, ...Array.from({ length: 60 }, () => 201)];
  const { results } = await send(`[${statuses.map((n, index) => event(`e${index}`, { n })).join(',')}]`, '/picky');
  expect(results).toEqual(statuses.map((status, index) => ({ index, id: `e${index}`, status })));
  expect(picky.take()).toHaveLength(statuses.length);
  expect(mostAtOnce).toBeGreaterThan(1);
  expect(mostAtOnce).toBeLessThanOrEqual(16);
});

test('1,000 events are taken', async () => {
  const { results } = await send(`[${Array.from({ length: 1_000 }, (_, index) => good(`${index}`)).join(',')}]`);
  expect(results.map(({ id, status }) => `${id} ${status}`)).toEqual(Array.from({ length: 1_000 }, (_, index) => `${index} 200`));
  expect(fn.take()).toHaveLength(1_000);
});

test('an event that no target wants is 204', async () => {
  expect((await send(`[${event('1', { n: 1 }, { source: '/other' })}]`, '/picky')).results).toEqual([{ index: 0, id: '1', status: 204 }]);
});

test('functions that are too slow or away are told for each event', async () => {
  const late = await send(`[${good('a')},${good('b')}]`, '/silent');
  expect(late.results.map(({ status, problem }) => [status, problem?.['code']])).toEqual([
    [504, 'target_timeout'],
    [504, 'target_timeout'],
  ]);
  const away = await send(`[${good('a')}]`, '/away');
  expect(away.results.map(({ status, problem }) => [status, problem?.['code']])).toEqual([[502, 'target_failed']]);
});

test('a route that observes forwards what it would refuse', async () => {
  const invalid = event('1', { n: 'x' });
  expect((await send(`[${invalid}]`, '/observe')).results).toEqual([{ index: 0, id: '1', status: 200 }]);
  expect(fn.take().map(({ body }) => body.toString())).toEqual([invalid]);
});

test('headers about the whole body, and attributes in headers, do not go on; the others do', async () => {
  const more = [
    'ce-type: other',
    'CE-ID: 9',
    'Content-Language: de',
    'Digest: sha-256=x',
    'Content-Digest: x',
    'X-Own: 1',
    'X-Request-Id: r-1',
    'traceparent: 00-a',
  ];
  await send(`[${good()}]`, '/', [...BATCH, ...more]);
  const [got] = fn.take();
  expect(got?.headers).toMatchObject({ 'x-own': '1', 'x-request-id': 'r-1', traceparent: '00-a', 'content-type': 'application/cloudevents+json' });
  expect(
    Object.keys(got?.headers ?? {})
      .filter((name) => /^(ce-|content-|digest)/.test(name))
      .toSorted(),
  ).toEqual(['content-length', 'content-type']);
});

test('a sender that goes away stops what is at work, and nothing more begins', async () => {
  const sender = new AbortController();
  const headers = { 'content-type': 'application/cloudevents-batch+json' };
  const body = `[${Array.from({ length: 20 }, () => good()).join(',')}]`;
  const sent = fetch(`${gateway.url}/hangs`, { method: 'POST', headers, body, signal: sender.signal });
  await until(() => hanging.received.length >= 16);
  sender.abort();
  await expect(sent).rejects.toThrow();
  await until(() => left.length >= 16);
  expect(hanging.take()).toHaveLength(16);
});

test('reports of a batch are short', async () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 1]));
  const { results } = await send(`[${event('1', { n: 1, ...many })}]`);
  expect(results[0]?.problem?.['findings']).toHaveLength(10);
});

test('each event is counted', async () => {
  await send(`[${good()},${event('1', {})},${good()}]`, '/observe');
  await send(`[1]`, '/observe');
  const { body } = await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] });
  expect(body).toMatch(/sluice_gateway_events_total\{route="\/observe",outcome="envelope_invalid",observed="false"\} 1/);
  expect(body).toMatch(/sluice_gateway_events_total\{route="\/observe",outcome="accepted",observed="false"\} 2/);
  fn.take();
});

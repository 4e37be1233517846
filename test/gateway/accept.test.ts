import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatUrn } from '../../src/core/subject.ts';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';

const ORDER = 'com.shop.order';
const OTHER = 'com.shop/other:x';
const reason = 'for this test';

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;
const fingerprints: Record<string, string> = {};

// ORDER: 1 retired (wants a), 2 live (wants b), 3 live (wants c), each in a line of its own.
beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  const { client } = registry;
  for (const name of ['a', 'b', 'c']) {
    const schema = objectSchema({ [name]: { type: 'integer' } }, [name]);
    fingerprints[name] = (await client.register(ORDER, { schema, allowBreaking: { reason } })).fingerprint;
  }
  await client.setState(ORDER, 1, { state: 'retired', reason });
  fingerprints['other'] = (await client.register(OTHER, { schema: objectSchema({ o: {} }, ['o']) })).fingerprint;
  await client.putConfig('strict.*', { profile: 'strict' });
  await client.register('strict.subject', { schema: objectSchema({ n: {} }) });
  const targets = [{ url: fn.url }];
  const source = { kind: 'cloudevents' };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        { path: '/', source, targets },
        { path: '/allow', source, targets, undeclared: 'allow' },
        { path: '/reject', source, targets, undeclared: 'reject' },
        { path: '/forward', source, targets, onUnknown: 'forward' },
        { path: '/observe', source, targets, mode: 'observe' },
        { path: '/values', source, targets, showValues: true },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

interface Case {
  readonly title: string;
  readonly path?: string;
  readonly type?: string;
  readonly dataschema?: () => string;
  readonly data: object;
  readonly answer: { readonly status: number; readonly code?: string; readonly version?: number };
}

const urn = (name: string, subject = ORDER): string => formatUrn(subject, fingerprints[name] ?? '');
const url = (version: number | string, subject = ORDER): string =>
  `${registry.url}/api/v1/subjects/${encodeURIComponent(subject)}/versions/${version}`;
const accepted = { status: 200 };

const CASES: readonly Case[] = [
  { title: 'without dataschema the newest live version accepts', data: { c: 1 }, answer: accepted },
  { title: 'without dataschema an older live version accepts, of another line too', data: { b: 1 }, answer: accepted },
  {
    title: 'without dataschema a retired version does not accept; the newest live one says why',
    data: { a: 1 },
    answer: { status: 422, code: 'event_invalid', version: 3 },
  },
  { title: 'the URN of a live version: judged by it alone', dataschema: () => urn('b'), data: { b: 1 }, answer: accepted },
  {
    title: 'the URN of a live version: what another one would accept is refused',
    dataschema: () => urn('b'),
    data: { c: 1 },
    answer: { status: 422, code: 'event_invalid', version: 2 },
  },
  { title: 'the URL of a live version', dataschema: () => url(2), data: { b: 1 }, answer: accepted },
  {
    title: 'the URL of a live version refuses what another one would accept',
    dataschema: () => url(2),
    data: { c: 1 },
    answer: { status: 422, code: 'event_invalid', version: 2 },
  },
  { title: 'the URN of a retired version', dataschema: () => urn('a'), data: { b: 1 }, answer: { status: 422, code: 'dataschema_retired' } },
  { title: 'the URL of a retired version', dataschema: () => url(1), data: { b: 1 }, answer: { status: 422, code: 'dataschema_retired' } },
  { title: 'the URN of another type', dataschema: () => urn('other', OTHER), data: { b: 1 }, answer: { status: 422, code: 'dataschema_mismatch' } },
  { title: 'the URL of another type', dataschema: () => url(1, OTHER), data: { b: 1 }, answer: { status: 422, code: 'dataschema_mismatch' } },
  {
    title: "this type with another one's fingerprint",
    dataschema: () => urn('other'),
    data: { b: 1 },
    answer: { status: 422, code: 'dataschema_mismatch' },
  },
  {
    title: 'a fingerprint that nobody knows',
    dataschema: () => formatUrn(ORDER, '0'.repeat(64)),
    data: { b: 1 },
    answer: { status: 503, code: 'dataschema_unknown' },
  },
  { title: 'a version number that is still to come', dataschema: () => url(9), data: { b: 1 }, answer: { status: 503, code: 'dataschema_unknown' } },
  {
    title: 'a fingerprint and a type that nobody knows',
    type: 'x',
    dataschema: () => formatUrn('x', '0'.repeat(64)),
    data: {},
    answer: { status: 404, code: 'unknown_subject' },
  },
  { title: 'the same, forwarded', path: '/forward', type: 'x', dataschema: () => formatUrn('x', '0'.repeat(64)), data: {}, answer: accepted },
  { title: 'the URL of latest names no version', dataschema: () => url('latest'), data: { c: 1 }, answer: accepted },
  {
    title: 'the URL of another registry names no version',
    dataschema: () => 'https://elsewhere.test/api/v1/subjects/x/versions/1',
    data: { b: 1 },
    answer: accepted,
  },
  { title: 'a URN with a short fingerprint names no version', dataschema: () => `urn:sluice:${ORDER}:abc`, data: { b: 1 }, answer: accepted },
  { title: 'a subject with a slash and a colon, by URN', type: OTHER, dataschema: () => urn('other', OTHER), data: { o: 1 }, answer: accepted },
  { title: 'a subject with a slash and a colon, by URL', type: OTHER, dataschema: () => url(1, OTHER), data: { o: 1 }, answer: accepted },
  { title: 'undeclared members under the profile declared', data: { c: 1, z: 1 }, answer: { status: 422, code: 'event_invalid', version: 3 } },
  { title: 'undeclared members where the route allows them', path: '/allow', data: { c: 1, z: 1 }, answer: accepted },
  { title: 'undeclared members under the profile strict', type: 'strict.subject', data: { z: 1 }, answer: accepted },
  {
    title: 'undeclared members under strict where the route rejects them',
    path: '/reject',
    type: 'strict.subject',
    data: { z: 1 },
    answer: { status: 422, code: 'event_invalid', version: 1 },
  },
  { title: 'an unknown type', type: 'com.shop.none', data: {}, answer: { status: 404, code: 'unknown_subject' } },
  { title: 'an unknown type, forwarded', path: '/forward', type: 'com.shop.none', data: {}, answer: accepted },
  { title: 'observed: an invalid event', path: '/observe', data: { z: 1 }, answer: accepted },
  { title: 'observed: an unknown type', path: '/observe', type: 'com.shop.none', data: {}, answer: accepted },
  { title: 'observed: a retired version', path: '/observe', dataschema: () => urn('a'), data: { z: 1 }, answer: accepted },
  { title: 'observed: an unknown fingerprint', path: '/observe', dataschema: () => formatUrn(ORDER, '1'.repeat(64)), data: {}, answer: accepted },
];

for (const { title, path = '/', type = ORDER, dataschema, data, answer } of CASES) {
  test(`${title}: ${answer.status} ${answer.code ?? ''}`, async () => {
    const body = structured({ type, data, ...(dataschema === undefined ? {} : { dataschema: dataschema() }) });
    const got = await gateway.send({ path, headers: STRUCTURED, body });
    const problem = got.status === 200 ? {} : problemOf(got);
    expect({ status: got.status, ...pick(problem) }).toEqual(answer);
    expect(fn.take()).toHaveLength(answer.status === 200 ? 1 : 0);
  });
}

function pick({ code, version }: Record<string, unknown>): object {
  return { ...(code === undefined ? {} : { code }), ...(version === undefined ? {} : { version }) };
}

test('a dataschema that is not known yet says when to come back', async () => {
  const body = structured({ type: ORDER, data: {}, dataschema: formatUrn(ORDER, '2'.repeat(64)) });
  expect((await gateway.send({ headers: STRUCTURED, body })).headers['retry-after']).toBe('1');
});

test('showValues puts the value found into the findings', async () => {
  const problem = problemOf(await gateway.send({ path: '/values', headers: STRUCTURED, body: structured({ type: ORDER, data: { c: 'x' } }) }));
  expect(problem['findings']).toEqual([expect.objectContaining({ found: { type: 'string', length: 1, value: 'x' } })]);
});

test('what was observed is counted', async () => {
  await gateway.send({ path: '/observe', headers: STRUCTURED, body: structured({ type: ORDER, data: {} }) });
  const { body } = await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] });
  expect(body).toMatch(/sluice_gateway_events_total\{route="\/observe",outcome="event_invalid",observed="true"\} [1-9]/);
  expect(body).toMatch(/sluice_gateway_dispatches_total\{route="\/observe",target="target-1",answer="2xx"\} [1-9]/);
});

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from './function-server.ts';
import { binary, startTestGateway, structured, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';
import type { RawRequest } from './send-raw.ts';

const ORDER = 'com.shop.order';
const HOOK = 'com.example.hook';
const SECRET = 'a secret of the hook';
const BATCH = ['Content-Type: application/cloudevents-batch+json'];
const SCHEMA = objectSchema({ n: { type: 'integer' } }, ['n']);
const DEAD = 'http://127.0.0.1:1/';

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeEach(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  for (const subject of [ORDER, HOOK, 'com.amazonaws.s3.ObjectCreated:Put'])
    await registry.client.register(subject, { schema: subject === ORDER ? SCHEMA : objectSchema({}) });
  const events = { source: { kind: 'cloudevents' } };
  const webhook = { kind: 'webhook', type: { constant: HOOK } };
  const routes = [
    { ...events, path: '/', targets: [{ url: fn.url }], webhook: { allowedOrigins: ['*'] } },
    { ...events, path: '/observe', mode: 'observe', targets: [{ url: fn.url }] },
    { ...events, path: '/observe-dead', mode: 'observe', targets: [{ url: DEAD }] },
    { ...events, path: '/dead', targets: [{ url: DEAD }] },
    { ...events, path: '/unknown', onUnknown: 'forward', targets: [] },
    { ...events, path: '/missing', targets: [{ url: fn.url, reads: '^9' }] },
    { path: '/signed', source: { ...webhook, signature: { scheme: 'github', secretEnv: 'SECRET' } }, targets: [{ url: DEAD }] },
    { path: '/s3', source: { kind: 's3' }, targets: [] },
  ];
  gateway = await startTestGateway({ registryUrl: registry.url, config: { routes }, env: { SECRET } });
});

afterEach(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

function event(path: string, data: unknown, type = ORDER): RawRequest {
  return { path, headers: STRUCTURED, body: structured({ type, data }) };
}

function batch(path: string, ...datas: readonly unknown[]): RawRequest {
  const elements = datas.map((data, index) => structured({ type: ORDER, id: String(index), data }));
  return { path, headers: BATCH, body: `[${elements.join(',')}]` };
}

function signed(body: string, secret = SECRET): RawRequest {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return { path: '/signed', headers: ['Content-Type: application/json', `X-Hub-Signature-256: ${signature}`], body };
}

const RECORD = {
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  eventVersion: '2.1',
  awsRegion: 'r',
  eventTime: '2026-01-01T00:00:00Z',
  s3: {},
};
const JSON_TYPE = ['Content-Type: application/json'];

/** A request, how many events it is, and the outcomes of those, by label. */
const REQUESTS: readonly {
  readonly title: string;
  readonly request: RawRequest;
  readonly outcomes: readonly string[];
  readonly isHandled?: false;
}[] = [
  { title: 'valid', request: event('/', { n: 1 }), outcomes: ['accepted'] },
  { title: 'invalid', request: event('/', { n: 'x' }), outcomes: ['event_invalid'] },
  { title: 'of an unknown type', request: event('/', { n: 1 }, 'com.nope'), outcomes: ['unknown_subject'] },
  { title: 'of an unknown type that goes on', request: event('/unknown', { n: 1 }, 'com.nope'), outcomes: ['forwarded_unknown'] },
  { title: 'in binary mode', request: { path: '/', headers: binary({ type: ORDER }), body: '{"n":1}' }, outcomes: ['accepted'] },
  { title: 'no JSON', request: { path: '/', headers: STRUCTURED, body: '{' }, outcomes: ['json_invalid'] },
  { title: 'to a dead function', request: event('/dead', { n: 1 }), outcomes: ['target_failed'] },
  { title: 'that no live version is read of', request: event('/missing', { n: 1 }), outcomes: ['target_version_missing'] },
  { title: 'observed', request: event('/observe', { n: 'x' }), outcomes: ['event_invalid observed'] },
  { title: 'observed, to a dead function', request: event('/observe-dead', { n: 'x' }), outcomes: ['target_failed observed'] },
  { title: 'unsigned', request: { path: '/signed', headers: JSON_TYPE, body: '{}' }, outcomes: ['signature_invalid'] },
  { title: 'signed with another secret', request: signed('{}', 'another'), outcomes: ['signature_invalid'] },
  { title: 'signed, to a dead function', request: signed('{}'), outcomes: ['target_failed'] },
  { title: 'a batch', request: batch('/', { n: 1 }, { n: 'x' }, { n: 2 }), outcomes: ['accepted', 'event_invalid', 'accepted'] },
  { title: 'a batch to a dead function', request: batch('/dead', { n: 1 }, { n: 'x' }), outcomes: ['target_failed', 'event_invalid'] },
  { title: 'a batch that is observed', request: batch('/observe', { n: 1 }, { n: 'x' }), outcomes: ['accepted', 'event_invalid observed'] },
  { title: 'an empty batch', request: batch('/'), outcomes: [] },
  { title: 'no batch', request: { path: '/', headers: BATCH, body: '{}' }, outcomes: ['envelope_invalid'] },
  {
    title: 'a notice of two records',
    request: { path: '/s3', headers: JSON_TYPE, body: JSON.stringify({ Records: [RECORD, RECORD] }) },
    outcomes: ['accepted'],
  },
  { title: 'no notice', request: { path: '/s3', headers: JSON_TYPE, body: '{}' }, outcomes: ['envelope_invalid'] },
  { title: 'by GET', request: { method: 'GET', path: '/', headers: [] }, outcomes: ['method_not_allowed'] },
  { title: 'to no route', request: event('/nowhere', { n: 1 }), outcomes: ['route_not_found'], isHandled: false },
  { title: 'a handshake', request: { method: 'OPTIONS', path: '/', headers: ['WebHook-Request-Origin: a.b'] }, outcomes: [], isHandled: false },
];

interface Counts {
  /** By outcome, with the word observed behind it; the routes together. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly handled: number;
}

async function counts(): Promise<Counts> {
  const { body } = await gateway.send({ method: 'GET', path: '/-/metrics', headers: [] });
  const outcomes: Record<string, number> = {};
  for (const [, name = '', observed, value] of body.matchAll(
    /^sluice_gateway_events_total\{route="[^"]*",outcome="([^"]*)",observed="([^"]*)"\} (\d+)$/gm,
  )) {
    const key = observed === 'true' ? `${name} observed` : name;
    outcomes[key] = (outcomes[key] ?? 0) + Number(value);
  }
  return { outcomes, handled: Number(/^sluice_gateway_handling_seconds_count (\d+)$/m.exec(body)?.[1] ?? 0) };
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return found;
}

for (const { title, request, outcomes, isHandled = true } of REQUESTS) {
  test(`${title}: ${outcomes.length === 0 ? 'no event' : outcomes.join(', ')}`, async () => {
    await gateway.send(request);
    expect(await counts()).toEqual({ outcomes: tally(outcomes), handled: isHandled ? 1 : 0 });
  });
}

test('after any requests each event has exactly one outcome, so the sum is the number of events', async () => {
  const sent: (typeof REQUESTS)[number][] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...REQUESTS), { minLength: 5, maxLength: 30 }), async (requests) => {
      await Promise.all(requests.map(({ request }) => gateway.send(request)));
      sent.push(...requests);
      const { outcomes, handled } = await counts();
      expect(outcomes).toEqual(tally(sent.flatMap((one) => one.outcomes)));
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(sent.flatMap((one) => one.outcomes).length);
      expect(handled).toBe(sent.filter(({ isHandled = true }) => isHandled).length);
    }),
    { numRuns: 10 },
  );
});

import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatUrn } from '../../../src/core/subject.ts';
import { createGate, type Gate, type MiddlewareOptions } from '../../../src/gateway/index.ts';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { binary, problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from '../gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import type { RawRequest } from '../send-raw.ts';
import { startFaces, type Face } from './faces.ts';

const ORDER = 'com.shop.order';
const SECRET = 'It is a secret to everybody';
const HOOK = { kind: 'webhook', type: { header: 'X-Event', pointer: '/action', prefix: 'com.hook.' } } as const;
const MAX_BODY_BYTES = 4096;

/** What differs from path to path, in the words of both: a gateway's route, and the options of the middleware. */
const ROUTES = {
  '/': {},
  '/observe': { mode: 'observe' },
  '/forward': { onUnknown: 'forward' },
  '/lenient': { undeclared: 'allow' },
  '/values': { showValues: true },
  '/hook': { source: HOOK },
  '/s3': { source: { kind: 's3' } },
  '/debezium': { source: { kind: 'debezium' } },
  '/sns': { source: { kind: 'sns', type: { pointer: '/type', prefix: 'com.hook.' } } },
  '/signed': { source: { ...HOOK, signature: { scheme: 'github', secret: SECRET } } },
} as const satisfies Readonly<Record<string, Omit<MiddlewareOptions, 'gate'>>>;

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;
let gate: Gate;
let faces: readonly Face[];

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  const schema = objectSchema({ n: { type: 'integer' } }, ['n']);
  for (const subject of [ORDER, 'com.hook.push', 'com.hook.issues.opened', 'com.amazonaws.s3.ObjectCreated:Put', 'db.public.order.created'])
    await registry.client.register(subject, { schema });
  gate = await createGate({ registry: registry.url, refreshOnUnknown: true });
  faces = await startFaces(
    Object.fromEntries(Object.entries(ROUTES).map(([path, options]) => [path, { gate, maxBodyBytes: MAX_BODY_BYTES, ...options }])),
  );
  gateway = await startTestGateway({
    registryUrl: registry.url,
    env: { HOOK_SECRET: SECRET },
    config: {
      maxBodyBytes: MAX_BODY_BYTES,
      routes: Object.entries(ROUTES).map(([path, options]) => ({
        source: { kind: 'cloudevents' },
        ...options,
        ...(path === '/signed' ? { source: { ...HOOK, signature: { scheme: 'github', secretEnv: 'HOOK_SECRET' } } } : {}),
        path,
        targets: [{ url: fn.url }],
      })),
    },
  });
});

afterAll(async () => {
  await Promise.all([...faces.map((face) => face.close()), gateway.close(), gate.close()]);
  await Promise.all([registry.close(), fn.close()]);
});

interface Row extends RawRequest {
  readonly title: string;
  readonly status: number;
  /** Of the problem; absent: the event is let in. */
  readonly code?: string;
  /** Only faces that show a header that came twice can tell. */
  readonly isAboutRawHeaders?: boolean;
}

const VALID = '{"n":1}';
const JSON_TYPE = 'Content-Type: application/json';
const order = binary({ type: ORDER });
const deep = (levels: number): string => `{"n":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const sign = (body: string): string => `X-Hub-Signature-256: sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;

const ROWS: readonly Row[] = [
  { title: 'valid', headers: order, body: VALID, status: 200 },
  { title: 'valid, by PUT', method: 'PUT', headers: order, body: VALID, status: 200 },
  { title: 'valid, structured', headers: STRUCTURED, body: structured({ type: ORDER, data: { n: 1 } }), status: 200 },
  {
    title: 'valid, in Base64',
    headers: STRUCTURED,
    body: structured({ type: ORDER, datacontenttype: 'application/json', data_base64: 'eyJuIjoxfQ==' }),
    status: 200,
  },
  { title: 'a number that no double holds', headers: order, body: '{"n":9007199254740993}', status: 200 },
  { title: 'invalid', headers: order, body: '{"n":"1"}', status: 422, code: 'event_invalid' },
  { title: 'invalid, structured', headers: STRUCTURED, body: structured({ type: ORDER, data: {} }), status: 422, code: 'event_invalid' },
  { title: 'invalid by the last digit', headers: order, body: '{"n":9007199254740992.5}', status: 422, code: 'event_invalid' },
  { title: 'an undeclared member', headers: order, body: '{"n":1,"m":1}', status: 422, code: 'event_invalid' },
  { title: 'an undeclared member, allowed', path: '/lenient', headers: order, body: '{"n":1,"m":1}', status: 200 },
  { title: 'invalid, showing values', path: '/values', headers: order, body: '{"n":"abc"}', status: 422, code: 'event_invalid' },
  { title: 'no data', headers: binary({ type: ORDER }, ''), status: 422, code: 'event_invalid' },
  { title: 'an unknown subject', headers: binary({ type: 'com.shop.unheard' }), body: VALID, status: 404, code: 'unknown_subject' },
  { title: 'an unknown subject, forwarded', path: '/forward', headers: binary({ type: 'com.shop.unheard' }), body: VALID, status: 200 },
  {
    title: 'an unknown version',
    headers: binary({ type: ORDER, dataschema: formatUrn(ORDER, '0'.repeat(64)) }),
    body: VALID,
    status: 503,
    code: 'dataschema_unknown',
  },
  {
    title: "another type's version",
    headers: binary({ type: ORDER, dataschema: formatUrn('x', '0'.repeat(64)) }),
    body: VALID,
    status: 422,
    code: 'dataschema_mismatch',
  },
  { title: 'no id', headers: order.filter((line) => !line.startsWith('ce-id')), body: VALID, status: 400, code: 'envelope_invalid' },
  { title: 'an attribute twice', headers: [...order, 'CE-ID: 2'], body: VALID, status: 400, code: 'envelope_invalid', isAboutRawHeaders: true },
  { title: 'Content-Type twice', headers: [...order, JSON_TYPE], body: VALID, status: 400, code: 'envelope_invalid', isAboutRawHeaders: true },
  { title: 'malformed JSON', headers: order, body: '{"n":1', status: 400, code: 'json_invalid' },
  { title: 'malformed JSON, structured', headers: STRUCTURED, body: '{', status: 400, code: 'json_invalid' },
  { title: 'an empty body', headers: STRUCTURED, status: 400, code: 'json_invalid' },
  { title: 'a duplicate key', headers: order, body: '{"n":1,"n":2}', status: 400, code: 'json_duplicate_key' },
  { title: '__proto__', headers: order, body: '{"n":1,"__proto__":{}}', status: 400, code: 'json_forbidden_key' },
  { title: 'not UTF-8', headers: order, body: Uint8Array.of(0x22, 0xff, 0x22), status: 400, code: 'not_utf8' },
  { title: 'too large', headers: order, body: `"${'x'.repeat(MAX_BODY_BYTES)}"`, status: 413, code: 'body_too_large' },
  { title: 'far too large', headers: order, body: `"${'x'.repeat(9 * MAX_BODY_BYTES)}"`, status: 413, code: 'body_too_large' },
  { title: 'too deep', headers: order, body: deep(201), status: 422, code: 'too_deep' },
  { title: 'as deep as may be', headers: order, body: deep(200), status: 422, code: 'event_invalid' },
  { title: 'XML', headers: binary({ type: ORDER }, 'application/xml'), body: '<a/>', status: 415, code: 'media_type_unsupported' },
  { title: 'no media type', headers: binary({ type: ORDER }, ''), body: VALID, status: 415, code: 'media_type_unsupported' },
  { title: 'a media type that is none', headers: binary({ type: ORDER }, 'json'), body: VALID, status: 415, code: 'media_type_unsupported' },
  {
    title: 'another charset',
    headers: binary({ type: ORDER }, 'application/json; charset=latin1'),
    body: VALID,
    status: 415,
    code: 'media_type_unsupported',
  },
  { title: 'a compressed body', headers: [...order, 'Content-Encoding: gzip'], body: VALID, status: 415, code: 'media_type_unsupported' },
  { title: 'GET', method: 'GET', headers: [], status: 405, code: 'method_not_allowed' },
  { title: 'invalid, observed', path: '/observe', headers: order, body: '{"n":"1"}', status: 200 },
  { title: 'an unknown subject, observed', path: '/observe', headers: binary({ type: 'x' }), body: VALID, status: 200 },
  { title: 'malformed, observed', path: '/observe', headers: order, body: '{', status: 400, code: 'json_invalid' },
  { title: 'a webhook', path: '/hook', headers: [JSON_TYPE, 'X-Event: push'], body: VALID, status: 200 },
  { title: 'a webhook with an action', path: '/hook', headers: [JSON_TYPE, 'X-Event: issues'], body: '{"n":1,"action":"opened"}', status: 200 },
  { title: 'an invalid webhook', path: '/hook', headers: [JSON_TYPE, 'X-Event: push'], body: '{}', status: 422, code: 'event_invalid' },
  { title: 'a webhook without its type', path: '/hook', headers: [JSON_TYPE], body: VALID, status: 400, code: 'envelope_invalid' },
  { title: 'a signed webhook', path: '/signed', headers: [JSON_TYPE, 'X-Event: push', sign(VALID)], body: VALID, status: 200 },
  {
    title: 'a webhook signed over other bytes',
    path: '/signed',
    headers: [JSON_TYPE, 'X-Event: push', sign(VALID)],
    body: '{"n": 1}',
    status: 401,
    code: 'signature_invalid',
  },
  { title: 'an unsigned webhook', path: '/signed', headers: [JSON_TYPE, 'X-Event: push'], body: VALID, status: 401, code: 'signature_invalid' },
];

const s3 = (...names: string[]): string =>
  JSON.stringify({ Records: names.map((eventName) => ({ eventName, s3: { bucket: { name: 'b' }, object: { key: 'k' } }, n: 1 })) });
const notification = (members: object): string =>
  JSON.stringify({ Type: 'Notification', MessageId: '1', TopicArn: 'arn:aws:sns:eu:1:orders', ...members });

const ENVELOPES: readonly Row[] = [
  { title: 'a notice of S3', path: '/s3', headers: [JSON_TYPE], body: s3('ObjectCreated:Put'), status: 200 },
  { title: 'two events in a notice of S3', path: '/s3', headers: [JSON_TYPE], body: s3('ObjectCreated:Put', 'ObjectCreated:Put'), status: 200 },
  {
    title: 'two events in a notice of S3, one of them unknown',
    path: '/s3',
    headers: [JSON_TYPE],
    body: s3('ObjectCreated:Put', 'ObjectRemoved:Delete'),
    status: 404,
    code: 'unknown_subject',
  },
  { title: 'no notice of S3', path: '/s3', headers: [JSON_TYPE], body: '{"Records":[]}', status: 400, code: 'envelope_invalid' },
  {
    title: 'a change from Debezium',
    path: '/debezium',
    headers: [JSON_TYPE],
    body: '{"op":"c","n":1,"source":{"name":"db","schema":"public","table":"order"}}',
    status: 200,
  },
  { title: 'a notification of SNS', path: '/sns', headers: [JSON_TYPE], body: notification({ Message: '{"n":1,"type":"push"}' }), status: 200 },
  {
    title: 'a notification of SNS that is invalid',
    path: '/sns',
    headers: [JSON_TYPE],
    body: notification({ Message: '{"n":"1","type":"push"}' }),
    status: 422,
    code: 'event_invalid',
  },
  {
    title: 'a confirmation of SNS',
    path: '/sns',
    headers: [JSON_TYPE],
    body: notification({ Type: 'SubscriptionConfirmation' }),
    status: 400,
    code: 'envelope_invalid',
  },
];

for (const { title, status, code, isAboutRawHeaders = false, ...request } of [...ROWS, ...ENVELOPES]) {
  const sent = { ...request, headers: [...request.headers, 'X-Request-Id: r-1'] };

  test(`${title}: ${status} ${code ?? ''} from the proxy`, async () => {
    const answer = await gateway.send(sent);
    expect({ status: answer.status, code: code && problemOf(answer)['code'] }).toEqual({ status, code });
    expect(fn.take().length).toBe(code === undefined ? 1 : 0);
  });

  test(`${title}: the same from every middleware`, async () => {
    const proxy = await gateway.send(sent);
    fn.take();
    for (const face of faces.filter(({ hasRawHeaders }) => hasRawHeaders || !isAboutRawHeaders)) {
      const answer = await face.send(sent);
      const told = (from: typeof answer): object => ({ status: from.status, body: from.body, headers: code && picked(from.headers) });
      expect({ face: face.name, ...told(answer) }).toEqual({ face: face.name, ...told(proxy) });
      expect({ face: face.name, letIn: face.take().length }).toEqual({ face: face.name, letIn: code === undefined ? 1 : 0 });
    }
  });
}

function picked(headers: Readonly<Record<string, string>>): object {
  return Object.fromEntries(['content-type', 'retry-after', 'allow', 'x-request-id'].map((name) => [name, headers[name]]));
}

test('a request without an id gets one, in the answer and in the problem', async () => {
  for (const face of faces) {
    const answer = await face.send({ headers: order, body: '{' });
    expect({ face: face.name, id: answer.headers['x-request-id'] }).toEqual({ face: face.name, id: problemOf(answer)['requestId'] });
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{36}$/);
  }
});

test('every middleware gives the event in the same shape', async () => {
  for (const face of faces) {
    const body = '{"n":9007199254740993}';
    await face.send({ headers: binary({ type: ORDER, partitionkey: 'a%20b' }), body });
    const attributes = { specversion: '1.0', id: '1', source: '/test', type: ORDER, partitionkey: 'a b', datacontenttype: 'application/json' };
    // The number is what JSON.parse gives; the bytes have the exact one.
    const event = { kind: 'accepted', subject: ORDER, version: 1, schemaId: 1, attributes, data: { n: 9007199254740992 }, bytes: Buffer.from(body) };
    expect({ face: face.name, events: face.take() }).toEqual({ face: face.name, events: [event] });
  }
});

test('an observed event says what would have been answered', async () => {
  for (const face of faces) {
    await face.send({ path: '/observe', headers: order, body: '{"n":"1"}' });
    const problem = { code: 'event_invalid', status: 422, subject: ORDER, version: 1, findings: [{ instancePointer: '/n' }] };
    expect(face.take()).toMatchObject([{ kind: 'observed', subject: ORDER, data: { n: '1' }, problem }]);
  }
});

test('a batch gets 415: whether its events are answered one by one is for whoever takes them', async () => {
  for (const face of faces) {
    const answer = await face.send({ headers: ['Content-Type: application/cloudevents-batch+json'], body: '[]' });
    expect({ face: face.name, status: answer.status }).toEqual({ face: face.name, status: 415 });
  }
});

test('several events of one notice come together', async () => {
  for (const face of faces) {
    await face.send({ path: '/s3', headers: [JSON_TYPE], body: s3('ObjectCreated:Put', 'ObjectCreated:Put') });
    const one = { kind: 'accepted', subject: 'com.amazonaws.s3.ObjectCreated:Put', attributes: { bucket: 'b', subject: 'k' } };
    expect(face.take()).toMatchObject([{ ...one, rest: [one] }]);
  }
});

import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from './function-server.ts';
import { binary, problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';
import type { RawRequest } from './send-raw.ts';

const SECRET = 'It is a secret to everybody';
const HOOK = { path: '/hook', source: { kind: 'webhook', type: { header: 'x-event', pointer: '/action', prefix: 'com.hook.' } } };

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  const schema = objectSchema({ n: { type: 'integer' } }, ['n']);
  for (const subject of ['com.shop.order', 'com.hook.push', 'com.hook.issues.opened']) await registry.client.register(subject, { schema });
  const targets = [{ name: 'fn', url: fn.url }];
  const signature = { scheme: 'github', secretEnv: 'HOOK_SECRET' };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    env: { HOOK_SECRET: SECRET },
    config: {
      maxBodyBytes: 4096,
      routes: [
        { path: '/', source: { kind: 'cloudevents' }, targets },
        { ...HOOK, targets },
        { path: '/signed', source: { ...HOOK.source, signature }, targets },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

interface Case extends RawRequest {
  readonly title: string;
  readonly status: number;
  readonly code: string;
}

const ORDER = { type: 'com.shop.order' };
const JSON_TYPE = 'Content-Type: application/json';
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

const BINARY: Case[] = [
  { title: 'no id', headers: [...binary(ORDER).filter((line) => !line.startsWith('ce-id'))], body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'an empty id', headers: binary({ ...ORDER, id: '' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'specversion 0.3', headers: binary({ ...ORDER, specversion: '0.3' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'a time that is none', headers: binary({ ...ORDER, time: 'yesterday' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'an attribute twice', headers: [...binary(ORDER), 'CE-ID: 2'], body: '{}', status: 400, code: 'envelope_invalid' },
  {
    title: 'ce-datacontenttype',
    headers: [...binary(ORDER), 'ce-datacontenttype: application/json'],
    body: '{}',
    status: 400,
    code: 'envelope_invalid',
  },
  { title: 'an overlong UTF-8 sequence', headers: binary({ ...ORDER, id: '%C0%A0' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'a percent sign by itself', headers: binary({ ...ORDER, id: '100%' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'bytes beyond ASCII', headers: binary({ ...ORDER, id: 'caf\u00e9' }), body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'an attribute name with a dash', headers: [...binary(ORDER), 'ce-my-name: 1'], body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'an attribute named data', headers: [...binary(ORDER), 'ce-data: 1'], body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'an underscore for the dash', headers: [...binary(ORDER), 'CE_TYPE: com.shop.other'], body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'two Content-Types', headers: [...binary(ORDER), 'content-type: text/plain'], body: '{}', status: 400, code: 'envelope_invalid' },
  { title: 'no Content-Type for data', headers: binary(ORDER, ''), body: '{}', status: 415, code: 'media_type_unsupported' },
  { title: 'XML', headers: binary(ORDER, 'application/xml'), body: '<a/>', status: 415, code: 'media_type_unsupported' },
  { title: 'another charset', headers: binary(ORDER, 'application/json; charset=latin1'), body: '{}', status: 415, code: 'media_type_unsupported' },
  { title: 'a compressed body', headers: [...binary(ORDER), 'Content-Encoding: gzip'], body: '{}', status: 415, code: 'media_type_unsupported' },
  { title: 'JSON cut off', headers: binary(ORDER), body: '{"n":1', status: 400, code: 'json_invalid' },
  { title: 'text after the JSON', headers: binary(ORDER), body: '{"n":1}x', status: 400, code: 'json_invalid' },
  { title: 'a byte order mark', headers: binary(ORDER), body: '\ufeff{"n":1}', status: 400, code: 'json_invalid' },
  { title: 'a member twice', headers: binary(ORDER), body: '{"n":1,"n":2}', status: 400, code: 'json_duplicate_key' },
  { title: 'a member twice, once escaped', headers: binary(ORDER), body: '{"n":1,"\\u006e":2}', status: 400, code: 'json_duplicate_key' },
  { title: '__proto__', headers: binary(ORDER), body: '{"n":1,"__proto__":{}}', status: 400, code: 'json_forbidden_key' },
  { title: 'bytes that are not UTF-8', headers: binary(ORDER), body: Uint8Array.of(0x22, 0xff, 0x22), status: 400, code: 'not_utf8' },
  { title: '201 levels', headers: binary(ORDER), body: deep(201), status: 422, code: 'too_deep' },
  { title: 'a body over the limit', headers: binary(ORDER), body: `"${'x'.repeat(5000)}"`, status: 413, code: 'body_too_large' },
  { title: 'a body far over the limit', headers: binary(ORDER), body: `"${'x'.repeat(90_000)}"`, status: 413, code: 'body_too_large' },
  { title: 'no data', headers: binary(ORDER), status: 422, code: 'event_invalid' },
  { title: 'invalid data', headers: binary(ORDER), body: '{"n":"1"}', status: 422, code: 'event_invalid' },
  { title: 'an undeclared member', headers: binary(ORDER), body: '{"n":1,"m":1}', status: 422, code: 'event_invalid' },
  { title: 'an unknown type', headers: binary({ type: 'com.shop.unheard' }), body: '{}', status: 404, code: 'unknown_subject' },
  { title: 'a path that is no route', path: '/nowhere', headers: binary(ORDER), body: '{"n":1}', status: 404, code: 'route_not_found' },
  { title: 'a route with a slash more', path: '/hook/', headers: [JSON_TYPE], body: '{}', status: 404, code: 'route_not_found' },
  { title: 'GET', method: 'GET', headers: [], status: 405, code: 'method_not_allowed' },
];

const STRUCTURED_CASES: Case[] = [
  {
    title: 'a header that contradicts the envelope',
    headers: [...STRUCTURED, 'ce-source: /other'],
    body: structured({ ...ORDER, data: { n: 1 } }),
    status: 400,
    code: 'envelope_invalid',
  },
  {
    title: 'a header with an underscore',
    headers: [...STRUCTURED, 'ce_source: /other'],
    body: structured({ ...ORDER, data: { n: 1 } }),
    status: 400,
    code: 'envelope_invalid',
  },
  { title: 'an array', headers: STRUCTURED, body: '[]', status: 400, code: 'envelope_invalid' },
  { title: 'no type', headers: STRUCTURED, body: structured({ data: { n: 1 } }), status: 400, code: 'envelope_invalid' },
  {
    title: 'an object as attribute',
    headers: STRUCTURED,
    body: structured({ ...ORDER, extra: {}, data: { n: 1 } }),
    status: 400,
    code: 'envelope_invalid',
  },
  {
    title: 'an upper-case attribute',
    headers: STRUCTURED,
    body: structured({ ...ORDER, Extra: 1, data: { n: 1 } }),
    status: 400,
    code: 'envelope_invalid',
  },
  {
    title: 'data and data_base64',
    headers: STRUCTURED,
    body: structured({ ...ORDER, data: { n: 1 }, data_base64: 'e30=' }),
    status: 400,
    code: 'envelope_invalid',
  },
  {
    title: 'data_base64 that is none',
    headers: STRUCTURED,
    body: structured({ ...ORDER, datacontenttype: 'application/json', data_base64: 'e30' }),
    status: 400,
    code: 'envelope_invalid',
  },
  {
    title: 'data_base64 without a type',
    headers: STRUCTURED,
    body: structured({ ...ORDER, data_base64: base64('{"n":1}') }),
    status: 415,
    code: 'media_type_unsupported',
  },
  {
    title: 'data_base64 of JSON with a member twice',
    headers: STRUCTURED,
    body: structured({ ...ORDER, datacontenttype: 'application/json', data_base64: base64('{"n":1,"n":1}') }),
    status: 400,
    code: 'json_duplicate_key',
  },
  {
    title: 'data_base64 of no UTF-8',
    headers: STRUCTURED,
    body: structured({ ...ORDER, datacontenttype: 'application/json', data_base64: base64(Uint8Array.of(0xff)) }),
    status: 400,
    code: 'not_utf8',
  },
  {
    title: 'XML as data',
    headers: STRUCTURED,
    body: structured({ ...ORDER, datacontenttype: 'application/xml', data: '<a/>' }),
    status: 415,
    code: 'media_type_unsupported',
  },
  { title: 'null as data', headers: STRUCTURED, body: structured({ ...ORDER, data: null }), status: 422, code: 'event_invalid' },
  {
    title: '200 levels of data',
    headers: STRUCTURED,
    body: structured({ ...ORDER, data: JSON.parse(deep(200)) }),
    status: 422,
    code: 'event_invalid',
  },
  { title: '201 levels of data', headers: STRUCTURED, body: structured({ ...ORDER, data: JSON.parse(deep(201)) }), status: 422, code: 'too_deep' },
  { title: 'no data', headers: STRUCTURED, body: structured(ORDER), status: 422, code: 'event_invalid' },
  { title: 'a text with JSON in it', headers: STRUCTURED, body: structured({ ...ORDER, data: '{"n":1}' }), status: 422, code: 'event_invalid' },
  { title: 'Avro', headers: ['Content-Type: application/cloudevents+avro'], body: 'x', status: 415, code: 'media_type_unsupported' },
  { title: 'another charset', headers: [`${STRUCTURED[0]}; charset=utf-16`], body: '{}', status: 415, code: 'media_type_unsupported' },
];

const WEBHOOK: Case[] = [
  { title: 'neither header nor member', headers: [JSON_TYPE], body: '{"n":1}', status: 400, code: 'envelope_invalid' },
  { title: 'an object where the type should be', headers: [JSON_TYPE], body: '{"action":{}}', status: 400, code: 'envelope_invalid' },
  { title: 'the type header twice', headers: [JSON_TYPE, 'X-Event: push', 'x-event: pull'], body: '{"n":1}', status: 400, code: 'envelope_invalid' },
  { title: 'a type that ends like a prefix', headers: [JSON_TYPE, 'X-Event: push.*'], body: '{"n":1}', status: 400, code: 'envelope_invalid' },
  {
    title: 'a form',
    headers: ['Content-Type: application/x-www-form-urlencoded', 'X-Event: push'],
    body: 'a=1',
    status: 415,
    code: 'media_type_unsupported',
  },
  { title: 'an empty body', headers: [JSON_TYPE, 'X-Event: push'], status: 400, code: 'json_invalid' },
  { title: 'an unknown action', headers: [JSON_TYPE, 'X-Event: issues'], body: '{"n":1,"action":"eaten"}', status: 404, code: 'unknown_subject' },
  { title: 'invalid data', headers: [JSON_TYPE, 'X-Event: push'], body: '{}', status: 422, code: 'event_invalid' },
].map((row) => ({ path: '/hook', ...row }));

const sign = (body: string, secret = SECRET): string => createHmac('sha256', secret).update(body).digest('hex');
const PUSH = '{"n":1}';
const SIGNED: Case[] = [
  { title: 'no signature', signature: [] },
  { title: 'a signature of another secret', signature: [`X-Hub-Signature-256: sha256=${sign(PUSH, 'other')}`] },
  { title: 'a signature of other bytes', signature: [`X-Hub-Signature-256: sha256=${sign('{"n": 1}')}`] },
  { title: 'a signature without its scheme', signature: [`X-Hub-Signature-256: ${sign(PUSH)}`] },
  { title: 'a signature cut short', signature: [`X-Hub-Signature-256: sha256=${sign(PUSH).slice(1)}`] },
  { title: 'an empty signature', signature: ['X-Hub-Signature-256: '] },
  { title: 'the old SHA-1 header', signature: [`X-Hub-Signature: sha256=${sign(PUSH)}`] },
  { title: 'two signatures', signature: [`X-Hub-Signature-256: sha256=${sign(PUSH)}`, 'X-Hub-Signature-256: sha256=00'] },
].map(({ title, signature }) => ({
  title,
  path: '/signed',
  headers: [JSON_TYPE, 'X-Event: push', ...signature],
  body: PUSH,
  status: 401,
  code: 'signature_invalid',
}));

const groups: Readonly<Record<string, readonly Case[]>> = { binary: BINARY, structured: STRUCTURED_CASES, webhook: WEBHOOK, signature: SIGNED };

for (const [group, cases] of Object.entries(groups)) {
  for (const { title, status, code, ...request } of cases) {
    test(`${group}: ${title} is ${status} ${code}, and the function sees nothing`, async () => {
      const answer = await gateway.send(request);
      expect({ status: answer.status, type: answer.headers['content-type'], ...pick(problemOf(answer)) }).toEqual({
        status,
        type: 'application/problem+json',
        code,
        requestId: answer.headers['x-request-id'],
      });
      expect(fn.take()).toEqual([]);
    });
  }
}

function pick({ code, requestId }: Record<string, unknown>): object {
  return { code, requestId };
}

const ACCEPTED: readonly (RawRequest & { readonly title: string })[] = [
  { title: 'binary', headers: binary(ORDER), body: '{"n":1}' },
  { title: 'binary by PUT', method: 'PUT', headers: binary(ORDER), body: '{"n":1}' },
  { title: 'binary with quoted and percent-encoded values', headers: binary({ type: '"com.shop%2Eorder"', id: '"a \\"b\\""' }), body: '{"n":1}' },
  { title: 'binary, a +json type in capitals with a charset', headers: binary(ORDER, 'Application/Vnd.Shop+JSON; Charset="UTF-8"'), body: '{"n":1}' },
  { title: 'structured', headers: STRUCTURED, body: structured({ ...ORDER, data: { n: 1 } }) },
  {
    title: 'structured, in capitals with a charset',
    headers: ['Content-Type: APPLICATION/CloudEvents+JSON; charset=UTF-8'],
    body: structured({ ...ORDER, data: { n: 1 } }),
  },
  { title: 'structured with null attributes', headers: STRUCTURED, body: structured({ ...ORDER, subject: null, data: { n: 1 } }) },
  {
    title: 'structured with JSON in data_base64',
    headers: STRUCTURED,
    body: structured({ ...ORDER, datacontenttype: 'text/json', data_base64: base64('{"n":1}') }),
  },
  { title: 'a webhook by its header', path: '/hook', headers: [JSON_TYPE, 'X-Event: push'], body: '{"n":1}' },
  {
    title: 'a webhook by header and member, undeclared members allowed',
    path: '/hook',
    headers: [JSON_TYPE, 'X-Event: issues'],
    body: '{"n":1,"action":"opened"}',
  },
  { title: 'a webhook by its member', path: '/hook', headers: [JSON_TYPE], body: '{"n":1,"action":"push"}' },
  { title: 'a signed webhook', path: '/signed', headers: [JSON_TYPE, 'X-Event: push', `x-hub-signature-256: sha256=${sign(PUSH)}`], body: PUSH },
];

for (const { title, ...request } of ACCEPTED) {
  test(`accepted: ${title}`, async () => {
    const answer = await gateway.send(request);
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: 'done' });
    expect(fn.take().map(({ body }) => body.toString())).toEqual([request.body]);
  });
}

test('a 422 says where the event breaks its contract, and shows no values', async () => {
  const problem = problemOf(await gateway.send({ headers: binary(ORDER), body: '{"n":"secret"}' }));
  expect(problem).toMatchObject({ status: 422, code: 'event_invalid', subject: 'com.shop.order', version: 1, schemaId: 1 });
  expect(problem['findings']).toEqual([
    expect.objectContaining({
      instancePointer: '/n',
      keyword: 'type',
      keywordLocation: '/properties/n/type',
      expected: 'integer',
      found: { type: 'string', length: 6 },
    }),
  ]);
});

test('a 405 names the methods', async () => {
  const answer = await gateway.send({ method: 'DELETE', headers: [] });
  expect(answer.headers['allow']).toBe('POST, PUT');
});

/** What a body in binary mode without its headers is told. */
const HEADLESS: readonly { readonly title: string; readonly headers?: readonly string[]; readonly body: string; readonly detail: string }[] = [
  {
    title: 'a structured event',
    body: structured(ORDER),
    detail:
      'the CloudEvents attribute id is required; found no ce-id header. The body looks like a structured event: send it with Content-Type application/cloudevents+json',
  },
  {
    title: 'a batch',
    body: `[${structured(ORDER)}]`,
    detail:
      'the CloudEvents attribute id is required; found no ce-id header. The body looks like a batch of events: send it with Content-Type application/cloudevents-batch+json',
  },
  { title: 'data', body: '{"n":1}', detail: 'the CloudEvents attribute id is required; found no ce-id header' },
  { title: 'an empty batch', body: '[]', detail: 'the CloudEvents attribute id is required; found no ce-id header' },
  { title: 'no JSON', body: '{', detail: 'the CloudEvents attribute id is required; found no ce-id header' },
  {
    title: 'some of the headers',
    headers: ['ce-id: 1', 'ce-type: x', 'ce-specversion: 1.0'],
    body: '{"n":1}',
    detail: 'the CloudEvents attribute source is required; found no ce-source header',
  },
];

for (const { title, headers = [], body, detail } of HEADLESS) {
  test(`application/json with ${title}: ${detail}`, async () => {
    const answer = await gateway.send({ headers: [JSON_TYPE, ...headers], body });
    expect([answer.status, problemOf(answer)['detail']]).toEqual([400, detail]);
  });
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestRequest, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const TEXT = '{"type":"number"}';
const V1 = { schemaType: 'JSON', schema: TEXT };
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const register = (body: unknown): TestRequest => ({ method: 'POST', path: '/subjects/s/versions', body });

const ROWS: readonly (readonly [title: string, request: TestRequest, status: number, errorCode: number])[] = [
  ['__proto__ in a body', register(`{"schemaType":"JSON","schema":"{}","metadata":{"properties":{"__proto__":"x"}}}`), 400, 400],
  ['__proto__ as a subject of settings is a name', { path: '/config/__proto__' }, 404, 40408],
  ['constructor as a subject', { path: '/subjects/constructor/versions/latest' }, 404, 40401],
  ['a body that nests deep', register(`{"schemaType":"JSON","schema":"{}","metadata":{"x":${nested(5_000)}}}`), 400, 400],
  ['a schema that nests deep', register({ schemaType: 'JSON', schema: `{"not":`.repeat(5_000) }), 422, 42201],
  ['a schema that is an array', register({ schemaType: 'JSON', schema: '[]' }), 422, 42201],
  ['a schema that is null', register({ schemaType: 'JSON', schema: 'null' }), 422, 42201],
  ['a number in a schema that no double holds', register({ schemaType: 'JSON', schema: '{"maximum":9007199254740993}' }), 422, 42201],
  [
    'a number in metadata that no double holds',
    register('{"schemaType":"JSON","schema":"{}","metadata":{"properties":{"n":9007199254740993}}}'),
    400,
    400,
  ],
  ['bytes that are no UTF-8', { ...register('{"schema":"\u00ff"}'), headers: { 'content-type': 'application/json; charset=latin1' } }, 422, 42201],
  ['a subject of 256 characters', { path: `/subjects/${'s'.repeat(256)}/versions` }, 422, 42208],
  ['a subject with a control character', { path: '/subjects/a%00b/versions' }, 422, 42208],
  ['a subject with half a surrogate pair', { path: '/subjects/%ED%A0%80/versions' }, 400, 400],
  ['no subject', { method: 'POST', path: '/subjects//versions', body: V1 }, 422, 42208],
  ['a context without a subject', { method: 'POST', path: '/subjects/:.eu:/versions', body: V1 }, 422, 42208],
  ['a context within a context', { path: '/contexts/.a/contexts/.b/subjects' }, 404, 404],
  ['a write to a subject that is missing', { method: 'DELETE', path: '/subjects/' }, 422, 42208],
  [
    'a level for a subject that is missing is none for the registry',
    { method: 'PUT', path: '/config/', body: { compatibility: 'NONE' } },
    422,
    42208,
  ],
  ['an id that is too large', { path: '/schemas/ids/99999999999' }, 404, 404],
  ['a negative id', { path: '/schemas/ids/-1' }, 404, 404],
  ['an exponent as a version', { path: '/subjects/s/versions/1e0' }, 422, 42202],
  ['an id that is a fraction', register({ ...V1, id: 1.5 }), 400, 400],
  [
    'a reference to itself',
    { method: 'POST', path: '/subjects/a/versions', body: { ...V1, references: [{ name: 'a', subject: 'a', version: 1 }] } },
    422,
    42201,
  ],
  ['a reference without a subject', register({ ...V1, references: [{ name: 'a' }] }), 400, 400],
  ['a reference to version 0', register({ ...V1, references: [{ name: 'a', subject: 's', version: 0 }] }), 422, 42201],
];

for (const [title, request, status, errorCode] of ROWS) {
  test(`${title} → ${status}, ${errorCode}`, async () => {
    const answer = await server.send(request);
    expect({ status: answer.status, ...answer.json }).toEqual({ status, error_code: errorCode, message: expect.any(String) as unknown });
  });
}

test('a base address that ends in a slash, and a read that does', async () => {
  for (const path of ['/subjects', '//subjects', '/subjects/', '/contexts/.eu/subjects/']) expect((await server.send({ path })).status).toBe(200);
});

test('an alias to itself and a circle of aliases end', async () => {
  await server.send({ method: 'PUT', path: '/config/x', body: { alias: 'x' } });
  await server.send({ method: 'PUT', path: '/config/y', body: { alias: 'z' } });
  await server.send({ method: 'PUT', path: '/config/z', body: { alias: 'y' } });
  for (const subject of ['x', 'y', 'z']) expect((await server.send({ path: `/subjects/${subject}/versions` })).json['error_code']).toBe(40401);
});

test('an alias that is no subject is an error of the request, not ours', async () => {
  await server.send({ method: 'PUT', path: '/config/bad', body: { alias: 'a.*' } });
  expect((await server.send({ path: '/subjects/bad/versions' })).status).toBeLessThan(500);
});

test('HEAD and If-None-Match tell whether something changed', async () => {
  await server.send({ method: 'POST', path: '/subjects/etag/versions', body: V1 });
  const read = await server.send({ path: '/subjects/etag/versions/1' });
  const tag = read.headers.etag ?? '';
  const head = await server.send({ method: 'HEAD', path: '/subjects/etag/versions/1' });
  expect({ status: head.status, tag: head.headers.etag, text: head.text }).toEqual({ status: 200, tag, text: '' });
  expect((await server.send({ path: '/subjects/etag/versions/1', headers: { 'if-none-match': tag } })).status).toBe(304);
  expect((await server.send({ path: '/subjects/etag/versions/1', headers: { 'if-none-match': '"other"' } })).status).toBe(200);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;
const AT = '/api/v1/subjects/com.shop.order/versions';

beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
  const money = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } };
  await server.send({ method: 'POST', path: '/api/v1/subjects/com.shop.money/versions', body: { schema: money } });
  const references = [{ name: 'money.json', subject: 'com.shop.money', version: 1 }];
  const schema = { type: 'object', required: ['total'], properties: { total: { $ref: 'money.json' } } };
  await server.send({ method: 'POST', path: AT, body: { schema, references } });
});
afterAll(() => server.close());

test('as JSON the types are one file, what it refers to included, and origin and URN name the version', async () => {
  const { json, headers } = await server.send({ path: `${AT}/1/typescript` });
  const [{ path, text } = { path: '', text: '' }, ...others] = json['files'] as { path: string; text: string }[];
  expect([path, others]).toEqual(['shop-order.ts', []]);
  expect(text).toContain('// From subject "com.shop.order", semver "1.0.0"');
  expect(text).toMatch(/export interface ShopOrder \{\n {2}total: \w+;/);
  expect(text).toContain('amount: number;');
  expect(text).not.toContain('import ');
  expect(headers['vary']).toContain('Accept');
});

test('as plain text it is that file, with an ETag of its own', async () => {
  const json = await server.send({ path: `${AT}/latest/typescript` });
  const plain = await server.send({ path: `${AT}/latest/typescript`, headers: { accept: 'text/plain' } });
  expect(plain.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect([{ path: 'shop-order.ts', text: plain.text }]).toEqual(json.json['files']);
  const again = { path: `${AT}/latest/typescript`, headers: { accept: 'text/plain', 'if-none-match': String(plain.headers['etag']) } };
  expect((await server.send(again)).status).toBe(304);
  expect((await server.send({ ...again, headers: { ...again.headers, accept: 'application/json' } })).status).toBe(200);
});

test('all of it is several files, which are no plain text', async () => {
  const { json } = await server.send({ path: `${AT}/1/typescript?content=all` });
  expect((json['files'] as { path: string }[]).map(({ path }) => path)).toEqual([
    '_runtime.ts',
    'index.ts',
    'shop-order.ts',
    'shop-order.validator.ts',
  ]);
  const plain = await server.send({ path: `${AT}/1/typescript?content=all`, headers: { accept: 'text/plain' } });
  expect(plain).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
});

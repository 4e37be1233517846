import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestAnswer, type TestServer } from '../test-server.ts';

// One registry, two faces: what is written through one is what the other reads.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';

const get = async (path: string): Promise<unknown> => JSON.parse((await server.send({ path })).text) as unknown;
const native = (subject: string, schema: object): Promise<TestAnswer> =>
  server.send({ method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body: { schema } });
const confluent = (subject: string, schema: object): Promise<TestAnswer> =>
  server.send({ method: 'POST', path: `/subjects/${subject}/versions`, body: { schemaType: 'JSON', schema: JSON.stringify(schema) } });

test('a version has the same number and id on both', async () => {
  const { json } = await confluent('a', { type: 'number' });
  expect(await get('/api/v1/subjects/a/versions/1')).toMatchObject({ version: 1, id: json['id'], dialect: 'draft-07', schema: { type: 'number' } });
  await native('b', { $schema: DRAFT_07, type: 'string' });
  expect(await get('/subjects/b/versions/1')).toMatchObject({ schemaType: 'JSON', schema: JSON.stringify({ $schema: DRAFT_07, type: 'string' }) });
});

test('the same content is one version, whoever sends it', async () => {
  const schema = { $schema: DRAFT_07, type: 'boolean' };
  const first = await native('c', schema);
  expect((await confluent('c', schema)).json).toMatchObject({ id: first.json['id'], version: 1 });
  expect((await native('c', schema)).json).toMatchObject({ existing: true, version: 1 });
});

test('without $schema a text is draft-07 here and 2020-12 there, so it is not the same', async () => {
  await native('d', { type: 'null' });
  expect((await confluent('d', { type: 'null' })).json['version']).toBe(2);
});

test('who first writes a subject decides its level and policy', async () => {
  await native('e', { type: 'number' });
  await confluent('f', { type: 'number' });
  expect(await get('/config/e?defaultToGlobal=true')).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE', compatibilityPolicy: 'LENIENT' });
  expect(await get('/api/v1/config/f')).toMatchObject({ level: 'BACKWARD', profile: 'strict' });
});

test('a level set here is in force there, and the other way round', async () => {
  await server.send({ method: 'PUT', path: '/config/g', body: { compatibility: 'NONE', compatibilityPolicy: 'LENIENT' } });
  expect(await get('/api/v1/config/g')).toMatchObject({ level: 'NONE', profile: 'declared' });
  await server.send({ method: 'PUT', path: '/api/v1/config/g', body: { level: 'FULL', profile: 'tolerant' } });
  expect(await get('/config/g')).toEqual({ compatibilityLevel: 'FULL', compatibilityPolicy: 'LENIENT' });
});

test('what has no word here is not shown: a subject with such settings only has none of its own', async () => {
  await server.send({ method: 'PUT', path: '/api/v1/config/h', body: { formats: 'assert' } });
  expect(await get('/config/h')).toMatchObject({ error_code: 40408 });
});

test('a level for a prefix holds for its subjects', async () => {
  await server.send({ method: 'PUT', path: '/api/v1/config/com.shop.*', body: { level: 'FORWARD' } });
  expect(await get('/config/com.shop.order?defaultToGlobal=true')).toMatchObject({ compatibilityLevel: 'FORWARD' });
});

test('a deprecated version is live here, and latest where there is none newer', async () => {
  await confluent('i', { type: 'number' });
  await server.send({ method: 'PATCH', path: '/api/v1/subjects/i/versions/1', body: { state: 'deprecated' } });
  expect(await get('/subjects/i/versions/latest')).toMatchObject({ version: 1, deleted: false });
});

test('latest is that of the newest line after a breaking release', async () => {
  await confluent('j', { type: 'number' });
  const body = { schema: { $schema: DRAFT_07, type: 'string' }, allowBreaking: { reason: 'another type' } };
  expect((await server.send({ method: 'POST', path: '/api/v1/subjects/j/versions', body })).status).toBe(201);
  expect(await get('/subjects/j/versions/latest')).toMatchObject({ version: 2 });
  expect((await confluent('j', { type: ['string', 'null'] })).json['version']).toBe(3);
});

test('who wrote is in the audit log, through this face as well', async () => {
  await confluent('k', { type: 'number' });
  const entries = await server.registry.listAudit({ after: 0, limit: 100, name: 'k' });
  expect(entries).toMatchObject([{ action: 'version.register', actor: 'anonymous', name: 'k', address: '127.0.0.1' }]);
});

test('what python writes for true and false is understood', async () => {
  await confluent('l', { type: 'number' });
  await server.send({ method: 'DELETE', path: '/subjects/l?permanent=False' });
  expect(await get('/subjects/l/versions?deleted=True')).toEqual([1]);
});

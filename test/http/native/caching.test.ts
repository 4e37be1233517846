import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await server.send({ method: 'POST', path: '/api/v1/subjects/a/versions', body: { schema: { max: 5 } } });
});

afterAll(() => server.close());

const register = (subject: string): Promise<unknown> =>
  server.send({ method: 'POST', path: `/api/v1/subjects/${subject}/versions`, body: { schema: { max: 5 } } });

const reads = [
  '/subjects',
  '/subjects/a',
  '/subjects/a/versions/1',
  '/subjects/a/versions/latest',
  '/schemas/1',
  '/config',
  '/config/a',
  '/mode',
  '/mode/a',
  '/settings',
  '/snapshot',
  '/openapi.json',
];

for (const path of reads) {
  test(`GET ${path} has an ETag, and is 304 for who has it`, async () => {
    const first = await server.send({ path: `/api/v1${path}` });
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^"[\w.-]+"$/);
    const again = await server.send({ path: `/api/v1${path}`, headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
    expect(await server.send({ path: `/api/v1${path}`, headers: { 'if-none-match': '"other"' } })).toMatchObject({ status: 200 });
  });

  test(`HEAD ${path} is GET without the body`, async () => {
    const [get, head] = [await server.send({ path: `/api/v1${path}` }), await server.send({ method: 'HEAD', path: `/api/v1${path}` })];
    expect(head).toMatchObject({ status: 200, text: '', headers: { etag: get.headers.etag } });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });
}

test('the ETag of a subject changes with the configuration in force', async () => {
  const before = await server.send({ path: '/api/v1/subjects/a' });
  await server.send({ method: 'PUT', path: '/api/v1/config', body: { level: 'NONE' } });
  const after = await server.send({ path: '/api/v1/subjects/a', headers: { 'if-none-match': String(before.headers.etag) } });
  expect(after).toMatchObject({ status: 200, json: { level: 'NONE' } });
});

test('a write goes through with the ETag of the last read, and no second time', async () => {
  await register('w');
  const { headers } = await server.send({ path: '/api/v1/subjects/w' });
  const write = { method: 'PATCH', path: '/api/v1/subjects/w', body: { owner: 'o' }, headers: { 'if-match': String(headers.etag) } };
  const written = await server.send(write);
  expect(written).toMatchObject({ status: 200, json: { owner: 'o' } });
  expect(await server.send(write)).toMatchObject({ status: 412, json: { code: 'epoch_mismatch' } });
  expect((await server.send({ path: '/api/v1/subjects/w' })).headers.etag).toBe(written.headers.etag);
});

const guarded = [
  { title: 'a state', method: 'PATCH', path: '/subjects/g/versions/1', body: { state: 'deprecated' } },
  { title: 'a configuration', method: 'PUT', path: '/config/g', body: { level: 'NONE' } },
  { title: 'a mode', method: 'PUT', path: '/mode/g', body: { mode: 'READONLY' } },
  { title: 'the removal of a mode', method: 'DELETE', path: '/mode/g' },
  { title: 'the removal of a configuration', method: 'DELETE', path: '/config/g' },
  { title: 'a registration', method: 'POST', path: '/subjects/g/versions', body: { schema: { max: 5, title: 't' } } },
  { title: 'a deletion of a version', method: 'DELETE', path: '/subjects/g/versions/1' },
  { title: 'a deletion of a subject', method: 'DELETE', path: '/subjects/g' },
];

for (const { title, method, path, ...rest } of guarded) {
  test(`${title} is refused with another epoch`, async () => {
    await register('g');
    expect(await server.send({ method, path: `/api/v1${path}`, headers: { 'if-match': '"999"' }, ...rest })).toMatchObject({
      status: 412,
      json: { code: 'epoch_mismatch' },
    });
  });
}

test('the snapshot comes as lines to who asks for them', async () => {
  const plain = await server.send({ path: '/api/v1/snapshot' });
  const lines = await server.send({ path: '/api/v1/snapshot', headers: { accept: 'application/x-ndjson' } });
  expect(lines.headers).toMatchObject({ 'content-type': 'application/x-ndjson', vary: 'Accept' });
  const [header, ...versions] = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect({ ...header, versions }).toEqual({ ...plain.json, versionCount: versions.length });
  expect(Object.keys(plain.json)).toEqual(['position', 'historyId', 'subjects', 'versions']);
  expect(lines.headers.etag).not.toBe(plain.headers.etag);
});

test('a snapshot with another query has another ETag where its answer differs', async () => {
  await register('other');
  const [all, one] = [await server.send({ path: '/api/v1/snapshot' }), await server.send({ path: '/api/v1/snapshot?subject=other' })];
  expect(all.headers.etag).not.toBe(one.headers.etag);
  expect(one.json).toMatchObject({ position: all.json['position'], subjects: [{ subject: 'other' }] });
});

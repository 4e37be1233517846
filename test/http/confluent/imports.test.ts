import { beforeEach, afterEach, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { FOREIGN_IDS_FROM } from '../../../src/storage/schema-id.ts';
import { startTestServer, type TestAnswer, type TestServer } from '../test-server.ts';

const MAX = 2 ** 31 - 1;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
  await send('PUT', '/mode/imp', { mode: 'IMPORT' });
});
afterEach(() => server.close());

function send(method: string, path: string, body?: unknown): Promise<TestAnswer> {
  return server.send({ method, path, ...(body === undefined ? {} : { body }) });
}

function put(subject: string, title: string, more: object = {}): Promise<TestAnswer> {
  return send('POST', `/subjects/${subject}/versions`, { schemaType: 'JSON', schema: JSON.stringify({ title }), ...more });
}

async function purge(subject: string, version: number): Promise<void> {
  for (const query of ['', '?permanent=true']) await send('DELETE', `/subjects/${subject}/versions/${version}${query}`);
}

const REFUSED: readonly (readonly [title: string, more: object, status: number, errorCode: number])[] = [
  ['an id above 2^31-1', { id: MAX + 1, version: 1 }, 422, 42207],
  ['an id that is the largest whole double', { id: Number.MAX_SAFE_INTEGER }, 422, 42207],
  ['a version above 2^31-1', { id: 7, version: MAX + 1 }, 422, 42202],
];
for (const [title, more, status, errorCode] of REFUSED) {
  test(`an import with ${title} is ${errorCode}, and nothing is written`, async () => {
    expect(await put('imp', 'a', more)).toMatchObject({ status, json: { error_code: errorCode } });
    expect((await put('own', 'a')).json).toMatchObject({ id: 1, version: 1 });
  });
}

for (const [id, next] of [
  [500, 501],
  [FOREIGN_IDS_FROM - 1, FOREIGN_IDS_FROM],
  [FOREIGN_IDS_FROM, 1],
  [MAX, 1],
] as const) {
  test(`after an import of id ${id} the next own id is ${next}`, async () => {
    expect((await put('imp', 'a', { id, version: 1 })).json).toMatchObject({ id });
    expect((await put('own', 'b')).json).toMatchObject({ id: next });
    expect((await put('own', 'c')).json).toMatchObject({ id: next + 1 });
    expect((await send('GET', `/schemas/ids/${id}?fetchMaxId=true`)).json).toMatchObject({ maxId: Math.max(id, next + 1) });
  });
}

test('a subject whose number 2^31-1 was imported takes no more, and others do', async () => {
  expect((await put('imp', 'a', { id: 7, version: MAX })).status).toBe(200);
  await send('DELETE', '/mode/imp');
  expect(await put('imp', 'b')).toMatchObject({ status: 422, json: { error_code: 42202 } });
  expect((await put('own', 'b')).status).toBe(200);
});

test('numbers come in any order, but one that was deleted for good is not given again', async () => {
  for (const [id, version] of [
    [15, 5],
    [13, 3],
    [14, 4],
  ] as const)
    expect((await put('imp', `v${version}`, { id, version })).json).toMatchObject({ id, version });
  await purge('imp', 4);
  expect(await put('imp', 'v4', { id: 14, version: 4 })).toMatchObject({ status: 422, json: { error_code: 42207 } });
  expect((await put('imp', 'v2', { id: 12, version: 2 })).json).toMatchObject({ version: 2 });
  expect((await put('imp', 'v6', { id: 16 })).json).toMatchObject({ version: 6 });
  for (const version of [2, 3, 5, 6]) await purge('imp', version);
  for (const version of [2, 3, 4, 5, 6]) expect((await put('imp', 'again', { id: 20, version })).status).toBe(422);
  expect((await put('imp', 'v1', { id: 11, version: 1 })).json).toMatchObject({ version: 1 });
});

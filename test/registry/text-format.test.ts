import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { AnswerSchemas } from '../http/native/answer-schema.ts';
import { limitFormat } from '../http/limit-format.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { linesFormat } from './lines-format.ts';

const V1 = 'id: text\nprice: number';
const V2 = 'id: text\nprice: number\nnote?: text';
const BROKEN = 'id: number\nprice: number\nnote?: text';

const stores: readonly { readonly title: string; readonly open: () => Promise<Store> }[] = [
  { title: 'memory', open: async () => createMemoryStore() },
  { title: 'sqlite', open: () => openSqliteStore({ path: join(mkdtempSync(join(tmpdir(), 'sluice-test-')), 'registry.sqlite') }) },
];

/** A format that is no JSON and has no dialects goes all the way: port, registry, store, HTTP. */
describe.each(stores)('a format of texts over $title', ({ open }) => {
  let store: Store;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    store = await open();
    server = await startTestServer({ store, formats: [limitFormat, linesFormat] });
    client = createClient({ url: server.url });
    await client.putConfig('order', { level: 'BACKWARD' });
    await client.register('order', { schema: V1, format: 'lines' });
  });

  afterAll(async () => {
    await server.close();
    await store.close();
  });

  test('a version is compared, stored and given back as the text that it is, without a dialect', async () => {
    expect(await client.register('order', { schema: V2, format: 'lines' })).toMatchObject({
      version: 2,
      changeKind: 'backward',
      checks: [{ verdict: { kind: 'contained' } }],
    });
    const version = await client.getVersion('order', 2);
    expect(version).toMatchObject({ format: 'lines', schema: V2 });
    expect(version).not.toHaveProperty('dialect');
    expect(await client.getSchema(version.id)).toMatchObject({ format: 'lines', schema: V2, uses: [{ subject: 'order', version: 2 }] });
    expect(await client.getFingerprint(version.fingerprint)).toMatchObject({ id: version.id });
    expect((await client.getSubject('order')).versions[0]).not.toHaveProperty('dialect');
  });

  test('the answers are as the OpenAPI document says', async () => {
    const schemas = new AnswerSchemas(await client.openapi());
    for (const [path, route] of [
      ['/subjects/order/versions/1', '/subjects/{subject}/versions/{version}'],
      ['/schemas/1', '/schemas/{id}'],
      ['/snapshot', '/snapshot'],
    ] as const) {
      const { json } = await server.send({ path: `/api/v1${path}` });
      expect(schemas.faults({ route, method: 'GET', status: 200, type: 'application/json', value: json })).toEqual([]);
    }
  });

  test('a break is refused with an event, and what is no text of the format with its line', async () => {
    await expect(client.register('order', { schema: BROKEN, format: 'lines' })).rejects.toMatchObject({
      code: 'incompatible',
      data: { checks: [{ verdict: { witness: { id: 'x', price: 1 }, findings: [{ readerLocation: 'line 1' }] } }] },
    });
    await expect(client.register('order', { schema: 'id text', format: 'lines' })).rejects.toMatchObject({
      code: 'schema_invalid',
      data: { line: 1 },
    });
    await expect(client.register('order', { schema: { id: 'text' }, format: 'lines' })).rejects.toMatchObject({ code: 'schema_invalid' });
    await expect(client.register('order', { schema: V1, format: 'lines', dialect: 'draft-07' })).rejects.toMatchObject({ code: 'dialect_unknown' });
  });

  test('warnings and look-ups by content go through the driver', async () => {
    expect(await client.register('loud', { schema: 'Id: text', format: 'lines' })).toMatchObject({
      warnings: [{ code: 'capitals', pointer: 'line 1' }],
    });
    expect(await client.lookUpContent('order', { schema: V1, format: 'lines' })).toMatchObject({ version: 1 });
  });

  test('events are validated, and the snapshot has all that a gate needs', async () => {
    expect(await client.validate({ subject: 'order', version: 1, event: { id: 'a', price: 2 } })).toMatchObject({ valid: true });
    expect(await client.validate({ subject: 'order', version: 1, event: { id: 'a' } })).toMatchObject({
      valid: false,
      findings: [{ keywordLocation: 'line 2' }],
    });
    const answer = await client.snapshot({ subject: 'order' });
    expect(answer).toMatchObject({
      snapshot: { versions: [{ format: 'lines', schema: V1 }, {}], subjects: [{ proved: expect.arrayContaining([[1, 2]]) }] },
    });
  });

  test('references resolve within the format, and a bundle is a text that needs no other', async () => {
    await client.register('money', { schema: 'amount: number', format: 'lines' });
    const references = [{ name: 'money', subject: 'money', version: 1 }];
    await client.register('line', { schema: 'use money\nid: text', format: 'lines', references });
    expect((await client.getVersion('line', 1, { bundle: true })).schema).toBe('amount: number\nid: text');
    await expect(client.register('line', { schema: 'use coin', format: 'lines', references })).rejects.toMatchObject({
      code: 'reference_unresolved',
    });
  });

  test('formats do not mix: neither in a subject, nor in a reference, nor in a comparison', async () => {
    await expect(client.register('order', { schema: { max: 1 } })).rejects.toMatchObject({ code: 'format_mismatch' });
    const references = [{ name: 'order', subject: 'order', version: 1 }];
    await expect(client.register('limit', { schema: { max: 1 }, references })).rejects.toMatchObject({ code: 'format_mismatch' });
    await client.register('limit', { schema: { max: 1 } });
    await expect(client.compat({ subject: 'limit', version: 1, against: { subject: 'order' } })).rejects.toMatchObject({ code: 'format_mismatch' });
    await expect(client.compat({ schema: V1, format: 'lines', against: { subject: 'limit' } })).rejects.toMatchObject({ code: 'format_mismatch' });
  });

  test('compat takes the format of the subject, and of a request that names one', async () => {
    expect(await client.compat({ schema: V1, against: { subject: 'order', version: 1 } })).toMatchObject({ compatible: true });
    expect(await client.compat({ schema: BROKEN, format: 'lines', against: { schema: V1 } })).toMatchObject({ compatible: false });
    const references = [{ name: 'order', subject: 'order', version: 1 }];
    expect(await client.compat({ schema: 'use order', references, against: { subject: 'order', version: 1 } })).toMatchObject({ compatible: true });
  });

  test('states and dry runs ask the driver', async () => {
    const { narrows } = await client.setState('order', 1, { state: 'retired' }, { dryRun: true });
    expect(narrows).toMatchObject({ loses: 'nothing', live: [2] });
    expect((await client.putConfig('order', { level: 'FORWARD' }, { dryRun: true })).dryRun).toMatchObject({
      subjects: [{ subject: 'order', holds: false }],
    });
  });

  test('a format that nobody drives is refused with those that there are', async () => {
    await expect(client.register('order', { schema: '{}', format: 'avro' })).rejects.toMatchObject({
      code: 'format_unsupported',
      message: expect.stringContaining('supported: json-schema, lines'),
    });
  });
});

import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

// The client as it comes from npm: it sends the vnd type always, reads answers as application/json, and asks for the
// configuration of a subject before each registration.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const DIALECT_2020 = 'https://json-schema.org/draft/2020-12/schema';

function client(options: ConstructorParameters<typeof SchemaRegistry>[1] = {}): SchemaRegistry {
  return new SchemaRegistry({ host: server.url, retry: { retries: 0 } }, options);
}

function json(schema: object): { type: SchemaType.JSON; schema: string } {
  return { type: SchemaType.JSON, schema: JSON.stringify(schema) };
}

const ORDER = { type: 'object', properties: { id: { type: 'number' } }, required: ['id'], additionalProperties: false };
const WITH_NOTE = { ...ORDER, properties: { ...ORDER.properties, note: { type: 'string' } } };
const WITH_OWNER = { ...ORDER, properties: { ...ORDER.properties, owner: { type: 'string' } }, required: ['id', 'owner'] };

test('register, encode and decode in draft-07; another client decodes with a cold cache', async () => {
  const registry = client();
  const { id } = await registry.register(json(ORDER), { subject: 'orders-value' });
  const message = await registry.encode(id, { id: 5 });
  expect(message.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, id]));
  expect(await registry.decode(message)).toEqual({ id: 5 });
  expect(await client().decode(message)).toEqual({ id: 5 });
});

test('the first registration sets the level; the next one finds it', async () => {
  const registry = client();
  const first = await registry.register(json(ORDER), { subject: 'levels-value' });
  expect((await server.send({ path: '/config/levels-value' })).json).toEqual({ compatibilityLevel: 'BACKWARD' });
  expect((await registry.register(json(ORDER), { subject: 'levels-value' })).id).toBe(first.id);
});

test('another level than the one that is set is refused on its own side', async () => {
  await client().register(json(ORDER), { subject: 'full-value', compatibility: 'FULL' as never });
  await expect(client().register(json(ORDER), { subject: 'full-value' })).rejects.toThrow(
    'Compatibility does not match the configuration (BACKWARD != FULL)',
  );
});

test('evolve: old messages stay readable beside new ones', async () => {
  const registry = client();
  const first = await registry.register(json(ORDER), { subject: 'evolved-value' });
  const old = await registry.encode(first.id, { id: 1 });
  const second = await registry.register(json(WITH_NOTE), { subject: 'evolved-value' });
  expect(second.id).not.toBe(first.id);
  expect(await registry.getLatestSchemaId('evolved-value')).toBe(second.id);
  expect(await registry.getRegistryId('evolved-value', 1)).toBe(first.id);
  expect(await registry.getRegistryIdBySchema('evolved-value', json(WITH_NOTE))).toBe(second.id);
  const reader = client();
  expect(await reader.decode(old)).toEqual({ id: 1 });
  expect(await reader.decode(await registry.encode(second.id, { id: 2, note: 'n' }))).toEqual({ id: 2, note: 'n' });
});

test('what breaks a reader is refused, with the event that shows it, and the client goes on', async () => {
  const registry = client();
  await registry.register(json(ORDER), { subject: 'broken-value' });
  const refused = registry.register(json(WITH_OWNER), { subject: 'broken-value' });
  await expect(refused).rejects.toMatchObject({ status: 409, message: expect.stringContaining('allows the event {"id":0}') as unknown });
  expect((await registry.register(json(WITH_NOTE), { subject: 'broken-value' })).id).toBeGreaterThan(0);
});

test('a payload that is not valid is refused by the client', async () => {
  const registry = client();
  const { id } = await registry.register(json(ORDER), { subject: 'invalid-value' });
  await expect(registry.encode(id, { id: 'five' })).rejects.toThrow('invalid payload');
});

test('what failed once is asked again', async () => {
  const registry = client();
  await expect(registry.getLatestSchemaId('late-value')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Subject 'late-value' not found.") as unknown,
  });
  await expect(registry.getRegistryIdBySchema('late-value', json(ORDER))).rejects.toThrow();
  await expect(registry.decode(Buffer.from([0, 0, 0, 3, 231, 123, 125]))).rejects.toMatchObject({ status: 404 });
  const { id } = await registry.register(json(ORDER), { subject: 'late-value' });
  expect(await registry.getLatestSchemaId('late-value')).toBe(id);
  expect(await registry.getRegistryIdBySchema('late-value', json(ORDER))).toBe(id);
});

test('messages of a deleted version are still read', async () => {
  const registry = client();
  const { id } = await registry.register(json(ORDER), { subject: 'deleted-value' });
  const message = await registry.encode(id, { id: 1 });
  await server.send({ method: 'DELETE', path: '/subjects/deleted-value' });
  expect(await client().decode(message)).toEqual({ id: 1 });
  await expect(client().getLatestSchemaId('deleted-value')).rejects.toMatchObject({ status: 404 });
  expect((await client().register(json(ORDER), { subject: 'deleted-value' })).id).toBe(id);
});

test('references in 2020-12, with ajvInstance as that dialect needs', async () => {
  const MONEY = {
    $schema: DIALECT_2020,
    $id: 'http://example.com/money.json',
    type: 'object',
    properties: { cents: { type: 'integer' } },
    required: ['cents'],
  };
  const CART = {
    $schema: DIALECT_2020,
    type: 'object',
    properties: { prices: { type: 'array', prefixItems: [{ $ref: 'http://example.com/money.json' }], items: false, minItems: 1 } },
  };
  const options = (): ConstructorParameters<typeof SchemaRegistry>[1] => ({ [SchemaType.JSON]: { ajvInstance: new Ajv2020() as never } });
  await client(options()).register(json(MONEY), { subject: 'money-value' });
  const references = [{ name: 'http://example.com/money.json', subject: 'money-value', version: 1 }];
  const registry = client(options());
  const { id } = await registry.register({ ...json(CART), references }, { subject: 'carts-value' });
  const message = await registry.encode(id, { prices: [{ cents: 5 }] });
  await expect(registry.encode(id, { prices: [{ cents: 5 }, 1] })).rejects.toThrow('invalid payload');
  expect(await client(options()).decode(message)).toEqual({ prices: [{ cents: 5 }] });
});

test('AVRO is refused with what is supported', async () => {
  const avro = { type: 'record', name: 'Order', namespace: 'com.example', fields: [{ name: 'id', type: 'int' }] } as const;
  await expect(client().register(avro as never)).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('supports JSON only') as unknown,
  });
});

test('a subject with a slash', async () => {
  const { id } = await client().register(json(ORDER), { subject: 'shop/orders' });
  expect(await client().getLatestSchemaId('shop/orders')).toBe(id);
});

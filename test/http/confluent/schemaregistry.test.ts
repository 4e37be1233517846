import { JsonDeserializer, JsonSerializer, RestError, SchemaRegistryClient, SerdeType, type SchemaInfo } from '@confluentinc/schemaregistry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

// Confluent's own client as it comes from npm, with its serializers.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const DIALECT_2020 = 'https://json-schema.org/draft/2020-12/schema';

function client(): SchemaRegistryClient {
  return new SchemaRegistryClient({ baseURLs: [server.url], maxRetries: 0 });
}

function json(schema: object, more: Partial<SchemaInfo> = {}): SchemaInfo {
  return { schemaType: 'JSON', schema: JSON.stringify(schema), ...more };
}

const ORDER = { type: 'object', properties: { id: { type: 'number' } }, required: ['id'], additionalProperties: false };
const WITH_NOTE = { ...ORDER, properties: { ...ORDER.properties, note: { type: 'string' } } };
const WITH_OWNER = { ...ORDER, properties: { ...ORDER.properties, owner: { type: 'string' } }, required: ['id', 'owner'] };

async function refusal(promise: Promise<unknown>): Promise<{ status: number; errorCode: number }> {
  const thrown = await promise.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RestError);
  const { status, errorCode } = thrown as RestError;
  return { status, errorCode };
}

test('register, look up and fetch, with caches cold and warm', async () => {
  const writer = client();
  const registered = await writer.registerFullResponse('orders-value', json(ORDER));
  expect(registered).toMatchObject({ version: 1, schemaType: 'JSON', schema: JSON.stringify(ORDER) });
  const { id = 0, guid = '' } = registered;
  for (const registry of [writer, writer, client()]) {
    expect(await registry.register('orders-value', json(ORDER))).toBe(id);
    expect(await registry.getId('orders-value', json(ORDER))).toBe(id);
    expect((await registry.getBySubjectAndId('orders-value', id)).schema).toBe(JSON.stringify(ORDER));
    expect((await registry.getByGuid(guid)).schema).toBe(JSON.stringify(ORDER));
    expect(await registry.getVersion('orders-value', json(ORDER))).toBe(1);
    expect(await registry.getLatestSchemaMetadata('orders-value')).toMatchObject({ subject: 'orders-value', id, guid, version: 1 });
    expect(await registry.getSchemaMetadata('orders-value', 1)).toMatchObject({ id, version: 1 });
    expect(await registry.getAllVersions('orders-value')).toEqual([1]);
    expect(await registry.getAllSubjects()).toContain('orders-value');
  }
});

test('serialize and deserialize in draft-07', async () => {
  const registry = client();
  const id = await registry.register('draft07-value', json(ORDER));
  const serializer = new JsonSerializer(registry, SerdeType.VALUE, { useLatestVersion: true, validate: true });
  const message = await serializer.serialize('draft07', { id: 5 });
  expect(message.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, id]));
  expect(await new JsonDeserializer(client(), SerdeType.VALUE, { validate: true }).deserialize('draft07', message)).toEqual({ id: 5 });
  await expect(serializer.serialize('draft07', { id: 'five' })).rejects.toThrow('Invalid message');
});

test('serialize and deserialize in 2020-12, with references', async () => {
  const MONEY = { $schema: DIALECT_2020, type: 'object', properties: { cents: { type: 'integer' } }, required: ['cents'] };
  const CART = {
    $schema: DIALECT_2020,
    type: 'object',
    properties: { prices: { type: 'array', prefixItems: [{ $ref: 'money.json' }], items: false, minItems: 1 } },
  };
  const registry = client();
  await registry.register('money-value', json(MONEY));
  await registry.register('carts-value', json(CART, { references: [{ name: 'money.json', subject: 'money-value', version: 1 }] }));
  const serializer = new JsonSerializer(registry, SerdeType.VALUE, { useLatestVersion: true, validate: true });
  const message = await serializer.serialize('carts', { prices: [{ cents: 5 }] });
  await expect(serializer.serialize('carts', { prices: [{ cents: 0.5 }] })).rejects.toThrow('Invalid message');
  const reader = new JsonDeserializer(client(), SerdeType.VALUE, { validate: true });
  expect(await reader.deserialize('carts', message)).toEqual({ prices: [{ cents: 5 }] });
});

test('register what a message looks like, on the way', async () => {
  const serializer = new JsonSerializer(client(), SerdeType.VALUE, { autoRegisterSchemas: true });
  const message = await serializer.serialize('derived', { a: 1, b: ['x'] });
  expect(await new JsonDeserializer(client(), SerdeType.VALUE, {}).deserialize('derived', message)).toEqual({ a: 1, b: ['x'] });
  expect(await client().getAllVersions('derived-value')).toEqual([1]);
});

test('rules that the client runs come back as they went', async () => {
  const ruleSet = { domainRules: [{ name: 'positive', kind: 'CONDITION', mode: 'WRITE', type: 'CEL', expr: 'message.id > 0' }] } as never;
  const metadata = { properties: { major: '1' } } as never;
  const registry = client();
  await registry.register('ruled-value', json(ORDER, { ruleSet, metadata }));
  expect(await registry.getLatestSchemaMetadata('ruled-value')).toMatchObject({ ruleSet, metadata });
  expect(await registry.getLatestWithMetadata('ruled-value', { major: '1' })).toMatchObject({ version: 1 });
  expect(await refusal(registry.getLatestWithMetadata('ruled-value', { major: '2' }))).toEqual({ status: 404, errorCode: 40403 });
});

test('evolve, be refused, and go on', async () => {
  const registry = client();
  const first = await registry.register('evolved-value', json(ORDER));
  const second = await registry.register('evolved-value', json(WITH_NOTE));
  expect(second).not.toBe(first);
  expect(await refusal(registry.register('evolved-value', json(WITH_OWNER)))).toEqual({ status: 409, errorCode: 40901 });
  expect(await registry.testSubjectCompatibility('evolved-value', json(WITH_OWNER))).toBe(false);
  expect(await registry.testSubjectCompatibility('evolved-value', json(WITH_NOTE))).toBe(true);
  expect(await registry.testCompatibility('evolved-value', 1, json(WITH_NOTE))).toBe(true);
  await registry.updateCompatibility('evolved-value', 'NONE' as never);
  expect(await registry.getCompatibility('evolved-value')).toBe('NONE');
  expect(await registry.register('evolved-value', json(WITH_OWNER))).toBeGreaterThan(second);
  expect(await registry.getAllVersions('evolved-value')).toEqual([1, 2, 3]);
});

test('delete versions and subjects; ids resolve until they are gone for good', async () => {
  const registry = client();
  const id = await registry.register('deleted-value', json({ ...ORDER, title: 'deleted' }));
  await registry.register('deleted-value', json({ ...WITH_NOTE, title: 'deleted' }));
  expect(await registry.deleteSubjectVersion('deleted-value', 1)).toBe(1);
  expect(await registry.getAllVersions('deleted-value')).toEqual([2]);
  expect(await client().getSchemaMetadata('deleted-value', 1, true)).toMatchObject({ id });
  expect((await client().getBySubjectAndId('deleted-value', id)).schema).toContain('deleted');
  expect(await registry.deleteSubject('deleted-value')).toEqual([2]);
  expect(await refusal(registry.deleteSubject('deleted-value'))).toEqual({ status: 404, errorCode: 40404 });
  expect(await registry.deleteSubject('deleted-value', true)).toEqual([1, 2]);
  expect(await refusal(client().getBySubjectAndId('deleted-value', id))).toEqual({ status: 404, errorCode: 40403 });
  expect(await refusal(client().getAllVersions('deleted-value'))).toEqual({ status: 404, errorCode: 40401 });
  expect(await registry.register('deleted-value', json(ORDER))).toBeGreaterThan(0);
});

test('what failed once is asked again', async () => {
  const registry = client();
  expect(await refusal(registry.getLatestSchemaMetadata('late-value'))).toEqual({ status: 404, errorCode: 40401 });
  expect(await refusal(registry.getId('late-value', json(ORDER)))).toEqual({ status: 404, errorCode: 40401 });
  const id = await registry.register('late-value', json(ORDER));
  expect(await registry.getLatestSchemaMetadata('late-value')).toMatchObject({ id });
});

test('the level of the registry', async () => {
  expect(await client().getDefaultCompatibility()).toBe('BACKWARD');
  await client().updateDefaultCompatibility('FULL' as never);
  expect(await client().getDefaultCompatibility()).toBe('FULL');
  await server.send({ method: 'DELETE', path: '/config' });
});

test('a subject with a slash, and one in a context', async () => {
  for (const subject of ['shop/orders new', ':.eu:orders-value']) {
    const id = await client().register(subject, json(ORDER));
    expect(await client().getLatestSchemaMetadata(subject)).toMatchObject({ subject, id });
    expect((await client().getBySubjectAndId(subject, id)).schema).toBe(JSON.stringify(ORDER));
  }
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { Client } from '../../src/client/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { asyncApiHere } from './in-process.ts';
import { folderWith } from './process.ts';

const { run, errorsOf } = asyncApiHere();

async function registry(): Promise<RegistryServer> {
  const server = await startRegistry();
  onTestFinished(() => server.close());
  return server;
}

const SHARED = `
  schemas:
    Address: { type: object, properties: { street: { type: string }, next: { $ref: '#/components/schemas/Address' } } }
    A: { properties: { b: { $ref: '#/components/schemas/B' } } }
    B: { properties: { a: { $ref: '#/components/schemas/A' } } }
`;

const V3 = `asyncapi: 3.0.0
id: urn:example:shop
info: { title: Shop, version: 1.2.0, description: All of it, license: { name: MIT }, contact: { name: Us, email: us@example.com } }
servers:
  live: { host: kafka.example.com, protocol: kafka, security: [{ $ref: '#/components/securitySchemes/plain' }], tags: [{ name: eu }] }
  spare: { host: spare.example.com, protocol: kafka }
channels:
  orders:
    address: shop/{region}/orders
    title: Orders
    servers: [{ $ref: '#/servers/live' }]
    parameters: { region: { enum: [eu, us], default: eu, location: $message.header#/region } }
    bindings: { kafka: { partitions: 3 } }
    messages:
      placed: { $ref: '#/components/messages/OrderPlaced' }
      circular: { payload: { properties: { a: { $ref: '#/components/schemas/A' } } } }
  replies:
    address: null
    messages: { done: { name: Done, payload: { type: string, examples: [1, fine] } } }
operations:
  place:
    action: receive
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/placed' }]
    reply: { channel: { $ref: '#/channels/replies' }, address: { location: $message.header#/replyTo } }
    security: [{ $ref: '#/components/securitySchemes/plain' }]
components:
  securitySchemes: { plain: { type: userPassword } }
  messages:
    OrderPlaced:
      name: OrderPlaced
      summary: Somebody ordered
      x-cloudevents-type: com.shop.order.placed
      contentType: application/json
      correlationId: { location: $message.header#/id }
      tags: [{ name: orders }]
      headers: { type: object, properties: { trace: { type: string } } }
      payload:
        type: object
        required: [id]
        definitions: { id: { type: string } }
        properties:
          id: { $ref: '#/components/messages/OrderPlaced/payload/definitions/id' }
          to: { $ref: '#/components/schemas/Address' }
      examples: [{ name: good, payload: { id: a } }, { name: bad, payload: { id: 1 } }]
    Modern: { payload: { schemaFormat: application/schema+json;version=2020-12, schema: { prefixItems: [{ $ref: '#/components/schemas/Address' }] } } }
    Nullable: { payload: { schemaFormat: application/vnd.oai.openapi;version=3.0.0, schema: { type: string, nullable: true } } }
    Wrapped:
      contentType: application/cloudevents+json
      payload:
        type: object
        properties:
          specversion: { const: '1.0' }
          id: { type: string }
          source: { type: string }
          type: { const: com.shop.wrapped }
          data: { type: object, definitions: { n: { type: integer } }, properties: { n: { $ref: '#/components/messages/Wrapped/payload/properties/data/definitions/n' } } }
${SHARED.slice(1)}`;

const V2 = `asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
servers:
  mqtt: { url: 'mqtt://{port}.example.com/a', protocol: mqtt, variables: { port: { default: '1883' } }, security: [{ key: [] }] }
channels:
  light/{id}/measured:
    parameters: { id: { schema: { type: string, enum: [a, b] } } }
    publish: { operationId: measured, message: { name: Measured, payload: { properties: { at: { $ref: '#/components/schemas/Address' } } } } }
    subscribe: { message: { oneOf: [{ name: On, payload: { type: boolean } }, { name: Off, payload: { type: boolean } }] } }
components:
  securitySchemes: { key: { type: apiKey, in: user } }
${SHARED.slice(1)}`;

async function contentsOf(client: Client): Promise<readonly object[]> {
  const { items } = await client.listSubjects({ limit: 1_000 });
  return Promise.all(
    items.map(async ({ subject }) => {
      const { fingerprint } = await client.getVersion(subject, 'latest');
      const labels = await placesOf(client, subject);
      return { subject, fingerprint, labels };
    }),
  );
}

/** Where the messages of a subject go, whatever version of AsyncAPI said so. */
async function placesOf(client: Client, subject: string): Promise<unknown> {
  const { labels } = await client.getSubject(subject);
  const said = Object.entries(labels).flatMap(([name, text]) =>
    name.startsWith('asyncapi.app.') ? [JSON.parse(text) as Record<string, never>] : [],
  );
  return said.map(({ application, role, channels = [], operations = [], servers = [] }) => ({
    ...{ application, role, addresses: (channels as { address: string | null }[]).map(({ address }) => String(address)).toSorted(), servers },
    actions: (operations as { action: string }[]).map(({ action }) => action).toSorted(),
  }));
}

for (const [name, document, file] of [
  ['3.0', V3, 'out.yaml'],
  ['2.6', V2, 'out.json'],
] as const) {
  test(`what an import of ${name} brought, an export to ${file} gives back: imported elsewhere it is the same subjects`, async () => {
    const [here, there] = await Promise.all([registry(), registry()]);
    const cwd = await folderWith({ 'in.yaml': document });
    expect(await run(['import', 'asyncapi', 'in.yaml', '--registry', here.url], { cwd })).toMatchObject({ code: 0 });
    expect(await run(['export', 'asyncapi', '--output', file, '--registry', here.url], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    const text = await readFile(join(cwd, file), 'utf8');
    expect(await errorsOf(parse(text) as JsonObject)).toEqual([]);

    expect(await run(['import', 'asyncapi', file, '--prefix', 'other.', '--registry', there.url], { cwd })).toMatchObject({ code: 0 });
    expect(await contentsOf(there.client)).toEqual(await contentsOf(here.client));
    expect(await run(['import', 'asyncapi', file, '--registry', here.url], { cwd })).toMatchObject({
      stdout: expect.stringContaining('0 registered') as string,
    });
    await run(['export', 'asyncapi', '--output', `again-${file}`, '--registry', there.url], { cwd });
    expect(await readFile(join(cwd, `again-${file}`), 'utf8')).toBe(text);
  });
}

const PLAIN = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };

test('subjects that no document brought are messages, with version, owner, labels and a valid example', async () => {
  const { url, client } = await registry();
  await client.register('com.shop.a', { schema: PLAIN });
  await client.register('com.shop.b', { schema: { $ref: 'a.json' }, references: [{ name: 'a.json', subject: 'com.shop.a', version: 1 }] });
  await client.updateSubject('com.shop.a', { owner: 'team', description: 'An A', labels: { tier: 'gold' } });
  await client.register('org.other', { schema: PLAIN });
  const { code, stdout } = await run(['export', 'asyncapi', '--prefix', 'com.shop.', '--asyncapi', '3.1.0', '--registry', url]);
  expect(code).toBe(0);
  expect(await errorsOf(parse(stdout) as JsonObject)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({
    asyncapi: '3.1.0',
    info: { title: 'Events', version: '1.0.0' },
    components: {
      messages: {
        'com.shop.a': {
          summary: 'An A',
          payload: { schemaFormat: 'application/schema+json;version=2020-12', schema: PLAIN },
          examples: [{ payload: { n: expect.any(Number) as number } }],
          ...{ 'x-sluice-version': 1, 'x-sluice-semver': '1.0.0', 'x-sluice-owner': 'team', 'x-sluice-labels': { tier: 'gold' } },
        },
        'com.shop.b': { payload: { schema: { $ref: '#/components/schemas/com.shop.a/schema' } } },
      },
      schemas: { 'com.shop.a': { schema: PLAIN } },
    },
  });
  expect(stdout).not.toContain('org.other');
});

for (const [mode, expected] of [
  [
    'structured',
    { contentType: 'application/cloudevents+json', payload: { schema: { properties: { type: { const: 'com.shop.a' }, data: PLAIN } } } },
  ],
  ['binary', { contentType: 'application/json', headers: { properties: { ce_type: { const: 'com.shop.a' } } }, payload: { schema: PLAIN } }],
] as const) {
  test(`messages are CloudEvents in ${mode} mode where that is asked`, async () => {
    const { url, client } = await registry();
    await client.register('com.shop.a', { schema: PLAIN });
    const { stdout } = await run(['export', 'asyncapi', '--cloudevents', mode, '--registry', url]);
    expect(JSON.parse(stdout)).toMatchObject({ components: { messages: { 'com.shop.a': expected } } });
    expect(await errorsOf(parse(stdout) as JsonObject)).toEqual([]);
  });
}

test('of several applications one is chosen, and all together have no operations', async () => {
  const { url } = await registry();
  const cwd = await folderWith({ 'shop.yaml': V3, 'lights.yaml': V2 });
  for (const file of ['shop.yaml', 'lights.yaml']) await run(['import', 'asyncapi', file, '--registry', url], { cwd });
  const both = await run(['export', 'asyncapi', '--registry', url], { cwd });
  expect(both).toMatchObject({ code: 0, stderr: expect.stringContaining('(lights, shop)') as string });
  expect(JSON.parse(both.stdout)).not.toHaveProperty('operations');
  const one = JSON.parse((await run(['export', 'asyncapi', '--app', 'lights', '--registry', url], { cwd })).stdout) as object;
  expect(one).toMatchObject({ info: { title: 'Lights' }, operations: { measured: { action: 'receive' } } });
  expect(JSON.stringify(one)).not.toContain('OrderPlaced');
  expect(await run(['export', 'asyncapi', '--app', 'shpo', '--registry', url], { cwd })).toMatchObject({ code: 2 });
});

test('--per-app writes a document for each application, each with what it refers to and no more', async () => {
  const { url } = await registry();
  const cwd = await folderWith({ 'shop.yaml': V3, 'lights.yaml': V2 });
  for (const file of ['shop.yaml', 'lights.yaml']) await run(['import', 'asyncapi', file, '--registry', url], { cwd });
  expect(await run(['export', 'asyncapi', '--per-app', 'out/docs', '--registry', url], { cwd })).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const alone = await run(['export', 'asyncapi', '--app', 'lights', '--registry', url], { cwd });
  expect(await readFile(join(cwd, 'out/docs/lights.json'), 'utf8')).toBe(alone.stdout);
  expect(await readFile(join(cwd, 'out/docs/shop.json'), 'utf8')).not.toContain('Lights');
  const onto = await run(['export', 'asyncapi', '--per-app', 'shop.yaml', '--registry', url], { cwd });
  expect(onto).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot make the folder shop.yaml: there is a file of that name') as string,
  });
  const both = await run(['export', 'asyncapi', '--per-app', 'out', '--app', 'shop', '--registry', url], { cwd });
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--per-app goes without --app') as string });
});

test('--per-app gives no two applications one file', async () => {
  const { url, client } = await registry();
  const cwd = await folderWith({ 'shop.yaml': V3 });
  await run(['import', 'asyncapi', 'shop.yaml', '--registry', url], { cwd });
  const shops = (await client.listSubjects()).items.filter(({ labels }) => Object.hasOwn(labels, 'asyncapi.app.shop'));
  const { subject = '', labels = {} } = shops[0] ?? {};
  const usage = labels['asyncapi.app.shop'] ?? '';
  const strange = ['.shop', '..', '\ud83d'].map((name) => [`asyncapi.app.${name}`, usage] as const);
  await client.updateSubject(subject, { labels: { ...labels, ...Object.fromEntries(strange) } });
  expect(await run(['export', 'asyncapi', '--per-app', 'out', '--registry', url], { cwd })).toMatchObject({ code: 0, stderr: '' });
  expect((await readdir(join(cwd, 'out'))).toSorted()).toEqual(['%2E..json', '%2Eshop.json', '%EF%BF%BD.json', 'shop.json']);
  await client.updateSubject(subject, { labels: { ...labels, 'asyncapi.app.Shop': usage } });
  expect(await run(['export', 'asyncapi', '--per-app', 'none', '--registry', url], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the applications "Shop" and "shop" would be one file where upper and lower case are the same') as string,
  });
  expect(await readdir(cwd)).not.toContain('none');
});

test('headers that the attributes of binary mode cannot be put into are told', async () => {
  const { url } = await registry();
  const messages = {
    Old: { headers: { type: 'object', properties: { a: { type: 'string' } } }, payload: { type: 'object' } },
    New: { headers: { schemaFormat: 'application/schema+json;version=2020-12', schema: { type: 'object' } }, payload: { type: 'object' } },
    Led: { headers: { $ref: '#/components/schemas/H', required: ['a'] }, payload: { type: 'object' } },
  };
  const schemas = { H: { type: 'object', properties: { a: { type: 'string' } } } };
  const cwd = await folderWith({ 'in.json': { asyncapi: '3.0.0', info: { title: 'h', version: '1' }, components: { messages, schemas } } });
  await run(['import', 'asyncapi', 'in.json', '--registry', url], { cwd });
  const { stderr, stdout } = await run(['export', 'asyncapi', '--cloudevents', 'binary', '--registry', url]);
  expect(stderr).toBe('note New: its headers are in draft-2020-12, which the attributes of CloudEvents cannot be put into, so they are left out\n');
  expect(JSON.parse(stdout)).toMatchObject({
    components: {
      messages: {
        Old: { headers: { properties: { a: { type: 'string' }, ce_id: {} } } },
        Led: { headers: { allOf: [{ $ref: '#/components/schemas/H' }, { properties: { ce_id: {} } }] } },
      },
    },
  });
});

test('bindings of 2.x that 3.x has none of are kept beside the others, and are bindings again after an import', async () => {
  const [from, to] = [await registry(), await registry()];
  const message = { name: 'A', payload: { type: 'string' }, bindings: { amqp: { whatever: [1] }, kafka: { key: { type: 'string' } } } };
  const cwd = await folderWith({
    'in.json': { asyncapi: '2.6.0', info: { title: 'h', version: '1' }, channels: { a: { publish: { operationId: 'o', message } } } },
  });
  await run(['import', 'asyncapi', 'in.json', '--registry', from.url], { cwd });
  const exported = await run(['export', 'asyncapi', '--registry', from.url, '--output', 'out.json'], { cwd });
  expect(exported).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('/components/messages/A: its amqp binding is none that AsyncAPI 3.0.0 has') as string,
  });
  const text = await readFile(join(cwd, 'out.json'), 'utf8');
  expect(await errorsOf(parse(text) as JsonObject)).toEqual([]);
  expect(await run(['import', 'asyncapi', 'out.json', '--registry', to.url], { cwd })).toMatchObject({ code: 0 });
  const { labels } = await to.client.getSubject('A');
  expect(JSON.parse(labels['asyncapi.app.h'] ?? '')).toMatchObject({ messages: [{ bindings: message.bindings }] });
});

test('what a document cannot say is left out by name', async () => {
  const { url, client } = await registry();
  const schema = { $defs: { a: { $id: 'https://a.example/inner', type: 'string' } }, $ref: 'https://a.example/inner' };
  await client.register('com.shop.inner', { schema });
  await client.register('com.shop.plain', { schema: PLAIN });
  const found = await run(['export', 'asyncapi', '--registry', url]);
  expect(found).toMatchObject({ code: 1, stderr: expect.stringContaining('left out com.shop.inner') as string });
  expect(Object.keys((JSON.parse(found.stdout) as { components: { messages: object } }).components.messages)).toEqual(['com.shop.plain']);
});

test('an example that a later version made wrong is not shown', async () => {
  const { url } = await registry();
  const cwd = await folderWith({ 'in.yaml': V3 });
  await run(['import', 'asyncapi', 'in.yaml', '--registry', url], { cwd });
  const { stdout } = await run(['export', 'asyncapi', '--registry', url], { cwd });
  const { OrderPlaced, Done } = (JSON.parse(stdout) as { components: { messages: Record<string, { examples: unknown }> } }).components.messages;
  expect(OrderPlaced?.examples).toEqual([{ name: 'good', payload: { id: 'a' } }]);
  expect(Done).toBeUndefined();
});

import { expect, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import { registryHere, sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';

async function registry(): Promise<{ readonly url: string; readonly client: Client }> {
  const { registry: url } = await registryHere();
  return { url, client: createClient({ url }) };
}

/** As EventBridge discovers it: the envelope, and the detail as a component. */
function openApi(detail: object, more: object = {}): object {
  return {
    openapi: '3.0.0',
    info: { version: '1.0.0', title: 'OrderPlaced' },
    paths: {},
    components: {
      schemas: {
        AWSEvent: {
          type: 'object',
          required: ['detail-type', 'resources', 'detail', 'id', 'source', 'time', 'region', 'version', 'account'],
          'x-amazon-events-detail-type': 'Order Placed',
          'x-amazon-events-source': 'com.shop',
          properties: {
            detail: { $ref: '#/components/schemas/OrderPlaced' },
            account: { type: 'string' },
            'detail-type': { type: 'string' },
            id: { type: 'string' },
            region: { type: 'string' },
            resources: { type: 'array', items: { type: 'object' } },
            source: { type: 'string' },
            time: { type: 'string', format: 'date-time' },
            version: { type: 'string' },
          },
        },
        OrderPlaced: detail,
        ...more,
      },
    },
  };
}

function draft04(detail: object): object {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: 'EC2InstanceStateChangeNotification',
    definitions: { EC2InstanceStateChangeNotification: detail, Unused: { type: 'null' } },
    properties: {
      detail: { $ref: '#/definitions/EC2InstanceStateChangeNotification' },
      'detail-type': { type: 'string' },
      source: { type: 'string' },
    },
    type: 'object',
    'x-amazon-events-detail-type': 'EC2 Instance State-change Notification',
    'x-amazon-events-source': 'aws.ec2',
  };
}

function described(name: string, version: string, type: string, content: object, more: object = {}): object {
  const SchemaArn = `arn:aws:schemas:eu-central-1:123456789012:schema/shop/${name}`;
  return {
    Content: JSON.stringify(content),
    LastModified: '2026-01-02T03:04:05+00:00',
    SchemaArn,
    SchemaName: name,
    SchemaVersion: version,
    Type: type,
    ...more,
  };
}

const ITEM = {
  type: 'object',
  required: ['sku'],
  properties: { sku: { type: 'string' }, price: { type: 'number', minimum: 0, exclusiveMinimum: true, nullable: true } },
};
const order = (properties: object, required: readonly string[] = ['id']): object => ({
  type: 'object',
  required,
  properties: { id: { type: 'string', example: 'o-1' }, items: { type: 'array', items: { $ref: '#/components/schemas/Item' } }, ...properties },
});

const FILES = {
  'order-10.json': described(
    'com.shop@OrderPlaced',
    '10',
    'OpenApi3',
    openApi(order({ note: { type: 'string' }, total: { type: 'integer' } }, ['id', 'total']), { Item: ITEM }),
  ),
  'order-2.json': described('com.shop@OrderPlaced', '2', 'OpenApi3', openApi(order({ note: { type: 'string' } }), { Item: ITEM })),
  'order-1.json': described('com.shop@OrderPlaced', '1', 'OpenApi3', openApi(order({}), { Item: ITEM }), {
    Description: 'An order was placed',
    Tags: { team: 'a' },
  }),
  'aws/all.json': [
    described(
      'aws.ec2@EC2InstanceStateChangeNotification',
      '1',
      'JSONSchemaDraft4',
      draft04({ type: 'object', required: ['state'], properties: { state: { type: 'string' } } }),
    ),
  ],
  'bare/custom.orders.v2.json': { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', properties: { a: { type: 'string' } } },
  'bare/custom.orders.v1.json': { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object', properties: { a: { type: 'string' }, b: {} } },
  'notes.txt': 'not a schema',
};

test('versions come oldest first, each as the contract of its detail type, and the history is judged', async () => {
  const cwd = await folderWith(FILES);
  const { url, client } = await registry();
  const plan = await sluice(['import', 'eventbridge', '.', '--to', url, '--dry-run'], { cwd });
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('6 to import, 0 there already; nothing was written') });
  expect(plan.stdout).toContain('com.shop@OrderPlaced, version 2, as com.shop.Order Placed');
  await expect(client.listSubjects()).resolves.toMatchObject({ items: [] });

  const done = await sluice(['import', 'eventbridge', '.', '--to', url], { cwd });
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('6 imported') });
  expect(done.stdout).toContain(
    'com.shop.Order Placed@3 (version 10 of com.shop@OrderPlaced) broke the ones before it, and begins a line of its own',
  );
  expect(done.stdout).toMatch(/the history, as the engine judges it \(BACKWARD × declared\):[^]*com\.shop\.Order Placed[^]*total/);
  const orders = await client.getSubject('com.shop.Order Placed');
  expect(orders).toMatchObject({ description: 'An order was placed', labels: { team: 'a' } });
  expect(orders.versions).toMatchObject([
    { labels: { 'eventbridge.version': '1', 'eventbridge.schema': 'com.shop@OrderPlaced' }, line: 1 },
    { labels: { 'eventbridge.version': '2' }, semver: '1.1.0', line: 1 },
    { labels: { 'eventbridge.version': '10' }, line: 3, allowedBreaking: { reason: expect.stringContaining('EventBridge') } },
  ]);
  expect((await client.getVersion('com.shop.Order Placed', 1)).schema).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', examples: ['o-1'] }, items: { type: 'array', items: { $ref: '#/$defs/Item' } } },
    $defs: {
      Item: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' }, price: { type: ['number', 'null'], exclusiveMinimum: 0 } } },
    },
  });
  const state = await client.getVersion('aws.ec2.EC2 Instance State-change Notification', 1);
  expect(state).toMatchObject({ dialect: 'draft-04', schema: { $schema: 'http://json-schema.org/draft-04/schema#', required: ['state'] } });
  expect(state.schema).not.toHaveProperty('definitions');
  expect((await client.getSubject('custom.orders')).versions.map(({ labels }) => labels['eventbridge.version'])).toEqual(['1', '2']);

  const again = await sluiceHere(['import', 'eventbridge', '.'], { cwd, env: { SLUICE_REGISTRY: url } });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 imported, 6 there already') });
});

test('with --envelope the contract is the event as it is delivered', async () => {
  const cwd = await folderWith({ 'a.json': FILES['order-1.json'], 'b.json': FILES['aws/all.json'] });
  const { url, client } = await registry();
  expect(await sluiceHere(['import', 'eventbridge', '.', '--envelope', '--to', url], { cwd })).toMatchObject({ code: 0 });
  const { schema } = await client.getVersion('com.shop.Order Placed', 1);
  expect(schema).toMatchObject({ properties: { detail: { $ref: '#/$defs/OrderPlaced' } }, $defs: { OrderPlaced: {}, Item: {} } });
  await expect(client.getVersion('aws.ec2.EC2 Instance State-change Notification', 1)).resolves.toMatchObject({
    schema: { title: 'EC2InstanceStateChangeNotification' },
  });
});

test('what is wrong with a file leaves that one out, with its reason, and exits with 1', async () => {
  const cwd = await folderWith({
    'a.json': FILES['order-1.json'],
    'b-again.json': FILES['order-1.json'],
    'broken.json': '{',
    'other.json': { name: 'package' },
    'swagger.json': described('s', '1', 'OpenApi3', { openapi: '2.0' }),
    'type.json': described('t', '1', 'JSONSchemaDraft4', { $schema: 'http://json-schema.org/draft-04/schema#', type: 'nothing' }),
    'two.json': described('two', '1', 'OpenApi3', { openapi: '3.0.0', components: { schemas: { A: {}, B: {} } } }),
    'avro.json': described('avro', '1', 'Avro', { type: 'record', name: 'A', fields: [] }),
    'big.json': '{"openapi":"3.0.0","components":{"schemas":{"A":{"maximum":9007199254740993}}}}',
  });
  const { url } = await registry();
  const done = await sluiceHere(['import', 'eventbridge', '.', '--to', url], { cwd });
  expect(done).toMatchObject({ code: 1, stdout: expect.stringContaining('1 imported, 0 there already, 8 left out') });
  for (const why of [
    'already',
    'its Type is "Avro"; expected OpenApi3 or JSONSchemaDraft4',
    'broken.json',
    'neither Content and SchemaName',
    'found "2.0"',
    'which schema is the event?',
    '9007199254740993',
    'nothing',
  ])
    expect(done.stdout).toContain(why);
  const sarif = await sluiceHere(['import', 'eventbridge', '.', '--to', url, '--format', 'sarif'], { cwd });
  expect(JSON.parse(sarif.stdout)).toMatchObject({ version: '2.1.0' });
});

test('a subject that others publish to decides by its level', async () => {
  const cwd = await folderWith({ 'a.json': FILES['order-10.json'] });
  const { url, client } = await registry();
  await client.register('com.shop.Order Placed', { schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } });
  const refused = await sluiceHere(['import', 'eventbridge', '.', '--to', url], { cwd });
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('left out') });
  await expect(client.getSubject('com.shop.Order Placed')).resolves.toMatchObject({ latest: 1 });
});

for (const [folder, message] of [
  ['.', 'found no .json file'],
  ['none', 'cannot read the folder none: there is no such folder'],
  ['a-file.txt', 'cannot read the folder a-file.txt: it is a file'],
] as const) {
  test(`import eventbridge ${folder}: ${message}`, async () => {
    expect(await sluiceHere(['import', 'eventbridge', folder], { cwd: await folderWith({ 'a-file.txt': 'no folder' }) })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, type GatewayServer } from '../gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import { DEBEZIUM, EVENTBRIDGE, GCS_PUSH, S3_RECORD, SNS, SNS_CONFIRMATION } from './vendor-examples.ts';

const CREATED = 'com.amazonaws.s3.ObjectCreated:Put';
const REMOVED = 'com.amazonaws.s3.ObjectRemoved:Delete';

let registry: RegistryServer;
let first: FunctionServer;
let second: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, first, second] = await Promise.all([startRegistry(), startFunction(), startFunction()]);
  const n = objectSchema({ n: { type: 'integer' } }, ['n']);
  const schemas = {
    'com.shop.orders.OrderPlaced': n,
    [CREATED]: objectSchema({ awsRegion: { const: 'eu-central-1' } }),
    [REMOVED]: objectSchema({ awsRegion: {} }),
    'google.cloud.storage.object.v1.finalized': objectSchema({ bucket: { const: 'photos' } }, ['bucket']),
    'com.amazonaws.sns.orders': n,
    'shop.inventory.customers.created': objectSchema({ after: n }, ['after']),
  };
  for (const [subject, schema] of Object.entries(schemas)) await registry.client.register(subject, { schema });
  const one = { name: 'one', url: first.url };
  const two = { name: 'two', url: second.url };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        ...['eventbridge', 's3', 'gcs', 'sns', 'debezium'].map((kind) => ({ path: `/${kind}`, source: { kind }, targets: [one] })),
        {
          path: '/split',
          source: { kind: 's3' },
          targets: [
            { ...one, filter: { type: '*Created*' } },
            { ...two, filter: { bucket: 'photos' } },
          ],
        },
        { path: '/future', source: { kind: 's3' }, targets: [{ ...one, reads: '^7' }] },
        { path: '/created-only', source: { kind: 's3' }, targets: [{ ...one, filter: { type: CREATED } }] },
        { path: '/confirming', source: { kind: 'sns', confirmations: 'forward' }, targets: [{ ...one, filter: { type: '*Confirmation' } }, two] },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), first.close(), second.close()]);
});

const record = (change: object): object => ({ ...S3_RECORD, ...change });
const notice = (...records: readonly object[]): object => ({ Records: records });
const REMOVAL = record({ eventName: 'ObjectRemoved:Delete' });
const ABROAD = record({ awsRegion: 'us-east-1' });

const CASES = [
  { title: 'EventBridge', path: '/eventbridge', body: EVENTBRIDGE, status: 200, first: 1 },
  {
    title: 'EventBridge with an invalid detail',
    path: '/eventbridge',
    body: { ...EVENTBRIDGE, detail: { n: 'x' } },
    status: 422,
    code: 'event_invalid',
  },
  { title: 'EventBridge of an unknown type', path: '/eventbridge', body: { ...EVENTBRIDGE, source: 'x' }, status: 404, code: 'unknown_subject' },
  {
    title: 'EventBridge without detail',
    path: '/eventbridge',
    body: { source: 'com.shop.orders', 'detail-type': 'OrderPlaced' },
    status: 422,
    code: 'event_invalid',
  },
  { title: 'Cloud Storage', path: '/gcs', body: GCS_PUSH, status: 200, first: 1 },
  { title: 'SNS', path: '/sns', body: SNS, status: 200, first: 1 },
  { title: 'SNS with an invalid message', path: '/sns', body: { ...SNS, Message: '{}' }, status: 422, code: 'event_invalid' },
  { title: 'a confirmation of SNS', path: '/sns', body: SNS_CONFIRMATION, status: 400, code: 'envelope_invalid' },
  { title: 'a confirmation of SNS, forwarded', path: '/confirming', body: SNS_CONFIRMATION, status: 200, first: 1 },
  { title: 'a notification where confirmations are forwarded', path: '/confirming', body: SNS, status: 200, second: 1 },
  { title: 'Debezium', path: '/debezium', body: { payload: DEBEZIUM }, status: 200, first: 1 },
  { title: 'Debezium with an invalid row', path: '/debezium', body: { ...DEBEZIUM, after: {} }, status: 422, code: 'event_invalid' },
  { title: 'S3', path: '/s3', body: notice(S3_RECORD), status: 200, first: 1 },
  { title: 'S3, two records', path: '/s3', body: notice(S3_RECORD, REMOVAL), status: 200, first: 1 },
  { title: 'S3, the second record invalid', path: '/s3', body: notice(S3_RECORD, ABROAD), status: 422, code: 'event_invalid', index: 1 },
  { title: 'S3, one record invalid', path: '/s3', body: notice(ABROAD), status: 422, code: 'event_invalid' },
  { title: 'S3, all records for the first target', path: '/split', body: notice(S3_RECORD, S3_RECORD), status: 200, first: 1 },
  { title: 'S3, all records for the second target', path: '/split', body: notice(REMOVAL), status: 200, second: 1 },
  { title: 'S3, records for several targets', path: '/split', body: notice(S3_RECORD, REMOVAL), status: 502, code: 'target_unreadable', index: 1 },
  {
    title: 'S3, records of which one is wanted',
    path: '/created-only',
    body: notice(REMOVAL, S3_RECORD),
    status: 502,
    code: 'target_unreadable',
    index: 1,
  },
  { title: 'S3, records that nobody wants', path: '/created-only', body: notice(REMOVAL, REMOVAL), status: 204 },
] as const;

for (const row of CASES) {
  test(`${row.title}: ${row.status}`, async () => {
    const body = JSON.stringify(row.body, null, 1);
    const answer = await gateway.send({ path: row.path, headers: ['Content-Type: application/json'], body });
    const problem = answer.headers['content-type'] === 'application/problem+json' ? problemOf(answer) : {};
    expect({ status: answer.status, code: problem['code'], index: problem['index'] }).toEqual({
      status: row.status,
      code: 'code' in row ? row.code : undefined,
      index: 'index' in row ? row.index : undefined,
    });
    const bodies = (fn: FunctionServer): string[] => fn.take().map((received) => received.body.toString());
    expect({ first: bodies(first), second: bodies(second) }).toEqual({ first: 'first' in row ? [body] : [], second: 'second' in row ? [body] : [] });
  });
}

test('readyz names what a target of a preset cannot read, among the types that the preset makes', async () => {
  const { body } = await gateway.readiness();
  expect(body['unreadable']).toEqual([{ route: '/future', target: 'one', reads: '^7', subjects: [CREATED, REMOVED] }]);
});

test('nothing that SNS names is fetched', async () => {
  const SubscribeURL = `${second.url}/confirm`;
  await gateway.send({ path: '/sns', headers: ['Content-Type: text/plain'], body: JSON.stringify({ ...SNS_CONFIRMATION, SubscribeURL }) });
  await gateway.send({ path: '/sns', headers: ['Content-Type: text/plain'], body: JSON.stringify({ ...SNS, SigningCertURL: SubscribeURL }) });
  await gateway.readiness();
  expect(second.take()).toEqual([]);
  first.take();
});

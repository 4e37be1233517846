import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import type { EnvelopeKind, EnvelopeSource } from '../../../src/gateway/config/config.ts';
import { readEnvelope, type Envelope } from '../../../src/gateway/envelope/read-envelope.ts';
import { DEBEZIUM, EVENTBRIDGE, GCS_OBJECT, GCS_PUSH, S3_RECORD, SNS, SNS_CONFIRMATION } from './vendor-examples.ts';

interface Sent {
  readonly kind: EnvelopeKind;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly source?: Partial<EnvelopeSource>;
}

function read({ kind, body, headers = {}, contentType = 'application/json', source = {} }: Sent): Envelope {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readEnvelope(
    { kind, confirmations: 'refuse', ...source },
    { method: 'POST', query: '', headers: Object.entries(headers).flat(), contentType, bytes },
  );
}

const READ: readonly (Sent & { readonly title: string; readonly events: readonly object[] })[] = [
  {
    title: 'EventBridge',
    kind: 'eventbridge',
    body: EVENTBRIDGE,
    events: [
      {
        type: 'com.shop.orders.OrderPlaced',
        data: { n: 1 },
        attributes: {
          id: EVENTBRIDGE.id,
          source: 'com.shop.orders',
          detailtype: 'OrderPlaced',
          account: '111122223333',
          region: 'eu-central-1',
          time: '2026-11-24T09:00:00Z',
          type: 'com.shop.orders.OrderPlaced',
        },
      },
    ],
  },
  {
    title: "EventBridge, one of AWS's own with spaces",
    kind: 'eventbridge',
    body: { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } },
    events: [
      {
        type: 'aws.ec2.EC2 Instance State-change Notification',
        data: { state: 'running' },
        attributes: expect.objectContaining({ source: 'aws.ec2' }) as object,
      },
    ],
  },
  {
    title: 'EventBridge without detail has no data',
    kind: 'eventbridge',
    body: { source: 's', 'detail-type': 'd' },
    events: [{ type: 's.d', data: undefined, attributes: { source: 's', detailtype: 'd', type: 's.d' } }],
  },
  {
    title: 'S3',
    kind: 's3',
    body: { Records: [S3_RECORD] },
    events: [
      {
        type: 'com.amazonaws.s3.ObjectCreated:Put',
        data: S3_RECORD,
        attributes: {
          source: 'aws:s3',
          region: 'eu-central-1',
          time: '2026-11-24T09:00:00.000Z',
          bucket: 'photos',
          subject: 'in/a.jpg',
          configurationid: 'all-objects',
          type: 'com.amazonaws.s3.ObjectCreated:Put',
        },
      },
    ],
  },
  {
    title: 'S3, two records, as SNS calls them',
    kind: 's3',
    contentType: 'text/plain; charset=UTF-8',
    body: { Records: [S3_RECORD, { ...S3_RECORD, eventName: 'ObjectRemoved:Delete' }] },
    events: [
      expect.objectContaining({ type: 'com.amazonaws.s3.ObjectCreated:Put' }) as object,
      expect.objectContaining({ type: 'com.amazonaws.s3.ObjectRemoved:Delete' }) as object,
    ],
  },
  {
    title: 'Cloud Storage by push',
    kind: 'gcs',
    body: GCS_PUSH,
    events: [
      {
        type: 'google.cloud.storage.object.v1.finalized',
        data: GCS_OBJECT,
        attributes: {
          id: '2070443601311540',
          time: '2026-11-24T09:00:00.100Z',
          eventtype: 'OBJECT_FINALIZE',
          bucket: 'photos',
          subject: 'in/a.jpg',
          type: 'google.cloud.storage.object.v1.finalized',
        },
      },
    ],
  },
  {
    title: 'Cloud Storage unwrapped, its attributes in headers',
    kind: 'gcs',
    body: GCS_OBJECT,
    headers: { eventType: 'OBJECT_METADATA_UPDATE', bucketId: 'photos', 'X-Goog-Pubsub-Message-Id': '7' },
    events: [
      {
        type: 'google.cloud.storage.object.v1.metadataUpdated',
        data: GCS_OBJECT,
        attributes: { id: '7', eventtype: 'OBJECT_METADATA_UPDATE', bucket: 'photos', type: 'google.cloud.storage.object.v1.metadataUpdated' },
      },
    ],
  },
  {
    title: 'Cloud Storage without payload has no data',
    kind: 'gcs',
    body: { message: { attributes: { eventType: 'OBJECT_DELETE', payloadFormat: 'NONE' }, data: '' } },
    events: [expect.objectContaining({ type: 'google.cloud.storage.object.v1.deleted', data: undefined }) as object],
  },
  {
    title: 'SNS, the topic is the type',
    kind: 'sns',
    contentType: 'text/plain; charset=UTF-8',
    body: SNS,
    events: [
      {
        type: 'com.amazonaws.sns.orders',
        data: { kind: 'placed', n: 1 },
        attributes: { id: SNS.MessageId, source: SNS.TopicArn, subject: 'An order', time: SNS.Timestamp, type: 'com.amazonaws.sns.orders' },
      },
    ],
  },
  {
    title: 'SNS, the message says its type',
    kind: 'sns',
    source: { type: { kind: 'parts', prefix: 'com.shop.', pointer: '/kind' } },
    body: SNS,
    events: [expect.objectContaining({ type: 'com.shop.placed', data: { kind: 'placed', n: 1 } }) as object],
  },
  {
    title: 'Debezium with its schema beside',
    kind: 'debezium',
    body: { schema: { type: 'struct' }, payload: DEBEZIUM },
    events: [
      {
        type: 'shop.inventory.customers.created',
        data: DEBEZIUM,
        attributes: {
          op: 'c',
          connector: 'postgresql',
          source: 'shop',
          db: 'postgres',
          schema: 'inventory',
          table: 'customers',
          snapshot: 'false',
          type: 'shop.inventory.customers.created',
        },
      },
    ],
  },
  ...(['u', 'd', 'r', 't'] as const).map((op, index) => ({
    title: `Debezium by itself, of MySQL, ${op}`,
    kind: 'debezium' as const,
    body: { ...DEBEZIUM, op, source: { name: 'shop', db: 'inventory', table: 'customers' } },
    events: [
      expect.objectContaining({
        type: `shop.inventory.customers.${['updated', 'deleted', 'read', 'truncated'][index]}`,
        attributes: expect.objectContaining({ op }),
      }) as object,
    ],
  })),
  {
    title: 'Debezium of MongoDB',
    kind: 'debezium',
    body: { op: 'c', after: '{}', source: { name: 'shop', db: 'inventory', collection: 'customers' } },
    events: [expect.objectContaining({ type: 'shop.inventory.customers.created' }) as object],
  },
];

for (const { title, events, ...sent } of READ) test(title, () => expect(read(sent)).toEqual({ kind: 'events', events }));

for (const Type of ['SubscriptionConfirmation', 'UnsubscribeConfirmation']) {
  test(`a ${Type} is forwarded where the route says so`, () => {
    const body = { ...SNS_CONFIRMATION, Type };
    const type = `com.amazonaws.sns.${Type}`;
    expect(read({ kind: 'sns', source: { confirmations: 'forward' }, body })).toEqual({
      kind: 'confirmation',
      event: { type, attributes: { type }, data: body },
    });
    expect(() => read({ kind: 'sns', body })).toThrow(
      expect.objectContaining({ code: 'envelope_invalid', message: expect.stringContaining('confirms nothing') }),
    );
  });
}

const manyNames = (count: number): string => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1])));
const push = (change: object): object => ({ message: { ...GCS_PUSH.message, ...change } });
const REFUSED: readonly (Sent & { readonly title: string; readonly code: string })[] = [
  ...(['eventbridge', 's3', 'gcs', 'sns', 'debezium'] as const).flatMap((kind) => [
    ...[null, 1, '"text"', [], {}, [EVENTBRIDGE]].map((body) => ({
      title: `${kind}: ${JSON.stringify(body)?.slice(0, 20)}`,
      kind,
      body,
      code: 'envelope_invalid',
    })),
    { title: `${kind}: an array of 99,999`, kind, body: Array.from({ length: 99_999 }, () => ({})), code: 'envelope_invalid' },
    { title: `${kind}: an array of 100,000`, kind, body: Array.from({ length: 100_000 }, () => ({})), code: 'too_many_members' },
    { title: `${kind}: no JSON`, kind, body: '{', code: 'json_invalid' },
    { title: `${kind}: a member twice`, kind, body: '{"a":1,"a":1}', code: 'json_duplicate_key' },
    { title: `${kind}: a form`, kind, body: '{}', contentType: 'application/x-www-form-urlencoded', code: 'media_type_unsupported' },
    { title: `${kind}: 300 levels`, kind, body: '['.repeat(300) + ']'.repeat(300), code: 'too_deep' },
  ]),
  { title: 'eventbridge as text/plain', kind: 'eventbridge', body: EVENTBRIDGE, contentType: 'text/plain', code: 'media_type_unsupported' },
  { title: 'eventbridge with half an envelope', kind: 'eventbridge', body: { source: 's', detail: {} }, code: 'envelope_invalid' },
  {
    title: 'eventbridge with an empty detail-type',
    kind: 'eventbridge',
    body: { source: 's', 'detail-type': '', detail: {} },
    code: 'envelope_invalid',
  },
  { title: 'eventbridge with an object as source', kind: 'eventbridge', body: { ...EVENTBRIDGE, source: {} }, code: 'envelope_invalid' },
  {
    title: 'eventbridge with a type that is no subject',
    kind: 'eventbridge',
    body: { ...EVENTBRIDGE, 'detail-type': 'a\u0000' },
    code: 'envelope_invalid',
  },
  {
    title: 'eventbridge with a type too long',
    kind: 'eventbridge',
    body: { ...EVENTBRIDGE, 'detail-type': 'a'.repeat(300) },
    code: 'envelope_invalid',
  },
  { title: 's3 without records', kind: 's3', body: { Records: [] }, code: 'envelope_invalid' },
  { title: 's3 with an object of records', kind: 's3', body: { Records: { 0: S3_RECORD } }, code: 'envelope_invalid' },
  { title: 's3, its test event', kind: 's3', body: { Service: 'Amazon S3', Event: 's3:TestEvent' }, code: 'envelope_invalid' },
  { title: 's3 with one record that is none', kind: 's3', body: { Records: [S3_RECORD, 1] }, code: 'envelope_invalid' },
  { title: 's3 with an array as record', kind: 's3', body: { Records: [[S3_RECORD]] }, code: 'envelope_invalid' },
  { title: 's3 with 100,000 records', kind: 's3', body: { Records: Array.from({ length: 100_000 }, () => 1) }, code: 'body_too_large' },
  { title: 'gcs with an event type of tomorrow', kind: 'gcs', body: push({ attributes: { eventType: 'OBJECT_X' } }), code: 'envelope_invalid' },
  { title: 'gcs with an event type of Object', kind: 'gcs', body: push({ attributes: { eventType: 'constructor' } }), code: 'envelope_invalid' },
  { title: 'gcs with data that is no Base64', kind: 'gcs', body: push({ data: 'e30' }), code: 'envelope_invalid' },
  { title: 'gcs with data that is no text', kind: 'gcs', body: push({ data: {} }), code: 'envelope_invalid' },
  { title: 'gcs with data that is no JSON', kind: 'gcs', body: push({ data: Buffer.from('{').toString('base64') }), code: 'json_invalid' },
  { title: 'gcs with data that is no UTF-8', kind: 'gcs', body: push({ data: '/w==' }), code: 'not_utf8' },
  {
    title: 'gcs with a name twice in its data',
    kind: 'gcs',
    body: push({ data: Buffer.from('{"a":1,"a":1}').toString('base64') }),
    code: 'json_duplicate_key',
  },
  { title: 'sns of another type', kind: 'sns', body: { ...SNS, Type: 'Other' }, code: 'envelope_invalid' },
  { title: 'sns with a message that is no text', kind: 'sns', body: { ...SNS, Message: {} }, code: 'envelope_invalid' },
  { title: 'sns with a message that is no JSON', kind: 'sns', body: { ...SNS, Message: 'hello' }, code: 'json_invalid' },
  { title: 'sns with a message too deep', kind: 'sns', body: { ...SNS, Message: '['.repeat(201) + ']'.repeat(201) }, code: 'too_deep' },
  { title: 'sns with a message of 20,001 names', kind: 'sns', body: { ...SNS, Message: manyNames(20_001) }, code: 'too_many_members' },
  {
    title: 'gcs with data of 20,001 names',
    kind: 'gcs',
    body: push({ data: Buffer.from(manyNames(20_001)).toString('base64') }),
    code: 'too_many_members',
  },
  { title: 'sns in another charset', kind: 'sns', body: SNS, contentType: 'text/plain; charset=latin1', code: 'media_type_unsupported' },
  {
    title: 'sns whose message does not say its type',
    kind: 'sns',
    source: { type: { kind: 'parts', prefix: '', pointer: '/x' } },
    body: SNS,
    code: 'envelope_invalid',
  },
  { title: 'debezium with an unknown op', kind: 'debezium', body: { ...DEBEZIUM, op: 'toString' }, code: 'envelope_invalid' },
  { title: 'debezium without a table', kind: 'debezium', body: { ...DEBEZIUM, source: { name: 'shop', db: 'inventory' } }, code: 'envelope_invalid' },
  { title: 'debezium, wrapped and bare at once', kind: 'debezium', body: { payload: DEBEZIUM, after: { n: 'x' } }, code: 'envelope_invalid' },
  { title: 'gcs, wrapped and bare at once', kind: 'gcs', body: { ...GCS_PUSH, ...GCS_OBJECT }, code: 'envelope_invalid' },
  { title: 'gcs with an event type in both places', kind: 'gcs', body: GCS_PUSH, headers: { eventType: 'OBJECT_DELETE' }, code: 'envelope_invalid' },
  {
    title: 'gcs with an event type twice',
    kind: 'gcs',
    body: GCS_OBJECT,
    headers: { eventType: 'OBJECT_DELETE', EVENTTYPE: 'x' },
    code: 'envelope_invalid',
  },
  { title: 's3 with an empty eventName', kind: 's3', body: { Records: [{ ...S3_RECORD, eventName: '' }] }, code: 'envelope_invalid' },
  { title: 'sns with a topic without a name', kind: 'sns', body: { ...SNS, TopicArn: 'arn:' }, code: 'envelope_invalid' },
  { title: 'debezium, a tombstone', kind: 'debezium', body: { schema: null, payload: null }, code: 'envelope_invalid' },
];

for (const { title, code, ...sent } of REFUSED) test(`refused: ${title}`, () => expect(() => read(sent)).toThrow(expect.objectContaining({ code })));

test('half an envelope is refused by the catalogue, whatever is missing or of another type', () => {
  const examples = { eventbridge: EVENTBRIDGE, s3: { Records: [S3_RECORD] }, gcs: GCS_PUSH, sns: SNS, debezium: DEBEZIUM };
  const kind = fc.constantFrom(...(Object.keys(examples) as EnvelopeKind[]));
  fc.assert(
    fc.property(kind, fc.nat(), fc.jsonValue(), (name, place, value) => {
      const members = Object.entries(examples[name]);
      const body = Object.fromEntries(members.map(([key, own], index) => [key, index === place % members.length ? value : own]));
      try {
        read({ kind: name, body });
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RegistryError);
        expect((thrown as RegistryError).status).toBeLessThan(500);
      }
    }),
    { numRuns: 500 },
  );
});

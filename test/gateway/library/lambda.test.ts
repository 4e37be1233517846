import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGate, lambda, type AdmittedEvent, type Gate, type LambdaOptions, type SourceOptions } from '../../../src/gateway/index.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';

const ORDER = 'com.shop.order';

let registry: RegistryServer;
let gate: Gate;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  gate = await createGate({ registry: registry.url });
});

afterAll(() => registry.close());

interface Run {
  readonly handled: readonly AdmittedEvent[];
  readonly records: readonly unknown[];
  readonly failures: readonly unknown[];
  readonly result: unknown;
}

/** Invoke a function whose handler fails for `n: 13`. */
async function invoke(event: unknown, options: Omit<LambdaOptions, 'gate'> = {}): Promise<Run> {
  const [handled, records, failures]: [AdmittedEvent[], unknown[], unknown[]] = [[], [], []];
  const handle = lambda(
    (admitted, _context: object, record) => {
      if ((admitted.data as { n?: unknown }).n === 13) throw new Error('unlucky');
      handled.push(admitted);
      records.push(record);
    },
    { gate, onFailure: (thrown) => failures.push(thrown), ...options },
  );
  return { handled, records, failures, result: await handle(event, {}) };
}

const cloudEvent = (data: unknown, members: object = {}): object => ({ specversion: '1.0', id: '1', source: '/shop', type: ORDER, data, ...members });

interface SqsOptions {
  readonly group?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

function sqs(messageId: string, body: unknown, { group, attributes = {} }: SqsOptions = {}): object {
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, stringListValues: [], binaryListValues: [], dataType: 'String' }]),
  );
  return {
    messageId,
    receiptHandle: 'AQEB',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1764064800000', ...(group === undefined ? {} : { MessageGroupId: group }) },
    messageAttributes,
    md5OfBody: '00',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    awsRegion: 'eu-central-1',
  };
}

function kinesis(sequenceNumber: string, body: unknown): object {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber,
      data: Buffer.from(JSON.stringify(body)).toString('base64'),
      approximateArrivalTimestamp: 1764064800.123,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    awsRegion: 'eu-central-1',
    eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/orders',
  };
}

function sns(message: unknown, attributes: Readonly<Record<string, string>> = {}): object {
  const MessageAttributes = Object.fromEntries(Object.entries(attributes).map(([name, Value]) => [name, { Type: 'String', Value }]));
  const Sns = { Type: 'Notification', MessageId: 'm-1', TopicArn: 'arn', Subject: null, Message: JSON.stringify(message), MessageAttributes };
  return { EventVersion: '1.0', EventSubscriptionArn: 'arn', EventSource: 'aws:sns', Sns };
}

function eventBridge(detail: unknown, members: object = {}): object {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'order',
    source: 'com.shop',
    account: '123456789012',
    time: '2026-11-25T10:00:00Z',
    region: 'eu-central-1',
    resources: [],
    detail,
    ...members,
  };
}

const BINARY = { 'ce-specversion': '1.0', 'ce-id': '7', 'ce-source': '/shop', 'ce-type': ORDER, 'ce-subject': '100% Österreich' };
const WEBHOOK = { source: { kind: 'webhook', type: { header: 'detail-type', prefix: 'com.shop.' } } } as const;
const SNS = { source: { kind: 'sns', type: { pointer: '/type' } } } as const;
const failed = (...ids: string[]): object => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

interface Row {
  readonly title: string;
  readonly event: unknown;
  readonly options?: Omit<LambdaOptions, 'gate'>;
  /** The `n` of each event that reached the handler. */
  readonly handled: readonly unknown[];
  readonly result: unknown;
}

const ROWS: readonly Row[] = [
  { title: 'a CloudEvent', event: cloudEvent({ n: 1 }), handled: [1], result: undefined },
  { title: 'EventBridge, detail as data', event: eventBridge({ n: 1 }), handled: [1], result: undefined },
  { title: 'EventBridge, detail as CloudEvent', event: eventBridge(cloudEvent({ n: 1 }), { 'detail-type': 'x' }), handled: [1], result: undefined },
  { title: 'EventBridge, as a webhook', event: eventBridge({ n: 1 }), options: WEBHOOK, handled: [1], result: undefined },
  { title: 'EventBridge, invalid and dropped', event: eventBridge({ n: 'a' }), options: { refused: 'drop' }, handled: [], result: undefined },
  {
    title: 'EventBridge, by its preset',
    event: eventBridge({ n: 1 }),
    options: { source: { kind: 'eventbridge' } },
    handled: [1],
    result: undefined,
  },
  {
    title: 'EventBridge through SQS',
    event: { Records: [sqs('a', eventBridge({ n: 1 })), sqs('b', eventBridge({ n: 'b' }))] },
    options: { source: { kind: 'eventbridge' } },
    handled: [1],
    result: failed('b'),
  },
  { title: 'SNS, by its preset', event: { Records: [sns({ n: 1, type: ORDER })] }, options: SNS, handled: [1], result: undefined },
  {
    title: 'SNS through SQS',
    event: { Records: [sqs('a', (sns({ n: 1, type: ORDER }) as { Sns: object }).Sns)] },
    options: SNS,
    handled: [1],
    result: failed(),
  },
  {
    title: 'S3',
    event: { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', n: 1 }] },
    options: { source: { kind: 's3' }, onUnknown: 'forward' },
    handled: [1],
    result: undefined,
  },
  { title: 'SNS, structured', event: { Records: [sns(cloudEvent({ n: 1 }))] }, handled: [1], result: undefined },
  { title: 'SNS, binary', event: { Records: [sns({ n: 1 }, BINARY)] }, handled: [1], result: undefined },
  { title: 'SQS, all fine', event: { Records: [sqs('a', cloudEvent({ n: 1 })), sqs('b', cloudEvent({ n: 2 }))] }, handled: [1, 2], result: failed() },
  { title: 'SQS, binary', event: { Records: [sqs('a', { n: 1 }, { attributes: BINARY })] }, handled: [1], result: failed() },
  {
    title: 'SQS, content-type of a structured event',
    event: { Records: [sqs('a', cloudEvent({ n: 1 }), { attributes: { 'content-type': 'application/cloudevents+json; charset=utf-8' } })] },
    handled: [1],
    result: failed(),
  },
  {
    title: 'SQS, as a webhook',
    event: { Records: [sqs('a', { n: 1 }, { attributes: { 'detail-type': 'order' } })] },
    options: WEBHOOK,
    handled: [1],
    result: failed(),
  },
  {
    title: 'SQS, some refused and some failing',
    event: {
      Records: [
        sqs('a', cloudEvent({ n: 'a' })),
        sqs('b', cloudEvent({ n: 2 })),
        sqs('c', '{"specversion"'),
        sqs('d', cloudEvent({ n: 13 })),
        sqs('e', cloudEvent({ n: 5 })),
      ],
    },
    handled: [2, 5],
    result: failed('a', 'c', 'd'),
  },
  {
    title: 'SQS, refused ones dropped, failing ones not',
    event: { Records: [sqs('a', cloudEvent({ n: 'a' })), sqs('b', cloudEvent({ n: 13 }))] },
    options: { refused: 'drop' },
    handled: [],
    result: failed('b'),
  },
  {
    title: 'SQS FIFO, what follows in the group of a failure is not handled',
    event: {
      Records: [
        sqs('a', cloudEvent({ n: 1 }), { group: 'x' }),
        sqs('b', cloudEvent({ n: 'b' }), { group: 'x' }),
        sqs('c', cloudEvent({ n: 3 }), { group: 'x' }),
        sqs('d', cloudEvent({ n: 4 }), { group: 'y' }),
      ],
    },
    handled: [1, 4],
    result: failed('b', 'c'),
  },
  {
    title: 'Kinesis, all fine',
    event: { Records: [kinesis('1', cloudEvent({ n: 1 })), kinesis('2', cloudEvent({ n: 2 }))] },
    handled: [1, 2],
    result: failed(),
  },
  {
    title: 'Kinesis, from the first failure on all come again',
    event: { Records: [kinesis('1', cloudEvent({ n: 1 })), kinesis('2', cloudEvent({})), kinesis('3', cloudEvent({ n: 3 }))] },
    handled: [1],
    result: failed('2'),
  },
];

for (const { title, event, options, handled, result } of ROWS) {
  test(title, async () => {
    const run = await invoke(event, options);
    expect(run.handled.map(({ data }) => (data as { n: unknown }).n)).toEqual(handled);
    expect(run.result).toEqual(result);
  });
}

const THROWN: readonly { readonly title: string; readonly event: unknown; readonly error: object }[] = [
  { title: 'an invalid CloudEvent', event: cloudEvent({}), error: { code: 'event_invalid' } },
  { title: 'an invalid event from EventBridge', event: eventBridge({}), error: { code: 'event_invalid' } },
  { title: 'an event from EventBridge that the handler fails at', event: eventBridge({ n: 13 }), error: { message: 'unlucky' } },
  { title: 'an invalid event from SNS', event: { Records: [sns(cloudEvent({}))] }, error: { code: 'event_invalid' } },
  { title: 'half a surrogate pair in an attribute', event: eventBridge({ n: 1 }, { id: '\ud800' }), error: { code: 'envelope_invalid' } },
  { title: 'records of another service', event: { Records: [{ eventSource: 'aws:dynamodb' }] }, error: { code: 'envelope_invalid' } },
  { title: 'no records', event: { Records: [] }, error: { code: 'envelope_invalid' } },
  { title: 'an object that is nothing known', event: { hello: 1 }, error: { code: 'envelope_invalid' } },
  { title: 'null', event: null, error: { code: 'envelope_invalid', message: expect.stringMatching(/; found nothing$/) } },
  { title: 'a text', event: 'event', error: { code: 'envelope_invalid', message: expect.stringMatching(/; found a string$/) } },
];

for (const { title, event, error } of THROWN) {
  test(`the invocation fails: ${title}`, () => expect(invoke(event)).rejects.toMatchObject(error));
}

test('a version that is not known yet is not dropped', async () => {
  const event = { Records: [sqs('a', cloudEvent({ n: 1 }, { dataschema: `urn:sluice:${ORDER}:${'0'.repeat(64)}` }))] };
  expect((await invoke(event, { refused: 'drop' })).result).toEqual(failed('a'));
});

test('attributes of messages are taken as they are, and the handler gets the record', async () => {
  const record = sqs('a', { n: 1 }, { attributes: BINARY });
  const run = await invoke({ Records: [record] });
  expect(run.handled[0]?.attributes).toMatchObject({ id: '7', subject: '100% Österreich' });
  expect(run.records).toEqual([record]);
});

test('EventBridge tells id, source and time of the event', async () => {
  const { handled } = await invoke(eventBridge({ n: 1 }));
  const attributes = { id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718', source: 'com.shop', type: ORDER, time: '2026-11-25T10:00:00Z' };
  expect(handled[0]?.attributes).toMatchObject(attributes);
});

test('what a message failed with is told, and so is every refusal', async () => {
  const refusals: unknown[] = [];
  const event = { Records: [sqs('a', cloudEvent({ n: 'a' })), sqs('b', cloudEvent({ n: 13 }))] };
  const { failures } = await invoke(event, { onRefusal: ({ error, observed }) => refusals.push([error.code, observed]) });
  expect(failures).toMatchObject([{ code: 'event_invalid' }, { message: 'unlucky' }]);
  expect(refusals).toEqual([['event_invalid', false]]);
});

test('a handler behind HTTP that gives nothing answers 204', async () => {
  const headers = Object.fromEntries(Object.entries({ ...BINARY, 'ce-subject': 'x', 'content-type': 'application/json' }));
  const event = { version: '2.0', requestContext: { http: { method: 'POST' } }, headers, body: '{"n":1}', isBase64Encoded: false };
  expect((await invoke(event)).result).toEqual({ statusCode: 204 });
});

test('a load balancer with single headers, and a null body', async () => {
  const event = { httpMethod: 'POST', headers: { ...BINARY, 'ce-subject': 'x' }, body: null, isBase64Encoded: false, requestContext: { elb: {} } };
  expect((await invoke(event)).result).toMatchObject({ statusCode: 422, headers: { 'content-type': 'application/problem+json' } });
});

const words = fc.constantFrom(
  'POST',
  'GET',
  ORDER,
  'application/json',
  'application/cloudevents+json',
  '{"n":1}',
  'eyJuIjoxfQ==',
  '1.0',
  '\ud800',
  '',
);
const value = fc.oneof(words, fc.jsonValue());
const record = fc.record(
  {
    eventSource: fc.constantFrom('aws:sqs', 'aws:kinesis', 'aws:sns', 'aws:s3'),
    messageId: value,
    body: value,
    attributes: fc.oneof(value, fc.record({ MessageGroupId: value })),
    messageAttributes: fc.oneof(value, fc.dictionary(fc.constantFrom('ce-type', 'content-type'), fc.oneof(value, fc.record({ stringValue: value })))),
    kinesis: fc.oneof(value, fc.record({ sequenceNumber: words, data: value })),
    Sns: fc.oneof(value, fc.record({ Message: value, MessageAttributes: value })),
  },
  { requiredKeys: [] },
);
const http = fc.record({
  httpMethod: words,
  headers: fc.oneof(value, fc.dictionary(fc.constantFrom('ce-type', 'Content-Type', 'ce-id'), value)),
  multiValueHeaders: fc.oneof(value, fc.dictionary(fc.constantFrom('ce-type', 'Content-Type'), fc.array(value))),
  body: value,
  isBase64Encoded: value,
  rawQueryString: value,
});
const bridged = fc.record({ 'detail-type': words, source: value, id: value, time: value, detail: value }, { requiredKeys: ['detail-type'] });
const invocation = fc.oneof(value, http, bridged, fc.record({ Records: fc.oneof(value, fc.array(fc.oneof(record, fc.constant(null)))) }));

const SOURCES = [
  { kind: 'cloudevents' },
  { kind: 'webhook', type: { header: 'detail-type', pointer: '/type' } },
  ...(['eventbridge', 's3', 'gcs', 'sns', 'debezium'] as const).map((kind) => ({ kind })),
] as const satisfies readonly SourceOptions[];

test('whatever a function is invoked with, what comes of it is a result or a refusal of the event', async () => {
  await fc.assert(
    fc.asyncProperty(invocation, fc.constantFrom(...SOURCES), async (event, source) => {
      const codes: string[] = [];
      const refuse = (thrown: unknown): number => codes.push((thrown as { code: string }).code);
      await invoke(event, { source, onRefusal: ({ error }) => refuse(error) }).catch(refuse);
      expect(codes.filter((code) => code === undefined || code === 'internal')).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

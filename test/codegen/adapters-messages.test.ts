import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import { lastingFolder, writeAll } from './folder.ts';

const TYPE = 'com.shop.paid';
const schemas: readonly SchemaInput[] = [
  {
    subject: TYPE,
    semver: '2.0.0',
    fingerprint: 'f2',
    schema: { title: 'Paid', type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] },
    older: [{ semver: '1.0.0', fingerprint: 'f1', schema: { type: 'object', properties: { sum: { type: 'string' } }, required: ['sum'] } }],
  },
];

// oxlint-disable-next-line typescript/no-explicit-any -- what is generated has its types elsewhere
type Generated = Record<string, any>;

interface Shop {
  readonly consumer: object;
  readonly handled: { readonly id: string; readonly data: unknown }[];
  readonly index: Generated;
  readonly adapter: Generated;
}

// What is generated keeps nothing: each row has a consumer of its own.
const folder = await lastingFolder();
await writeAll(folder, await generate({ schemas, options: { language: 'js', adapters: ADAPTERS } }));

async function load(module: string): Promise<Generated> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, `${module}.js`)).href)) as Generated;
}

async function openShop(adapter: string): Promise<Shop> {
  const handled: Shop['handled'] = [];
  const index = await load('index');
  const take = (event: { readonly id: string; readonly data: { readonly total: number } }): void => {
    if (event.data.total === 13) throw new Error('no such total');
    handled.push(event);
  };
  const upcast = { [TYPE]: { '1': ({ sum }: { readonly sum: string }) => ({ total: Number(sum) }) } };
  return { consumer: index['createConsumer']({ [TYPE]: take }, { upcast }), handled, index, adapter: await load(adapter) };
}

const eventOf = (id: string, data: object = { total: 1 }): object => ({ specversion: '1.0', id, source: '/s', type: TYPE, data });
const [good, wrong, failing] = [{ total: 1 }, { total: 'x' }, { total: 13 }];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('lambda', () => {
  const sqs = (messageId: string, body: unknown, more: object = {}): object => ({
    eventSource: 'aws:sqs',
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
  const group = (MessageGroupId: string): object => ({ attributes: { MessageGroupId } });
  const kinesis = (sequenceNumber: string, body: object): object => ({
    eventSource: 'aws:kinesis',
    kinesis: { sequenceNumber, data: Buffer.from(JSON.stringify(body)).toString('base64') },
  });
  const sns = (body: object): object => ({ EventSource: 'aws:sns', Sns: { MessageId: 'n', Message: JSON.stringify(body) } });
  const bridge = (detail: object, more: object = {}): object => ({
    id: 'b',
    source: 'com.shop',
    'detail-type': 'paid',
    time: '2026-01-01T00:00:00Z',
    detail,
    ...more,
  });
  const failures = (...ids: readonly string[]): object => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
  const http = { requestContext: { http: { method: 'POST' } }, headers: { 'Content-Type': 'application/cloudevents+json' } };
  const attribute = (text: string): object => ({ dataType: 'String', stringValue: text, Value: text });

  interface Row {
    readonly title: string;
    readonly given: unknown;
    readonly result: unknown;
    readonly handled: readonly string[];
    readonly options?: object;
  }

  const rows: readonly Row[] = [
    { title: 'SQS', given: { Records: [sqs('1', eventOf('a')), sqs('2', eventOf('b'))] }, result: failures(), handled: ['a', 'b'] },
    {
      title: 'SQS, some of which fail',
      given: { Records: [sqs('1', eventOf('a', wrong)), sqs('2', eventOf('b')), sqs('3', '{'), sqs('4', eventOf('c', failing))] },
      result: failures('1', '3', '4'),
      handled: ['b'],
    },
    {
      title: 'SQS, where only handlers fail',
      given: { Records: [sqs('1', eventOf('a', wrong)), sqs('2', '{'), sqs('3', eventOf('c', failing))] },
      result: failures('3'),
      handled: [],
      options: { failOn: [] },
    },
    {
      title: 'SQS in order: a group stops, others go on',
      given: { Records: [sqs('1', eventOf('a', failing), group('x')), sqs('2', eventOf('b'), group('x')), sqs('3', eventOf('c'), group('y'))] },
      result: failures('1', '2'),
      handled: ['c'],
    },
    {
      title: 'SQS with attributes',
      given: {
        Records: [
          sqs('1', good, {
            messageAttributes: {
              'ce-specversion': attribute('1.0'),
              'ce-id': attribute('5%41'),
              'ce-source': attribute('/s'),
              'ce-type': attribute(TYPE),
              'content-type': attribute('application/json'),
            },
          }),
        ],
      },
      result: failures(),
      handled: ['5%41'],
    },
    {
      title: 'SQS behind SNS',
      given: { Records: [sqs('1', { Type: 'Notification', TopicArn: 'arn', Message: JSON.stringify(eventOf('a')) })] },
      result: failures(),
      handled: ['a'],
    },
    { title: 'SQS behind EventBridge', given: { Records: [sqs('1', bridge(good))] }, result: failures(), handled: ['b'] },
    {
      title: 'Kinesis: all from the first that failed come again',
      given: { Records: [kinesis('1', eventOf('a')), kinesis('2', eventOf('b', failing)), kinesis('3', eventOf('c'))] },
      result: failures('2'),
      handled: ['a'],
    },
    { title: 'SNS', given: { Records: [sns(eventOf('a'))] }, result: undefined, handled: ['a'] },
    { title: 'EventBridge', given: bridge(good), result: 'handled', handled: ['b'] },
    { title: 'EventBridge with a CloudEvent', given: bridge(eventOf('a')), result: 'handled', handled: ['a'] },
    {
      title: 'EventBridge with types of its own',
      given: bridge(good, { source: 'aws.x' }),
      result: 'handled',
      handled: ['b'],
      options: { eventBridgeType: (_: string, detail: string) => `com.shop.${detail}` },
    },
    { title: 'a CloudEvent', given: eventOf('a', { sum: '7' }), result: 'handled', handled: ['a'] },
    { title: 'another type', given: { ...eventOf('a'), type: 'x' }, result: 'unknown', handled: [] },
    {
      title: 'API Gateway 2.0',
      given: { ...http, body: JSON.stringify(eventOf('a')) },
      result: { statusCode: 204, headers: {}, body: '' },
      handled: ['a'],
    },
    {
      title: 'API Gateway 1.0 in Base64',
      given: {
        httpMethod: 'POST',
        multiValueHeaders: { 'content-type': ['application/cloudevents+json'] },
        body: btoa(JSON.stringify(eventOf('a'))),
        isBase64Encoded: true,
      },
      result: { statusCode: 204, headers: {}, body: '' },
      handled: ['a'],
    },
    {
      title: 'API Gateway, data that breaks the contract',
      given: { ...http, body: JSON.stringify(eventOf('a', wrong)) },
      result: expect.objectContaining({ statusCode: 422, body: expect.stringContaining('"type_mismatch"') }),
      handled: [],
    },
    { title: 'API Gateway, another method', given: { httpMethod: 'GET' }, result: expect.objectContaining({ statusCode: 405 }), handled: [] },
  ];

  for (const { title, given, result, handled, options } of rows) {
    test(title, async () => {
      const shop = await openShop('lambda');
      const handler = shop.adapter['lambdaHandler'](shop.consumer, { onFailure: () => undefined, ...options });
      expect(await handler(given, {})).toEqual(result);
      expect(shop.handled.map(({ id }) => id)).toEqual(handled);
    });
  }

  for (const [title, given, message] of [
    [
      'SNS',
      { Records: [sns(eventOf('a', wrong))] },
      'event a of com.shop.paid is invalid: /total: expected type integer, found a string of 1 character',
    ],
    ['EventBridge', bridge(failing), 'no such total'],
    ['nothing of the kind', { a: 1 }, 'the message holds no event: specversion: expected "1.0"; found something else'],
    ['null', null, 'the message holds no event: specversion: expected "1.0"; found something else'],
  ] as const) {
    test(`the invocation fails: ${title}`, async () => {
      const shop = await openShop('lambda');
      await expect(shop.adapter['lambdaHandler'](shop.consumer)(given)).rejects.toThrow(message);
    });
  }
});

describe('kafka', () => {
  const message = (value: Uint8Array | null, headers: object = {}): object => ({
    topic: 'orders',
    partition: 2,
    message: { offset: '7', value, headers },
  });
  const framed = (id: number, body: object): Uint8Array => Uint8Array.of(0, 0, 0, id >> 8, id & 255, ...bytes(JSON.stringify(body)));
  const headers = {
    ce_specversion: bytes('1.0'),
    ce_id: bytes('5%41ü'),
    ce_source: '/s',
    ce_type: [bytes(TYPE)],
    'content-type': 'application/json',
  };
  const resolve = (id: number): object | undefined =>
    ({ 258: { type: TYPE, dataschema: `urn:sluice:${TYPE}:f2` }, 259: { type: TYPE, dataschema: `urn:sluice:${TYPE}:f1` } })[id];

  const rows: readonly (readonly [title: string, given: object, handled: readonly object[]])[] = [
    ['a structured event', message(bytes(JSON.stringify(eventOf('a'))), { 'content-type': 'application/cloudevents+json' }), [{ id: 'a' }]],
    ['a structured event without headers', message(bytes(JSON.stringify(eventOf('a')))), [{ id: 'a' }]],
    ['a binary event', message(bytes('{"total":2}'), headers), [{ id: '5%41ü', data: { total: 2 } }]],
    ['the wire format, by its schema', message(framed(258, good)), [{ id: 'orders/2/7', source: 'kafka:orders', type: TYPE, data: good }]],
    ['the wire format, of an older major', message(framed(259, { sum: '9' })), [{ id: 'orders/2/7', data: { total: 9 } }]],
    ['the wire format, in an envelope', message(framed(258, good), headers), [{ id: '5%41ü', data: good }]],
    ['the wire format, of an unknown schema in an envelope', message(framed(1, good), headers), [{ id: '5%41ü' }]],
  ];

  for (const [title, given, handled] of rows) {
    test(title, async () => {
      const shop = await openShop('kafka');
      expect(await shop.adapter['kafkaHandler'](shop.consumer, { resolve })(given)).toBe('handled');
      expect(shop.handled).toMatchObject(handled);
    });
  }

  for (const [title, given, refusal] of [
    ['a tombstone', message(null), 'tombstone'],
    ['an unknown schema', message(framed(1, good)), 'the schema id 1 is not known here'],
    ['an id cut off', message(Uint8Array.of(0, 1)), 'found fewer'],
    ['the wrong version', message(framed(259, good)), 'is invalid: '],
    ['Avro', message(Uint8Array.of(0, 0, 0, 1, 2, 200, 100)), 'expected UTF-8'],
  ] as const) {
    test(`refused: ${title}`, async () => {
      const shop = await openShop('kafka');
      await expect(shop.adapter['kafkaHandler'](shop.consumer, { resolve })(given)).rejects.toThrow(refusal);
      expect(await shop.adapter['kafkaHandler'](shop.consumer, { resolve, failOn: [] })(given)).toBe(
        refusal.includes('is invalid') ? 'invalid' : 'malformed',
      );
    });
  }

  test('a tombstone fails unless failOn leaves out what is malformed, and onMalformed is told either way', async () => {
    const shop = await openShop('kafka');
    const told: unknown[] = [];
    const onMalformed = (why: string, record: unknown): void => void told.push([why, record]);
    const { kafkaHandler } = shop.adapter;
    await expect(kafkaHandler(shop.consumer, { onMalformed })(message(null))).rejects.toMatchObject({
      name: 'MessageError',
      message: 'the message holds no event: expected a value; found a tombstone',
    });
    expect(await kafkaHandler(shop.consumer, { onMalformed, failOn: ['invalid'] })(message(null))).toBe('malformed');
    expect(told).toEqual(Array.from({ length: 2 }, () => ['expected a value; found a tombstone', message(null)]));
  });

  for (const options of [{}, { mode: 'structured' }, { schemaId: () => 258 }]) {
    test(`what is sent comes in: ${JSON.stringify(options)}`, async () => {
      const shop = await openShop('kafka');
      const records: {
        readonly topic: string;
        readonly messages: readonly { readonly key: string; readonly value: Uint8Array; readonly headers: object }[];
      }[] = [];
      const send = shop.adapter['kafkaSend']({ send: (record: (typeof records)[number]) => void records.push(record), topic: 'orders', ...options });
      const producer = shop.index['createProducer']({ source: '/sh%C3%B6p', send });
      await producer.paid({ total: 5 }, { id: 'a"b', subject: 'k', extensions: { tenant: 't' } });
      const [{ topic, messages } = { topic: '', messages: [] }] = records;
      expect([topic, messages.map(({ key }) => key)]).toEqual(['orders', ['k']]);
      await shop.adapter['kafkaHandler'](shop.consumer, { resolve })(message(messages[0]?.value ?? null, messages[0]?.headers));
      expect(shop.handled).toMatchObject([
        { id: 'a"b', source: '/sh%C3%B6p', subject: 'k', tenant: 't', data: { total: 5 }, dataschema: `urn:sluice:${TYPE}:f2` },
      ]);
    });
  }
});

describe('nats', () => {
  async function deliver(
    data: object | string,
    headers?: ReadonlyMap<string, string>,
  ): Promise<{ readonly outcome: string; readonly acts: readonly string[]; readonly shop: Shop }> {
    const shop = await openShop('nats');
    const acts: string[] = [];
    const message = {
      subject: TYPE,
      data: bytes(typeof data === 'string' ? data : JSON.stringify(data)),
      ...(headers === undefined ? {} : { headers }),
      ...Object.fromEntries(['ack', 'nak', 'term'].map((act) => [act, () => void acts.push(act)])),
    };
    const outcome = await shop.adapter['natsHandler'](shop.consumer)(message).catch((error: Error) => error.message);
    return { outcome, acts, shop };
  }

  for (const [title, data, outcome, acts] of [
    ['what is handled is acknowledged', eventOf('a'), 'handled', ['ack']],
    ['what is unknown is acknowledged', { ...eventOf('a'), type: 'x' }, 'unknown', ['ack']],
    ['what is invalid would be so again', eventOf('a', wrong), expect.stringContaining('is invalid: '), ['term']],
    ['what is no event would be so again', '{', expect.stringContaining('holds no event'), ['term']],
    ['what a handler threw on comes again', eventOf('a', failing), 'no such total', ['nak']],
  ] as const) {
    test(title, async () => expect(await deliver(data)).toMatchObject({ outcome, acts }));
  }

  test('a binary event', async () => {
    const headers = new Map([
      ['ce-specversion', '1.0'],
      ['ce-id', 'a'],
      ['ce-source', '/s'],
      ['ce-type', TYPE],
      ['content-type', 'application/json'],
    ]);
    const { shop, outcome } = await deliver(good, headers);
    expect(outcome).toBe('handled');
    expect(shop.handled).toMatchObject([{ id: 'a', data: good }]);
  });

  test('what is sent comes in', async () => {
    const { adapter, index } = await openShop('nats');
    const published: (readonly [string, Uint8Array])[] = [];
    const send = adapter['natsSend']({ connection: { publish: (subject: string, data: Uint8Array) => void published.push([subject, data]) } });
    await index['createProducer']({ source: '/s', send, id: () => 'e' }).paid({ total: 5 });
    const [[subject, data] = ['', new Uint8Array()]] = published;
    expect(subject).toBe(TYPE);
    expect((await deliver(new TextDecoder().decode(data))).shop.handled).toMatchObject([{ id: 'e', data: { total: 5 } }]);
  });
});

describe('fetchSend', () => {
  async function send(options: object, status = 204): Promise<{ readonly headers: object; readonly body: string; readonly thrown: unknown }> {
    const { adapter, index } = await openShop('http');
    const seen: { headers: object; body: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(status, { connection: 'close' }).end(status === 204 ? '' : 'no room');
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => void server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const producer = index['createProducer']({ source: '/z%C3%BC', send: adapter['fetchSend']({ url, ...options }), id: () => 'e' });
    const thrown = await producer.paid({ total: 5 }).catch((error: unknown) => error);
    return { headers: seen[0]?.headers ?? {}, body: seen[0]?.body ?? '', thrown };
  }

  test('sends a structured event', async () => {
    const { headers, body, thrown } = await send({ headers: { authorization: 'Bearer x' } });
    expect(thrown).toBeUndefined();
    expect(headers).toMatchObject({ authorization: 'Bearer x', 'content-type': 'application/cloudevents+json' });
    expect(JSON.parse(body)).toMatchObject({ id: 'e', source: '/z%C3%BC', data: { total: 5 } });
  });

  test('sends a binary event', async () => {
    const { headers, body } = await send({ mode: 'binary', headers: () => ({ 'x-trace': '1' }) });
    expect(headers).toMatchObject({
      'ce-id': 'e',
      'ce-source': '/z%25C3%25BC',
      'ce-type': TYPE,
      'content-type': 'application/json',
      'x-trace': '1',
    });
    expect(body).toBe('{"total":5}');
  });

  test('rejects where the other side does not take it', async () => {
    expect((await send({}, 503)).thrown).toMatchObject({
      name: 'SendError',
      status: 503,
      body: 'no room',
      message: expect.stringContaining('found 503'),
    });
  });
});

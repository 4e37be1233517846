import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json/value.ts';
import { modelOf, v2, v3, withMessage } from './documents.ts';

const PING = { name: 'Ping', payload: { type: 'string' } };

const DIRECTIONS = [
  { word: 'publish', pointOfView: 'application', action: 'receive' },
  { word: 'subscribe', pointOfView: 'application', action: 'send' },
  { word: 'publish', pointOfView: 'client', action: 'send' },
  { word: 'subscribe', pointOfView: 'client', action: 'receive' },
] as const;

for (const { word, pointOfView, action } of DIRECTIONS) {
  test(`${word} of 2.x is ${action} for the ${pointOfView}`, () => {
    const { operations } = modelOf(v2({ 'a/{id}': { [word]: { message: PING } } }), { pointOfView });
    expect(operations).toMatchObject([{ name: `a/{id}.${word}`, action, written: word, channel: 'a/{id}' }]);
  });
}

test('a message of oneOf in 2.x is each of its messages', () => {
  const document = v2(
    { a: { publish: { message: { oneOf: [{ $ref: '#/components/messages/Ping' }, { messageId: 'pong' }] } } } },
    { messages: { Ping: PING } },
  );
  expect(modelOf(document).messages.map(({ key, pointer }) => [key, pointer])).toEqual([
    ['Ping', '/components/messages/Ping'],
    ['pong', '/channels/a/publish/message/oneOf/1'],
  ]);
});

test('an operation of 3.x names messages of its channel, through references', () => {
  const document = v3({
    channels: {
      c: {
        address: 'shop/{id}',
        parameters: { id: { enum: ['a'] } },
        messages: { ping: { $ref: '#/components/messages/Ping' }, pong: { payload: true } },
      },
    },
    operations: {
      sendPing: { action: 'send', channel: { $ref: '#/channels/c' }, messages: [{ $ref: '#/channels/c/messages/ping' }] },
      takeAll: {
        action: 'receive',
        channel: { $ref: '#/channels/c' },
        reply: { channel: { $ref: '#/channels/c' }, address: { location: '$message.header#/replyTo' } },
      },
    },
    components: { messages: { Ping: PING } },
  });
  const { operations, channels, messages } = modelOf(document);
  const ping = { key: 'ping', message: '/components/messages/Ping' };
  const pong = { key: 'pong', message: '/channels/c/messages/pong' };
  expect(operations).toMatchObject([
    { name: 'sendPing', action: 'send', channel: 'c', messages: [ping] },
    {
      name: 'takeAll',
      action: 'receive',
      messages: [ping, pong],
      reply: { channel: 'c', addressLocation: '$message.header#/replyTo', messages: [ping, pong] },
    },
  ]);
  expect(channels).toMatchObject([{ name: 'c', address: 'shop/{id}', parameters: [{ name: 'id', enum: ['a'] }], messages: [ping, pong] }]);
  expect(messages).toHaveLength(2);
});

test('an operation with an empty list of messages carries none, and a channel without address has null', () => {
  const channels = { c: { messages: { ping: PING } } };
  const document = v3({ channels, operations: { o: { action: 'send', channel: { $ref: '#/channels/c' }, messages: [] } } });
  expect(modelOf(document)).toMatchObject({ channels: [{ address: null }], operations: [{ messages: [] }] });
});

test('a trait of 2.x wins over its message, a message of 3.x over its trait', () => {
  const message = { contentType: 'own', traits: [{ $ref: '#/components/messageTraits/t' }] };
  const components = { messages: { M: message }, messageTraits: { t: { contentType: 'trait', summary: 'from the trait' } } };
  expect(modelOf(v2({}, components)).messages).toMatchObject([{ contentType: 'trait', summary: 'from the trait' }]);
  expect(modelOf(v3({ components })).messages).toMatchObject([{ contentType: 'own', summary: 'from the trait' }]);
});

test('headers of a trait and of its message are merged, through references', () => {
  const headers = { type: 'object', properties: { own: { type: 'string' } } };
  const document = withMessage(
    { headers, traits: [{ headers: { $ref: '#/components/schemas/common' } }] },
    { schemas: { common: { type: 'object', properties: { trace: { type: 'string' } } } } },
  );
  expect(modelOf(document).messages[0]?.headers?.schema).toEqual({
    type: 'object',
    properties: { trace: { type: 'string' }, own: { type: 'string' } },
  });
});

const TYPES: readonly { readonly title: string; readonly message: JsonObject; readonly type: string | undefined }[] = [
  { title: 'x-cloudevents-type', message: { 'x-cloudevents-type': 'a.b' }, type: 'a.b' },
  { title: 'a header ce_type with one value', message: { headers: { properties: { ce_type: { const: 'a.b' } } } }, type: 'a.b' },
  { title: 'a header ce-type in an allOf', message: { headers: { allOf: [{ properties: { 'ce-type': { enum: ['a.b'] } } }] } }, type: 'a.b' },
  { title: 'nothing: a header type of something else', message: { headers: { properties: { type: { const: 'a.b' } } } }, type: undefined },
  { title: 'nothing: one of two', message: { headers: { properties: { ce_type: { enum: ['a', 'b'] } } } }, type: undefined },
  { title: 'nothing: a payload that is no envelope', message: { payload: { properties: { type: { const: 'a.b' } } } }, type: undefined },
  {
    title: 'the envelope in the payload',
    message: { payload: { properties: { specversion: {}, source: {}, type: { const: 'a.b' }, data: { type: 'string' } } } },
    type: 'a.b',
  },
  {
    title: 'the envelope that the content type says',
    message: { contentType: 'application/cloudevents+json', payload: { properties: { type: { const: 'a.b' }, data: { type: 'string' } } } },
    type: 'a.b',
  },
];

for (const { title, message, type } of TYPES) {
  test(`the CloudEvents type comes from ${title}`, () => expect(modelOf(withMessage(message)).messages[0]?.type).toBe(type));
}

const FORMATS = [
  { schemaFormat: 'application/vnd.aai.asyncapi+yaml;version=3.0.0', kind: 'asyncapi' },
  { schemaFormat: 'application/schema+json;version=draft-07', kind: 'json-schema' },
  { schemaFormat: 'application/schema+yaml;version=draft-07', kind: 'json-schema' },
  { schemaFormat: 'application/vnd.oai.openapi+json;version=3.0.0', kind: 'openapi' },
  { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', kind: 'unsupported' },
  { schemaFormat: 'application/vnd.google.protobuf;version=3', kind: 'unsupported' },
  { schemaFormat: 'application/raml+yaml;version=1.0', kind: 'unsupported' },
] as const;

for (const { schemaFormat, kind } of FORMATS) {
  test(`${schemaFormat} is ${kind}, in 3.x and in 2.x`, () => {
    const three = modelOf(withMessage({ payload: { schemaFormat, schema: { type: 'object' } } }));
    const two = modelOf(v2({}, { messages: { M: { schemaFormat, payload: { type: 'object' } } } }));
    for (const { messages } of [three, two]) expect(messages[0]?.payload).toMatchObject({ kind, schemaFormat, schema: { type: 'object' } });
  });
}

test('a payload that is a mere reference is the schema that it leads to', () => {
  const document = withMessage(
    { payload: { $ref: '#/components/schemas/A' } },
    { schemas: { A: { $ref: '#/components/schemas/B' }, B: { type: 'string' } } },
  );
  expect(modelOf(document).messages[0]?.payload).toMatchObject({ pointer: '/components/schemas/B', schema: { type: 'string' } });
});

test('servers of 2.x have host and path, and a channel without servers is on all', () => {
  const document = { ...v2({ a: {} }), servers: { one: { url: 'mqtt://{host}:1883/base', protocol: 'mqtt' }, two: { url: 'b', protocol: 'ws' } } };
  expect(modelOf(document)).toMatchObject({
    servers: [{ name: 'one', host: '{host}:1883', pathname: '/base' }, { name: 'two' }],
    channels: [{ servers: ['one', 'two'] }],
  });
});

test('extensions, tags, bindings, examples and correlation ids are kept', () => {
  const message = {
    ...{ 'x-own': { a: 1 }, tags: [{ $ref: '#/components/tags/t' }], bindings: { kafka: { key: { type: 'string' } } }, deprecated: true },
    ...{ examples: [{ name: 'first', payload: { id: 1 } }], correlationId: { location: '$message.header#/id' } },
  };
  expect(modelOf(withMessage(message, { tags: { t: { name: 'tagged' } } })).messages).toMatchObject([
    {
      ...{ extensions: { 'x-own': { a: 1 } }, tags: [{ name: 'tagged' }], bindings: { kafka: { key: { type: 'string' } } }, deprecated: true },
      ...{ examples: [{ name: 'first', payload: { id: 1 } }], correlationId: { location: '$message.header#/id' } },
    },
  ]);
});

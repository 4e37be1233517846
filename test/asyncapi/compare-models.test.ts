import { expect, test } from 'vitest';
import { CHANGES, type ChangeCode } from '../../src/asyncapi/change.ts';
import { compareModels } from '../../src/asyncapi/compare-models.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { modelOf, v2, v3 } from './documents.ts';

const BASE = {
  servers: { live: { host: 'a.example', protocol: 'kafka' } },
  channels: {
    orders: {
      address: 'shop/{region}/orders',
      parameters: { region: { enum: ['eu', 'us'], default: 'eu', location: '$message.header#/r' } },
      messages: { placed: { name: 'Placed', contentType: 'application/json', correlationId: { location: '$message.header#/c' } } },
    },
    replies: { address: 'shop/replies', messages: { done: { name: 'Done' } } },
  },
  operations: {
    place: {
      action: 'receive',
      channel: { $ref: '#/channels/orders' },
      reply: { channel: { $ref: '#/channels/replies' }, address: { location: '$message.header#/replyTo' } },
    },
  },
} as const satisfies JsonObject;

/** The base with a value put somewhere; undefined takes it away. */
function withValue(path: string, value: JsonValue | undefined): JsonObject {
  const copy = structuredClone(BASE) as unknown as Record<string, JsonValue>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const holder = steps.reduce((here, step) => (here as Record<string, Record<string, JsonValue>>)[step] ?? {}, copy as object) as Record<
    string,
    JsonValue
  >;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

function changesBetween(old: JsonObject, now: JsonObject): readonly (readonly [code: ChangeCode, severity: string, pointer: string])[] {
  return compareModels(modelOf(v3(old)), modelOf(v3(now))).changes.map(({ code, severity, pointer }) => [code, severity, pointer]);
}

const ORDERS = BASE.channels.orders;
const ROWS: readonly (readonly [title: string, path: string, value: JsonValue | undefined, code: ChangeCode, pointer: string])[] = [
  ['a protocol', 'servers.live.protocol', 'mqtt', 'server_protocol_changed', '/servers/live/protocol'],
  ['the version of a protocol', 'servers.live.protocolVersion', '3', 'server_protocol_version_changed', '/servers/live/protocolVersion'],
  ['a host', 'servers.live.host', 'b.example', 'server_address_changed', '/servers/live/host'],
  ['who may connect', 'servers.live.security', [{ type: 'userPassword' }], 'security_changed', '/servers/live/security'],
  ['another server', 'servers.spare', { host: 'c.example', protocol: 'kafka' }, 'server_added', '/servers/spare'],
  ['an address', 'channels.orders.address', 'store/{region}/orders', 'address_changed', '/channels/orders/address'],
  [
    'one value less of a parameter',
    'channels.orders.parameters.region.enum',
    ['eu'],
    'parameter_narrowed',
    '/channels/orders/parameters/region/enum',
  ],
  [
    'one value more of a parameter',
    'channels.orders.parameters.region.enum',
    ['eu', 'us', 'jp'],
    'parameter_widened',
    '/channels/orders/parameters/region/enum',
  ],
  ['any value of a parameter', 'channels.orders.parameters.region.enum', undefined, 'parameter_widened', '/channels/orders/parameters/region/enum'],
  ['a default of a parameter', 'channels.orders.parameters.region.default', 'us', 'parameter_default_changed', '/channels/orders/parameters/region'],
  [
    'where a parameter is found',
    'channels.orders.parameters.region.location',
    '$message.header#/s',
    'parameter_location_changed',
    '/channels/orders/parameters/region',
  ],
  ['bindings', 'channels.orders.bindings', { kafka: { topic: 't' } }, 'bindings_changed', '/channels/orders/bindings'],
  ['a new channel', 'channels.more', { address: 'more' }, 'channel_added', '/channels/more'],
  ['a channel that is gone', 'channels.replies', undefined, 'channel_removed', '/channels/replies'],
  ['a direction', 'operations.place.action', 'send', 'direction_changed', '/operations/place/action'],
  ['an operation that is gone', 'operations.place', undefined, 'operation_removed', '/channels/orders/messages/placed'],
  ['where a reply goes', 'operations.place.reply.address.location', '$message.header#/other', 'reply_address_changed', '/operations/place/reply'],
  [
    'a content type',
    'channels.orders.messages.placed.contentType',
    'avro/binary',
    'content_type_changed',
    '/channels/orders/messages/placed/contentType',
  ],
  [
    'a content type that is said no more',
    'channels.orders.messages.placed.contentType',
    undefined,
    'content_type_stated',
    '/channels/orders/messages/placed/contentType',
  ],
  [
    'a correlation id',
    'channels.orders.messages.placed.correlationId.location',
    '$message.header#/d',
    'correlation_changed',
    '/channels/orders/messages/placed/correlationId',
  ],
  ['a name of a message', 'channels.orders.messages.placed.name', 'Ordered', 'message_renamed', '/channels/orders/messages/placed'],
  ['a message that is received as well', 'channels.orders.messages.other', { name: 'Other' }, 'message_added', '/channels/orders/messages/other'],
  ['a deprecated message', 'channels.orders.messages.placed.deprecated', true, 'message_deprecated', '/channels/orders/messages/placed/deprecated'],
];

for (const [title, path, value, code, pointer] of ROWS) {
  test(`${title}: ${code}, ${CHANGES[code]}`, () => {
    expect(changesBetween(BASE, withValue(path, value))).toContainEqual([code, CHANGES[code], pointer]);
  });
}

test('a document has no changes against itself', () => {
  expect(changesBetween(BASE, BASE)).toEqual([]);
});

test('a parameter with another name is the same address', () => {
  const { region } = ORDERS.parameters;
  const now = withValue('channels.orders', { ...ORDERS, address: 'shop/{area}/orders', parameters: { area: region } });
  expect(changesBetween(BASE, now)).toEqual([['parameter_renamed', 'compatible', '/channels/orders/parameters/area']]);
});

test('a channel with another key and the same address is the same channel', () => {
  const { orders, ...channels } = BASE.channels;
  const now = {
    ...BASE,
    channels: { ...channels, incoming: orders },
    operations: { place: { ...BASE.operations.place, channel: { $ref: '#/channels/incoming' } } },
  };
  expect(changesBetween(BASE, now)).toEqual([['channel_key_changed', 'compatible', '/channels/incoming']]);
});

test('a channel with another key and another address is renamed where it carries the same messages', () => {
  const { orders, ...channels } = BASE.channels;
  const incoming = { ...orders, address: 'incoming/{region}' };
  const now = {
    ...BASE,
    channels: { ...channels, incoming },
    operations: { place: { ...BASE.operations.place, channel: { $ref: '#/channels/incoming' } } },
  };
  expect(changesBetween(BASE, now)).toEqual([['channel_renamed', 'breaking', '/channels/incoming']]);
});

test('a message that is sent as well is a note to who reads there', () => {
  const sends = {
    channels: { a: { address: 'a', messages: { x: { name: 'X' } } } },
    operations: { s: { action: 'send', channel: { $ref: '#/channels/a' } } },
  };
  const more = { ...sends, channels: { a: { address: 'a', messages: { x: { name: 'X' }, y: { name: 'Y' } } } } };
  expect(changesBetween(sends, more)).toEqual([['message_added_to_readers', 'note', '/channels/a/messages/y']]);
  expect(changesBetween(more, sends)).toEqual([['message_removed', 'breaking', '/channels/a/messages']]);
});

test('a CloudEvents type that is another one breaks who routes by it', () => {
  const typed = (type: string): JsonObject => withValue('channels.orders.messages.placed.x-cloudevents-type', type);
  expect(changesBetween(typed('com.shop.a'), typed('com.shop.b'))).toEqual([
    ['message_type_changed', 'breaking', '/channels/orders/messages/placed'],
  ]);
});

test('who receives a request sends its reply', () => {
  const model = modelOf(v3(BASE));
  expect(compareModels(model, model).messages.map(({ name, actions }) => [name, actions])).toEqual([
    ['Placed', ['receive']],
    ['Done', ['send']],
  ]);
});

test('a document of 2.x and the same in 3.x differ in nothing but their words', () => {
  const old = modelOf(v2({ 'shop/orders': { publish: { operationId: 'place', message: { name: 'Placed', payload: { type: 'object' } } } } }));
  const now = modelOf(
    v3({
      channels: { orders: { address: 'shop/orders', messages: { placed: { name: 'Placed', payload: { type: 'object' } } } } },
      operations: { place: { action: 'receive', channel: { $ref: '#/channels/orders' } } },
    }),
  );
  expect(compareModels(old, now).changes.map(({ code }) => code)).toEqual(['channel_key_changed']);
});

const PASSWORD: JsonObject = { type: 'userPassword' };
const KEY: JsonObject = { type: 'apiKey', in: 'user' };
const secured = (security: JsonValue, securitySchemes: JsonObject): JsonObject => ({
  ...BASE,
  servers: { live: { ...BASE.servers.live, security } },
  operations: { place: { ...BASE.operations.place, security } },
  components: { securitySchemes },
});
const BY_NAME: JsonValue = [{ $ref: '#/components/securitySchemes/login' }];

for (const { title, old, now, changed } of [
  {
    title: 'a scheme that says otherwise, by the same name',
    old: secured(BY_NAME, { login: PASSWORD }),
    now: secured(BY_NAME, { login: KEY }),
    changed: true,
  },
  { title: 'a scheme by name and in place', old: secured(BY_NAME, { login: PASSWORD }), now: secured([PASSWORD], {}), changed: false },
  { title: 'another scheme in place', old: secured(BY_NAME, { login: PASSWORD }), now: secured([KEY], {}), changed: true },
  {
    title: 'what a scheme says for people',
    old: secured(BY_NAME, { login: PASSWORD }),
    now: secured([{ ...PASSWORD, description: 'x' }], {}),
    changed: false,
  },
  { title: 'a reference that leads nowhere', old: secured([{ $ref: '#/x/a' }], {}), now: secured([{ $ref: '#/x/b' }], {}), changed: true },
]) {
  test(`security is compared by what it means: ${title}`, () => {
    const places = ['/servers/live/security', '/operations/place/security'].map((pointer) => ['security_changed', 'note', pointer]);
    expect(changesBetween(old, now)).toEqual(changed ? places : []);
  });
}

const SECURED_2: JsonObject = { url: 'a.example', protocol: 'kafka', security: [{ a: [], b: [] }] };
const either = { ...SECURED_2, security: [{ a: [] }, { b: [] }] };

test('of 2.x, schemes of which one will do are not schemes that are all needed', () => {
  const components = { securitySchemes: { a: PASSWORD, b: KEY } };
  const model = (live: JsonObject): ReturnType<typeof modelOf> => modelOf({ ...v2({}, components), servers: { live } });
  expect(compareModels(model(SECURED_2), model(SECURED_2)).changes).toEqual([]);
  expect(compareModels(model(SECURED_2), model(either)).changes.map(({ code }) => code)).toEqual(['security_changed']);
});

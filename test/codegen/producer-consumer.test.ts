import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import { lastingFolder, temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

const TYPE = 'com.shop.order.placed';
const orderOf = (members: object): SchemaInput['schema'] => ({
  title: 'OrderPlaced',
  type: 'object',
  properties: { orderId: { type: 'string' }, ...members },
  required: ['orderId', ...Object.keys(members)],
  additionalProperties: false,
});

const placed: SchemaInput = {
  subject: TYPE,
  semver: '3.1.0',
  fingerprint: 'c3',
  schema: orderOf({ amount: { type: 'integer' }, currency: { type: 'string' } }),
  older: [
    { semver: '1.4.0', fingerprint: 'c1', schema: orderOf({ total: { type: 'string' } }) },
    { semver: '2.0.1', fingerprint: 'c2', schema: orderOf({ amount: { type: 'integer' } }) },
  ],
};
const cancelled: SchemaInput = { subject: 'com.shop.order.cancelled', schema: { type: 'object', required: ['orderId'] } };

const [v1, v2, v3] = [
  { orderId: 'a', total: '12' },
  { orderId: 'a', amount: 12 },
  { orderId: 'a', amount: 12, currency: 'EUR' },
] as const;

// oxlint-disable-next-line typescript/no-explicit-any -- what is generated has its types elsewhere
type Generated = Record<string, any>;

// What is generated keeps nothing: each row has a consumer of its own.
let opened: Promise<Generated> | undefined;

function openShop(): Promise<Generated> {
  return (opened ??= loadShop([placed, cancelled]));
}

async function loadShop(schemas: readonly SchemaInput[]): Promise<Generated> {
  const folder = await lastingFolder();
  await writeAll(folder, await generate({ schemas, options: { language: 'js' } }));
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'index.js')).href)) as Generated;
}

const upcast = {
  [TYPE]: {
    '1': ({ orderId, total }: typeof v1) => ({ orderId, amount: Number(total), currency: 'EUR' }),
    '2': async (data: typeof v2) => ({ ...data, currency: 'EUR' }),
  },
};

async function consume(event: unknown, options: object = {}): Promise<{ readonly outcome: string; readonly calls: readonly unknown[] }> {
  const { createConsumer } = await openShop();
  const calls: unknown[] = [];
  const note =
    (name: string) =>
    (...args: readonly unknown[]) =>
      void calls.push([name, ...args]);
  const handlers = { [TYPE]: note('placed'), 'com.shop.order.cancelled': note('cancelled') };
  const consumer = createConsumer(handlers, { upcast, onInvalid: note('invalid'), onUnknown: note('unknown'), ...options });
  return { outcome: await consumer.handle(event), calls };
}

const eventOf = (data: unknown, more: object = {}): object => ({ specversion: '1.0', id: '1', source: '/s', type: TYPE, data, ...more });

const urn = (fingerprint: string): string => `urn:sluice:${TYPE}:${fingerprint}`;

interface Row {
  readonly title: string;
  readonly event: unknown;
  readonly outcome: string;
  readonly calls: readonly unknown[];
}

const rows: readonly Row[] = [
  { title: 'the newest version as it came', event: eventOf(v3), outcome: 'handled', calls: [['placed', eventOf(v3)]] },
  {
    title: 'an event that names its older version, raised',
    event: eventOf(v1, { dataschema: urn('c1') }),
    outcome: 'handled',
    calls: [['placed', eventOf(v3, { dataschema: urn('c3') })]],
  },
  {
    title: 'an event that names none, by the newest version that it fits',
    event: eventOf(v2),
    outcome: 'handled',
    calls: [['placed', eventOf(v3, { dataschema: urn('c3') })]],
  },
  {
    title: 'a version that is not known here, by the newest that it fits',
    event: eventOf(v3, { dataschema: urn('c4') }),
    outcome: 'handled',
    calls: [['placed', eventOf(v3, { dataschema: urn('c4') })]],
  },
  {
    title: 'an event that breaks the version that it names, though it fits another',
    event: eventOf(v1, { dataschema: urn('c3') }),
    outcome: 'invalid',
    calls: [['invalid', eventOf(v1, { dataschema: urn('c3') }), expect.arrayContaining([expect.objectContaining({ code: 'required_missing' })])]],
  },
  { title: 'another type', event: { type: 'com.shop.other' }, outcome: 'unknown', calls: [['unknown', { type: 'com.shop.other' }]] },
  { title: 'a type of every object', event: { type: 'constructor' }, outcome: 'unknown', calls: [['unknown', { type: 'constructor' }]] },
  { title: 'no object', event: null, outcome: 'unknown', calls: [['unknown', null]] },
];

for (const { title, event, outcome, calls } of rows) {
  test(`a consumer takes ${title}`, async () => expect(await consume(event)).toEqual({ outcome, calls }));
}

test('handlers may be methods of a class, and know what they belong to', async () => {
  class Shop {
    readonly handled: unknown[] = [];
    [TYPE](event: unknown): void {
      this.handled.push(event);
    }
  }
  const shop = new Shop();
  const { createConsumer } = await openShop();
  const consumer = createConsumer(shop, { upcast });
  expect(await consumer.handle(eventOf(v3))).toBe('handled');
  expect(shop.handled).toEqual([eventOf(v3)]);
  expect(await consumer.handle(eventOf({ orderId: 'a' }, { type: 'com.shop.order.cancelled' }))).toBe('unknown');
});

test('no handler is taken from what every object has', async () => {
  const { createConsumer } = await loadShop([{ subject: 'toString', schema: { title: 'Odd' } }]);
  expect(await createConsumer({}).handle({ specversion: '1.0', id: '1', source: '/s', type: 'toString', data: 1 })).toBe('unknown');
});

test('an upcaster that gives something invalid is told of, and no handler is called', async () => {
  const wrong = { upcast: { [TYPE]: { ...upcast[TYPE], '1': () => ({}) } } };
  await expect(consume(eventOf(v1), wrong)).rejects.toMatchObject({
    name: 'ContractError',
    message: expect.stringMatching(/^what the upcaster from major 1 gave of com\.shop\.order\.placed breaks its contract: /),
  });
});

test('what a handler throws is thrown on', async () => {
  const { createConsumer } = await loadShop([cancelled]);
  const consumer = createConsumer({
    'com.shop.order.cancelled': () => {
      throw new RangeError('no stock');
    },
  });
  await expect(consumer.handle(eventOf({ orderId: 'a' }, { type: 'com.shop.order.cancelled' }))).rejects.toThrow(new RangeError('no stock'));
});

test('a missing upcaster is told of when the consumer is made', async () => {
  const { createConsumer } = await openShop();
  expect(() => createConsumer({}, { upcast: { [TYPE]: { '2': upcast[TYPE]['2'] } } })).toThrow(
    new TypeError(`upcast: expected a function for "${TYPE}" and its major 1; found none`),
  );
});

for (const [title, more] of [
  ['no options', []],
  ['options without upcasters', [{ onUnknown: () => undefined }]],
] as const) {
  test(`JavaScript that makes a consumer with ${title} is told which upcaster is missing`, async () => {
    const { createConsumer } = await openShop();
    expect(() => createConsumer({}, ...more)).toThrow(new TypeError(`upcast: expected a function for "${TYPE}" and its major 2; found none`));
  });
}

test('a producer fills in the envelope', async () => {
  const { createProducer } = await openShop();
  const producer = createProducer({ source: '/shop', send: (event: unknown) => event, id: () => 'e1', now: () => new Date(0) });
  const envelope = { specversion: '1.0', id: 'e1', source: '/shop', type: TYPE, time: '1970-01-01T00:00:00.000Z' };
  const content = { datacontenttype: 'application/json', dataschema: urn('c3'), data: v3 };
  expect(await producer.orderPlaced(v3)).toEqual({ ...envelope, ...content });
  const attributes = { id: 'e2', subject: 'a', extensions: { partitionkey: 'k', sequence: 4 } };
  expect(await producer.orderPlaced(v3, attributes)).toEqual({ ...envelope, ...content, id: 'e2', subject: 'a', partitionkey: 'k', sequence: 4 });
});

test('a producer sends nothing that breaks the contract', async () => {
  const { createProducer } = await openShop();
  const sent: unknown[] = [];
  const producer = createProducer({ source: '/shop', send: (event: unknown) => void sent.push(event) });
  const findings = [expect.objectContaining({ code: 'type_mismatch', instancePointer: '/amount' })];
  await expect(producer.orderPlaced({ ...v3, amount: 'x' })).rejects.toMatchObject({ name: 'ContractError', type: TYPE, findings });
  expect(sent).toEqual([]);
});

for (const name of ['data', 'type', 'Trace', 'trace-id', '__proto__']) {
  test(`a producer refuses the extension ${name}`, async () => {
    const { createProducer } = await openShop();
    const producer = createProducer({ source: '/shop', send: (event: unknown) => event });
    await expect(producer.orderPlaced(v3, { extensions: JSON.parse(`{${JSON.stringify(name)}:"x"}`) })).rejects.toThrow(TypeError);
  });
}

for (const name of ['partitionkey', 'extension', 'type', 'data', 'constructor']) {
  test(`a producer refuses the attribute ${name}, which it would drop, and sends nothing`, async () => {
    const { createProducer } = await openShop();
    const sent: unknown[] = [];
    const producer = createProducer({ source: '/shop', send: (event: unknown) => void sent.push(event) });
    const said = `attributes: expected id, time, source, subject or extensions; found "${name}"; an extension is given as { extensions: { name: value } }`;
    await expect(producer.orderPlaced(v3, { id: 'e', [name]: 'k' })).rejects.toThrow(new TypeError(said));
    expect(sent).toEqual([]);
  });
}

for (const source of ['', '/a b', 'zü', '/%', '/%zz', '<x>', undefined]) {
  test(`a producer refuses the source ${JSON.stringify(source)}`, async () => {
    const { createProducer } = await openShop();
    expect(() => createProducer({ source, send: () => undefined })).toThrow(/^source: expected a URI or a path/);
    const producer = createProducer({ source: "https://shop.example:80/~a?b=c&d#e-_.!$'()*+,;=@[]%20", send: (event: object) => event });
    await expect(producer.orderPlaced(v3, { source: source ?? null })).rejects.toThrow(TypeError);
  });
}

test('code for one end has only that end', async () => {
  const { createProducer, createConsumer } = await loadShop([
    { ...placed, use: 'consume' },
    { ...cancelled, use: 'produce' },
  ]);
  expect(Object.keys(createProducer({ source: '/s', send: () => undefined }))).toEqual(['shopOrderCancelled']);
  const consumer = createConsumer({ [TYPE]: () => undefined, 'com.shop.order.cancelled': () => undefined }, { upcast });
  expect(await consumer.handle(eventOf({ orderId: 'a' }, { type: 'com.shop.order.cancelled' }))).toBe('unknown');
});

for (const [title, older] of Object.entries({
  'two of one major': [
    { semver: '1.0.0', schema: true },
    { semver: '1.2.0', schema: true },
  ],
  'one of the newest major': [{ semver: '3.0.0', schema: true }],
  'one of no version': [{ schema: true }],
})) {
  test(`older versions are of a major each: ${title}`, async () => {
    await expect(generate({ schemas: [{ ...placed, older }] })).rejects.toMatchObject({ code: 'request_invalid', data: { subject: TYPE } });
  });
}

test('a version of a name that another event has is told apart', async () => {
  const { validateOrderPlacedV1, ...others } = await loadShop([placed, { subject: 'com.other', schema: { title: 'OrderPlacedV1', type: 'string' } }]);
  expect(validateOrderPlacedV1('a').valid).toBe(true);
  expect(Object.keys(others).filter((name) => /^validateOrderPlacedV1X[0-9A-F]{8}$/.test(name))).toHaveLength(1);
});

test('an event may have the name of a module that is not its own', async () => {
  const names = ['Index', 'Koa', 'Http', 'Lambda', 'Consumer', 'Upcasters'];
  const files = await generate({ schemas: names.map((title) => ({ schema: { title, type: 'string' } })), options: { adapters: ADAPTERS } });
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  const folder = await temporaryFolder();
  await writeAll(folder, files);
  expect(await typeCheck(folder)).toBe('');
});

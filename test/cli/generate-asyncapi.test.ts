import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { typeCheck } from '../codegen/type-check.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';

const DOCUMENT = `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  orders:
    address: orders
    messages:
      placed: { $ref: '#/components/messages/OrderPlaced' }
      paid: { name: PaymentDone, payload: { title: Another title, type: object, required: [amount], properties: { amount: { type: number } } } }
      silent: { name: Silent, payload: {} }
      answer: { name: Anything, payload: true }
operations:
  announce: { action: send, channel: { $ref: '#/channels/orders' }, messages: [{ $ref: '#/channels/orders/messages/placed' }] }
  onPaid:
    action: receive
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/paid' }]
    reply: { messages: [{ $ref: '#/channels/orders/messages/answer' }] }
components:
  messages:
    OrderPlaced:
      x-cloudevents-type: com.shop.order.placed
      payload: { type: object, required: [id], properties: { id: { type: string }, to: { $ref: '#/components/schemas/Address' } } }
  schemas:
    Address: { type: object, properties: { street: { type: string } } }
`;

const USE = `import { createConsumer, createProducer, type OrderPlacedInput } from './events/index.js';

const order: OrderPlacedInput = { id: 'a', to: { street: 's' } };
const producer = createProducer({ source: '/shop', send: (event) => Promise.resolve(event) });
void producer.orderPlaced(order);
void producer.anything({ whatever: 1 });
// @ts-expect-error the application receives it
void producer.paymentDone;
const consumer = createConsumer({ PaymentDone: ({ data }) => data.amount });
// @ts-expect-error the application sends it
void createConsumer({ PaymentDone: () => {}, 'com.shop.order.placed': () => {} });
void consumer;
`;

test('an application gets a producer of what it sends and a consumer of what it receives, named by its messages', async () => {
  const cwd = await folderWith({ 'asyncapi.yaml': DOCUMENT, 'package.json': { type: 'module' } });
  const made = await sluice(['generate', '--asyncapi', 'asyncapi.yaml', '--out', 'events'], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: 'warning no code for Silent: no operation of the application has it\n' });
  await writeFile(join(cwd, 'use.ts'), USE);
  expect(await typeCheck(cwd)).toBe('');
  const types = await readFile(join(cwd, 'events', 'order-placed.ts'), 'utf8');
  expect(types).not.toMatch(/\bany\b|Anonymous/);
  expect(await sluiceHere(['generate', '--asyncapi', 'asyncapi.yaml', '--out', 'events', '--check'], { cwd })).toMatchObject({ code: 0 });
});

test('in 2.x publish is what the application receives, or for client what it sends', async () => {
  const document = {
    asyncapi: '2.6.0',
    info: { title: 'L', version: '1' },
    channels: { a: { publish: { message: { name: 'Measured', payload: { type: 'string' } } } } },
  };
  const cwd = await folderWith({ 'a.json': document });
  await sluiceHere(['generate', '--asyncapi', 'a.json', '--out', 'app'], { cwd });
  await sluiceHere(['generate', '--asyncapi', 'a.json', '--out', 'client', '--point-of-view', 'client'], { cwd });
  const [app, client] = await Promise.all(['app', 'client'].map((folder) => readFile(join(cwd, folder, 'index.ts'), 'utf8')));
  expect([app?.includes('measured(data'), client?.includes('measured(data')]).toEqual([false, true]);
});

for (const { title, args, code, says } of [
  { title: 'a document beside another input', args: ['--asyncapi', 'a.yaml', '--all', '--out', 'x'], code: 2, says: '--asyncapi goes without' },
  {
    title: 'a prefix without a document',
    args: ['--schema', 'a.yaml', '--prefix', 'a.', '--out', 'x'],
    code: 2,
    says: '--prefix goes with --asyncapi',
  },
  { title: 'a schema that is none', args: ['--asyncapi', 'bad.yaml', '--out', 'x'], code: 1, says: 'bad.yaml:24:60' },
]) {
  test(`${title} is refused`, async () => {
    const cwd = await folderWith({ 'a.yaml': DOCUMENT, 'bad.yaml': DOCUMENT.replace('street: { type: string }', 'street: { type: strng }') });
    expect(await sluiceHere(['generate', ...args], { cwd })).toMatchObject({ code, stderr: expect.stringContaining(says) as string });
  });
}

test('a schema that messages share is called as the document calls it', async () => {
  const cwd = await folderWith({ 'asyncapi.yaml': DOCUMENT, 'package.json': { type: 'module' } });
  await sluiceHere(['generate', '--asyncapi', 'asyncapi.yaml', '--prefix', 'acme.', '--out', 'events'], { cwd });
  const types = await readFile(join(cwd, 'events', 'order-placed.ts'), 'utf8');
  expect(types).toMatch(/^export interface Address \{/m);
  expect(types).not.toContain('UrnSluice');
});

import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generate, type SchemaInput } from '../../src/codegen/index.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

const ORDER = { type: 'object', additionalProperties: false } as const;

const schemas: readonly SchemaInput[] = [
  {
    subject: 'com.shop.order.placed',
    semver: '2.0.0',
    schema: {
      ...ORDER,
      title: 'OrderPlaced',
      properties: {
        orderId: { type: 'string' },
        lines: { type: 'array', minItems: 1, items: { type: 'string' } },
        method: { enum: ['card', 'cash'] },
        currency: { type: 'string', default: 'EUR' },
      },
      required: ['orderId', 'lines', 'method'],
    },
    older: [
      { semver: '1.0.0', schema: { ...ORDER, properties: { orderId: { type: 'string' }, line: { type: 'string' } }, required: ['orderId', 'line'] } },
    ],
  },
  { subject: 'com.shop.order.cancelled', schema: { title: 'OrderCancelled', type: 'object', properties: { reason: { type: 'string' } } } },
];

const HEAD = `import { createConsumer, createProducer, validateOrderPlaced } from './index.js';
import type { OrderPlaced, OrderPlacedInput, OrderPlacedV1, Validator } from './index.js';
import type { StandardSchemaV1 } from '@standard-schema/spec';

const events = createProducer({ source: '/checkout', send: async (event) => event.id });
const placed = (event: { readonly data: OrderPlaced }): string => event.data.orderId;
const cancelled = (event: { readonly data: { readonly reason?: string } }): void => void event.data.reason;
const toV2 = ({ orderId, line }: OrderPlacedV1): OrderPlacedInput => ({ orderId, lines: [line], method: 'card' });
const handlers = { 'com.shop.order.placed': placed, 'com.shop.order.cancelled': cancelled };
const upcast = { 'com.shop.order.placed': { '1': toV2 } };
void [events, handlers, upcast, createConsumer, validateOrderPlaced];
export type Used = [OrderPlaced, Validator, StandardSchemaV1];
`;

/** What a developer may write, and what must not compile, with what the compiler says of it. */
const duties: readonly (readonly [title: string, code: string, refusal?: RegExp])[] = [
  ['an event is sent', `export const id: Promise<string> = events.orderPlaced({ orderId: 'a', lines: ['x'], method: 'card' });`],
  ['a list is not empty', `void events.orderPlaced({ orderId: 'a', lines: [], method: 'card' });`, /Source has 0 element/],
  ['a member is not unknown', `void events.orderPlaced({ orderId: 'a', lines: ['x'], method: 'card', vat: 1 });`, /'vat' does not exist/],
  ['a value is one of the enum', `void events.orderPlaced({ orderId: 'a', lines: ['x'], method: 'bank' });`, /"bank"/],
  ['a member is not forgotten', `void events.orderPlaced({ orderId: 'a', lines: ['x'] });`, /'method' is missing/],
  [
    'extensions are values of an attribute',
    `void events.orderCancelled({}, { extensions: { trace: {} } });`,
    /'{}' is not assignable to type 'string \| number \| boolean'/,
  ],
  ['every event has its handler', `createConsumer(handlers, { upcast });`],
  ['a handler is not forgotten', `createConsumer({ 'com.shop.order.placed': placed }, { upcast });`, /com\.shop\.order\.cancelled.* is missing/],
  [
    'a handler is of an event',
    `createConsumer({ ...handlers, 'com.shop.order.paid': placed }, { upcast });`,
    /'com\.shop\.order\.paid'' does not exist/,
  ],
  ['a handler takes its own event', `createConsumer({ ...handlers, 'com.shop.order.cancelled': placed }, { upcast });`, /is not assignable/],
  ['upcasters are not forgotten', `createConsumer(handlers);`, /Expected 2 arguments/],
  ['an upcaster is not forgotten', `createConsumer(handlers, { upcast: { 'com.shop.order.placed': {} } });`, /'?"?1"?'? is missing/],
  [
    'an upcaster takes its major',
    `createConsumer(handlers, { upcast: { 'com.shop.order.placed': { '1': (data) => toV2({ ...data, line: data.lines[0] }) } } });`,
    /'lines' does not exist/,
  ],
  [
    'an upcaster gives the newest version',
    `createConsumer(handlers, { upcast: { 'com.shop.order.placed': { '1': (data) => data } } });`,
    /is missing the following properties.*lines, method/,
  ],
  ['an upcaster may wait', `createConsumer(handlers, { upcast: { 'com.shop.order.placed': { '1': async (data) => toV2(data) } } });`],
  [
    'an event is told from others',
    `createConsumer({ ...handlers, 'com.shop.order.placed': ({ type, data }) => { const one: 'com.shop.order.placed' = type; return [one, data.lines[0].length]; } }, { upcast });`,
  ],
  [
    'an outcome is one of three',
    `export const outcome: Promise<'handled' | 'unknown' | 'invalid'> = createConsumer(handlers, { upcast }).handle({});`,
  ],
  ['a validator is a Standard Schema', `export const schema: StandardSchemaV1<OrderPlacedInput, OrderPlaced> = validateOrderPlaced;`],
  [
    'a Standard Schema has its types',
    `export const one = (out: StandardSchemaV1.InferOutput<typeof validateOrderPlaced>): OrderPlaced => out;
export const two = (given: OrderPlacedInput): StandardSchemaV1.InferInput<typeof validateOrderPlaced> => given;`,
  ],
  [
    'a Standard Schema of another type',
    `export const schema: StandardSchemaV1<OrderPlacedInput, { readonly other: 1 }> = validateOrderPlaced;`,
    /'other' is missing/,
  ],
];

test('every duty is one of the compiler', async () => {
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas }));
  for (const [index, [, code]] of duties.entries()) await writeFile(join(folder, `duty-${index}.ts`), `${HEAD}${code}\n`);
  const said = await typeCheck(folder, {
    paths: { '@standard-schema/spec': [join(import.meta.dirname, '../../node_modules/@standard-schema/spec/dist/index.d.ts')] },
  });
  const lines = said.split('\n');
  for (const [index, [title, , refusal]] of duties.entries()) {
    const first = lines.findIndex((line) => line.includes(`duty-${index}.ts`));
    const own =
      first === -1
        ? ''
        : lines
            .slice(first)
            .join('\n')
            .split(/\n(?=\S)/)[0];
    expect.soft(own, title).toMatch(refusal ?? /^$/);
  }
  expect(lines.filter((line) => /^\S/.test(line) && !line.includes('/duty-'))).toEqual([]);
});

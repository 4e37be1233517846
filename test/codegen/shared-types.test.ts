import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generate, type GenerateOptions, type SchemaInput } from '../../src/codegen/index.ts';
import type { JsonObject } from '../../src/core/json/value.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

const money = {
  type: 'object',
  properties: { amount: { type: 'number' }, parts: { type: 'array', items: { $ref: '#/$defs/money' } } },
  required: ['amount'],
};
const address = { type: 'object', properties: { street: { type: 'string' } }, additionalProperties: false };

function event(name: string, definitions: JsonObject): SchemaInput {
  const properties = Object.fromEntries(Object.keys(definitions).map((one) => [one, { $ref: `#/$defs/${one}` }]));
  return { subject: `com.shop.${name}.done`, fingerprint: name.repeat(8), schema: { title: name, type: 'object', properties, $defs: definitions } };
}

async function filesOf(schemas: readonly SchemaInput[], options: GenerateOptions = {}): Promise<ReadonlyMap<string, string>> {
  return new Map((await generate({ schemas, options })).map(({ path, text }) => [path, text]));
}

function declaredIn(text: string | undefined): readonly string[] {
  return [...(text ?? '').matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? '');
}

test('a definition of two events is one type in one file', async () => {
  const files = await filesOf([event('Order', { money, address }), event('Refund', { money })]);
  expect(declaredIn(files.get('_shared.ts'))).toEqual(['Money', 'MoneyInput']);
  expect(declaredIn(files.get('order.ts'))).toEqual(['Order', 'Address', 'OrderInput']);
  expect(declaredIn(files.get('refund.ts'))).toEqual(['Refund', 'RefundInput']);
  expect(files.get('refund.ts')).toContain("export type { Money, MoneyInput } from './_shared.js';");
});

test('what one event has alone is in its file', async () => {
  expect((await filesOf([event('Order', { money })])).has('_shared.ts')).toBe(false);
});

test('an event that is added changes no name of another', async () => {
  const order = event('Order', { money, address });
  const other = { type: 'object', properties: { cents: { type: 'integer' } } };
  const beside = [
    [],
    [event('Refund', { money })],
    [event('Refund', { money }), event('Bill', { money: other }), event('Fee', { money: other, address })],
  ];
  const uses = `import type { Money, MoneyInput, Address, Order } from './order.js';\nexport const money: Order['money'] = { amount: 1 } satisfies Money & MoneyInput;\nexport type A = Address;\n`;
  const folder = await temporaryFolder();
  for (const [index, events] of beside.entries())
    await writeAll(join(folder, String(index)), [...(await generate({ schemas: [order, ...events] })), { path: 'uses.ts', text: uses }]);
  expect(await typeCheck(folder)).toBe('');
});

test('two shapes of one name never share it', async () => {
  const other = { type: 'object', properties: { cents: { type: 'integer' } }, additionalProperties: false };
  const files = await filesOf([event('A', { money }), event('B', { money }), event('C', { money: other }), event('D', { money: other })]);
  const names = declaredIn(files.get('_shared.ts'));
  expect(names).toHaveLength(3);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^Money(X[0-9A-F]{8}|Input)$/);
  const folder = await temporaryFolder();
  await writeAll(
    folder,
    [...files].map(([path, text]) => ({ path, text })),
  );
  expect(await typeCheck(folder)).toBe('');
});

test('two shapes that are worded alike and refer to what differs never share a name', async () => {
  const holder = { type: 'object', properties: { it: { $ref: '#/$defs/it' } }, additionalProperties: false };
  const [text, number] = [{ type: 'string' }, { type: 'number' }];
  const pairs = [
    event('A', { holder, it: text }),
    event('B', { holder, it: text }),
    event('C', { holder, it: number }),
    event('D', { holder, it: number }),
  ];
  const names = declaredIn((await filesOf(pairs)).get('_shared.ts'));
  expect(names).toHaveLength(4);
  expect(new Set(names).size).toBe(4);
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas: pairs }));
  expect(await typeCheck(folder)).toBe('');
});

test('an event that is called as what a writer of one of its parts sends has both types', async () => {
  const order = { type: 'object', properties: { id: { type: 'string' } } };
  const schema = {
    title: 'OrderInput',
    type: 'object',
    required: ['order'],
    properties: { order: { $ref: '#/$defs/Order' } },
    $defs: { Order: order },
  };
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas: [{ schema }] }));
  const uses = `import type { OrderInput, OrderInputInput } from './index.js';
export const got: OrderInput = { order: { id: 'a', more: 1 }, more: 1 };
export const sent: OrderInputInput = { order: { id: 'a' } };
// @ts-expect-error a writer sends no more than is declared
export const wrong: OrderInputInput = { order: { id: 'a', more: 1 } };
`;
  await writeFile(join(folder, 'uses.ts'), uses);
  expect(await typeCheck(folder)).toBe('');
});

test('what refers to what differs is not shared', async () => {
  const holder = { type: 'object', properties: { it: { $ref: '#/$defs/it' } }, additionalProperties: false };
  const files = await filesOf([event('A', { holder, it: { type: 'string' } }), event('B', { holder, it: { type: 'number' } })]);
  expect(files.has('_shared.ts')).toBe(false);
});

test('the writer has types of its own only where they differ', async () => {
  const files = await filesOf([event('Order', { money, address })]);
  expect(declaredIn(files.get('order.ts'))).toEqual(['Order', 'Money', 'Address', 'OrderInput', 'MoneyInput']);
});

test('comments lead to the schema', async () => {
  const files = await filesOf([event('Order', { money }), event('Refund', { money })]);
  expect(files.get('order.ts')).toContain(' * @see urn:sluice:com.shop.Order.done:OrderOrderOrderOrderOrderOrderOrderOrder#\n');
  expect(files.get('_shared.ts')).toContain(
    '/** @see urn:sluice:com.shop.Order.done:OrderOrderOrderOrderOrderOrderOrderOrder#/$defs/money and 1 more */',
  );
});

test('comments say what a schema says of a member', async () => {
  const member = { description: 'How many.', type: 'integer', minimum: 1, maximum: 9, default: 2, deprecated: true, readOnly: true };
  const { schema } = event('Order', {});
  const files = await filesOf([{ schema: { ...(schema as JsonObject), properties: { member } } }]);
  const lines = ['How many.', '', '@type integer', '@minimum 1', '@maximum 9', '@readOnly', '@default 2', '@deprecated'];
  expect(files.get('order.ts')).toContain(
    `  /**\n${lines.map((line) => `   *${line === '' ? '' : ` ${line}`}\n`).join('')}   */\n  member?: number;\n`,
  );
});

test('brands keep strings of a format apart', async () => {
  const properties = {
    id: { type: 'string', format: 'uuid' },
    at: { type: ['string', 'null'], format: 'date-time' },
    own: { type: 'string', format: 'sku' },
  };
  const schema = { title: 'Row', type: 'object', properties, required: ['id', 'at', 'own'], additionalProperties: false };
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas: [{ schema }], options: { brands: true } }));
  const uses = `import type { Row } from './row.js';
import type { DateTimeString, UuidString } from './_formats.js';
export const row: Row = { id: 'x' as UuidString, at: 'y' as DateTimeString, own: 'z' };
export const text: string = row.id;
// @ts-expect-error a string that nobody checked
export const plain: Row['id'] = 'x';
// @ts-expect-error a string of another format
export const other: Row['id'] = 'y' as DateTimeString;
`;
  await writeFile(join(folder, 'uses.ts'), uses);
  expect(await typeCheck(folder)).toBe('');
  expect(declaredIn((await filesOf([{ schema }])).get('_formats.ts'))).toEqual([]);
});

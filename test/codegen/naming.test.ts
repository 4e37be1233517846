import { expect, test } from 'vitest';
import { generate } from '../../src/codegen/index.ts';
import { fileName, methodName, subjectName, typeName } from '../../src/codegen/naming.ts';

const typeRows = [
  ['order placed', 'OrderPlaced'],
  ['OrderPlaced', 'OrderPlaced'],
  ['issues$opened', 'IssuesOpened'],
  ['v1beta', 'V1Beta'],
  ['3d model', 'DModel'],
  ['String', 'StringType'],
  ['promise', 'PromiseType'],
  ['注文', undefined],
  ['', undefined],
] as const;

for (const [text, name] of typeRows) test(`typeName(${JSON.stringify(text)}) is ${name}`, () => expect(typeName(text)).toBe(name));

const subjectRows = [
  ['com.github.issues.opened', 'GithubIssuesOpened'],
  ['com.github.push', 'GithubPush'],
  ['com.github', 'ComGithub'],
  ['order.placed', 'OrderPlaced'],
  ['device/reading', 'DeviceReading'],
] as const;

for (const [subject, name] of subjectRows) test(`subjectName(${JSON.stringify(subject)}) is ${name}`, () => expect(subjectName(subject)).toBe(name));

const methods = [
  ['OrderPlaced', 'orderPlaced'],
  ['URLAdded', 'urlAdded'],
  ['Delete', 'deleteEvent'],
  ['Constructor', 'constructorEvent'],
] as const;

for (const [name, method] of methods) test(`methodName(${name}) is ${method}`, () => expect(methodName(name)).toBe(method));

for (const fingerprint of [undefined, 'a'.repeat(64)]) {
  test(`a subject with half of a surrogate pair is no type of an event, ${fingerprint === undefined ? 'without' : 'with'} a fingerprint`, async () => {
    const schema = { schema: {}, subject: 'com.shop.\ud83d', ...(fingerprint === undefined ? {} : { fingerprint }) };
    await expect(generate({ schemas: [schema] })).rejects.toMatchObject({ code: 'subject_invalid', data: { subject: 'com.shop.\ud83d' } });
  });
}

test('file names are words with hyphens', () =>
  expect(['OrderPlaced', 'URLAdded', 'V2Order'].map(fileName)).toEqual(['order-placed', 'url-added', 'v2-order']));

test('no file has the name of a device of Windows', () =>
  expect(['Con', 'AUX', 'Nul', 'Prn', 'Com1', 'LPT9', 'Console', 'Com'].map(fileName)).toEqual([
    'con_',
    'aux_',
    'nul_',
    'prn_',
    'com1_',
    'lpt9_',
    'console',
    'com',
  ]));

test('names of others do not change when an event is added', async () => {
  const one = { schema: { title: 'Order' }, subject: 'com.shop.order.placed' };
  const other = { schema: { title: 'Refund' }, subject: 'com.shop.refund.paid' };
  const alone = await generate({ schemas: [one] });
  const both = await generate({ schemas: [one, other] });
  const types = (files: typeof alone): string | undefined => files.find(({ path }) => path === 'order.ts')?.text;
  expect(types(alone)).toBeDefined();
  expect(types(both)).toBe(types(alone));
});

const collisions = [
  { title: 'equal titles', schemas: [{ title: 'Order' }, { title: 'Order' }], names: ['ShopOrderCancelled', 'ShopOrderPlaced'] },
  { title: 'titles that differ in case', schemas: [{ title: 'Order' }, { title: 'ORDER' }], names: ['ShopOrderCancelled', 'ShopOrderPlaced'] },
  {
    title: "one event's input is another event",
    schemas: [{ title: 'Order' }, { title: 'OrderInput' }],
    names: ['ShopOrderCancelled', 'ShopOrderPlaced'],
  },
];

for (const { title, schemas, names } of collisions) {
  test(`${title}: both are named by their subjects`, async () => {
    const subjects = ['com.shop.order.placed', 'com.shop.order.cancelled'];
    const files = await generate({ schemas: schemas.map((schema, index) => ({ schema, subject: subjects[index] ?? '' })) });
    const exported = [...(files.find(({ path }) => path === 'index.ts')?.text ?? '').matchAll(/^export \{ validate(\w+) \}/gm)].map(
      ([, name]) => name,
    );
    expect(exported).toEqual(names);
  });
}

test('two schemas of one event type are refused', async () => {
  const schema = { type: 'string' };
  await expect(
    generate({
      schemas: [
        { schema, subject: 'a' },
        { schema, subject: 'a' },
      ],
    }),
  ).rejects.toMatchObject({ code: 'request_invalid' });
});

test('definitions that share a name are told apart by where they stand', async () => {
  const item = (type: string) => ({ $defs: { Item: { type } } });
  const schema = {
    title: 'Pair',
    properties: { a: { $ref: '#/$defs/a/$defs/Item' }, b: { $ref: '#/$defs/b/$defs/Item' }, p: { $ref: '#/$defs/Pair' } },
    $defs: { a: item('string'), b: item('number'), Pair: { type: 'boolean' } },
  };
  const text = (await generate({ schemas: [{ schema }] })).find(({ path }) => path === 'pair.ts')?.text ?? '';
  const declared = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  expect(new Set(declared).size).toBe(declared.length);
  expect(declared).toContain('Item');
  expect(declared.filter((name) => /\d$/.test(name ?? ''))).toEqual([]);
});

test('a document that refers to itself by the name of its file is one type', async () => {
  const schema = { title: 'Tree', type: 'object', properties: { child: { $ref: 'tree.json' } } };
  const text =
    (await generate({ schemas: [{ schema, documents: { 'tree.json': { schema, dialect: 'draft-2020-12' } } }] })).find(
      ({ path }) => path === 'tree.ts',
    )?.text ?? '';
  expect([...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name)).toEqual(['Tree', 'TreeInput']);
});

test('a very long title makes a name that fits into a file name', () => {
  const [one, other] = ['x'.repeat(5000), `${'x'.repeat(4999)}y`].map((title) => typeName(title) ?? '');
  expect(one).toMatch(/^X[x]{70}X[0-9A-F]{8}$/);
  expect(other).not.toBe(one);
});

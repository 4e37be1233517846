import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ORDER_V1 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';

const ENVELOPE = { specversion: '1.0', id: '1', source: '/s' };

let cwd = '';
beforeAll(async () => {
  cwd = await folderWith({
    'one.json': { a: 1 },
    'list.json': [{ a: 1 }, { a: 2, b: 'x' }],
    'lines.ndjson': '{"a":1}\n\n{"a":2,"b":"x"}\n',
    'lines.txt': '{"a":1}\n{"a":2,"b":"x"}\n',
    'folder/a.json': { a: 1 },
    'folder/deep/b.jsonl': '{"a":2,"b":"x"}\n',
    'folder/readme.md': 'no sample',
    'folder/named.json/readme.md': 'a folder, though it is called like a sample',
    'events.json': [
      { ...ENVELOPE, type: 'order', data: { a: 1 } },
      { ...ENVELOPE, type: 'order', data: { a: 2, b: 'x' } },
      { ...ENVELOPE, type: 'other', data: 1 },
    ],
    'broken.ndjson': '{"a":1}\n{"a":}\n',
    'empty.ndjson': '',
    'order.json': ORDER_V1,
    'never.json': false,
    'bad.json': { type: 'objekt' },
  });
});

const SCHEMA = { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, b: { type: 'string' } } };

for (const args of [
  ['list.json'],
  ['lines.ndjson'],
  ['lines.txt'],
  ['folder'],
  ['one.json', 'folder/deep/b.jsonl'],
  ['events.json', '--type', 'order'],
]) {
  test(`infer ${args.join(' ')}: the schema goes to standard output, what is uncertain to standard error`, async () => {
    const { code, stdout, stderr } = await sluiceHere(['infer', ...args], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject(SCHEMA);
    expect(stderr).toMatch(/2 samples; every one is valid under the schema[^]*\/b +string +1 of 2/);
  });
}

test('infer - reads standard input', async () => {
  expect(JSON.parse((await sluice(['infer', '-', '--title', 'T'], { cwd, stdin: '{"a":1}\n{"a":2,"b":"x"}' })).stdout)).toMatchObject({
    title: 'T',
    ...SCHEMA,
  });
});

test('infer --format json has schema and places', async () => {
  expect(JSON.parse((await sluiceHere(['infer', 'list.json', '--format', 'json'], { cwd })).stdout)).toMatchObject({
    schemaVersion: 1,
    samples: 2,
    schema: SCHEMA,
    places: [{ place: '', seen: 2 }, {}, {}],
  });
});

const WRONG = [
  { args: ['infer', 'events.json'], code: 2, says: 'order (2), other (1)' },
  { args: ['infer', 'events.json', '--type', 'none'], code: 2, says: 'no event of type "none"' },
  { args: ['infer', 'broken.ndjson'], code: 1, says: 'broken.ndjson:2:' },
  { args: ['infer', 'empty.ndjson'], code: 2, says: 'no sample' },
  { args: ['infer', 'nowhere'], code: 2, says: 'nowhere' },
  { args: ['infer', 'list.json', '--enum', 'x'], code: 2, says: '--enum' },
  { args: ['mock', 'bad.json'], code: 1, says: 'bad.json:2:' },
  { args: ['mock', 'never.json'], code: 1, says: 'which is proved' },
  { args: ['mock', 'order.json', '--count', '0'], code: 2, says: '--count' },
  { args: ['mock', 'order.json', '--seed', '-1'], code: 2, says: '--seed' },
];
for (const { args, code, says } of WRONG) {
  test(`${args.join(' ')} exits with ${code}`, async () => {
    const finished = await sluiceHere(args, { cwd });
    expect([finished.code, finished.stdout]).toEqual([code, '']);
    expect(finished.stderr).toContain(says);
  });
}

test('mock makes events, a line each, that its own schema could have been inferred from', async () => {
  await sluiceHere(['mock', 'order.json', '--count', '30', '--seed', '5', '--output', 'mocked.ndjson'], { cwd });
  expect((await readFile(join(cwd, 'mocked.ndjson'), 'utf8')).trimEnd().split('\n')).toHaveLength(30);
  const { stdout } = await sluiceHere(['infer', 'mocked.ndjson'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    required: ['amount', 'orderId'],
    properties: { amount: { type: 'integer' }, orderId: { type: 'string' } },
  });
});

test('mock gives the same events for the same seed', async () => {
  const [first, again, other] = await Promise.all(['5', '5', '6'].map((seed) => sluiceHere(['mock', 'order.json', '--seed', seed], { cwd })));
  expect(again?.stdout).toBe(first?.stdout);
  expect(other?.stdout).not.toBe(first?.stdout);
});

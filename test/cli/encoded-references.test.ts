import { beforeAll, expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { makeRepository } from './repository.ts';
import { startHere } from './serve-here.ts';

// A `$ref` is a URI-reference: a file whose name is none by itself is written percent-encoded.

const FILES = [
  { reference: 'price%20list.json', file: 'price list.json' },
  { reference: './gr%C3%B6%C3%9Fe.json#/$defs/amount', file: 'größe.json' },
  { reference: '100%25.json', file: '100%.json' },
  { reference: 'a%23b.json', file: 'a#b.json' },
  { reference: 'in%20parts/%61.json', file: 'in parts/a.json' },
] as const;
const LED_ELSEWHERE = [
  '%2e%2e/secret.json',
  '%2E%2e/secret.json',
  'in%20parts%2fa.json',
  'in%20parts%5Ca.json',
  'a%00.json',
  '100%.json',
  '%2e/secret.json',
];

/** By `amount.json` beside it, so that it is read from a folder of its own as well. */
const PART = { $defs: { amount: { $ref: 'amount.json' } }, $ref: '#/$defs/amount' };

let cwd = '';

beforeAll(async () => {
  const parts = FILES.map(({ file }) => [`schemas/${file}`, PART] as const);
  const roots = FILES.map(({ reference }, at) => [`schemas/root${at}.json`, { properties: { total: { $ref: reference } } }] as const);
  cwd = await folderWith({
    'schemas/amount.json': { type: 'integer' },
    'schemas/in parts/amount.json': { type: 'integer' },
    'secret.json': { type: 'integer' },
    'schemas/secret.json': { type: 'integer' },
    'good.json': { total: 5 },
    'wrong.json': { total: 'five' },
    ...Object.fromEntries([...parts, ...roots]),
    ...Object.fromEntries(LED_ELSEWHERE.map(($ref, at) => [`schemas/elsewhere${at}.json`, { properties: { total: { $ref } } }])),
  });
  makeRepository(cwd);
});

for (const [at, { reference, file }] of FILES.entries()) {
  test(`${reference} leads to ${file}`, async () => {
    const schema = `schemas/root${at}.json`;
    expect(await sluiceHere(['validate', 'good.json', '--schema', schema], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await sluiceHere(['validate', 'wrong.json', '--schema', schema], { cwd })).toMatchObject({ code: 1 });
    expect(await sluiceHere(['compat', schema, '--against', 'git:HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect(await sluiceHere(['lint', schema], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
}

test('such a file becomes part of what is registered', async () => {
  const { registry } = await startHere(['serve', '--port', '0', '--store', 'memory:']);
  const register = (schema: string): ReturnType<typeof sluiceHere> =>
    sluiceHere(['register', schema, '--subject', 'priced', '--registry', registry], { cwd });
  expect(await register('schemas/root4.json')).toMatchObject({ code: 0, stderr: '' });
  expect(await register('schemas/root4.json')).toMatchObject({ code: 0, stdout: expect.stringContaining('already registered') as string });
  const judged = (event: string): ReturnType<typeof sluiceHere> =>
    sluiceHere(['validate', event, '--subject', 'priced', '--registry', registry], { cwd });
  expect([(await judged('good.json')).code, (await judged('wrong.json')).code]).toEqual([0, 1]);
});

for (const [at, reference] of LED_ELSEWHERE.entries()) {
  test(`${reference} leads to no file`, async () => {
    const run = await sluiceHere(['validate', 'good.json', '--schema', `schemas/elsewhere${at}.json`], { cwd });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining(reference) as string });
  });
}

test('where there is no such file, the one that was looked for is named as the file system would call it', async () => {
  const folder = await folderWith({ 'root.json': { $ref: 'price%20list.json' }, 'good.json': 1 });
  const { code, stderr } = await sluiceHere(['validate', 'good.json', '--schema', 'root.json'], { cwd: folder });
  expect({ code, says: stderr.includes('looked for the file price list.json: there is none') }).toEqual({ code: 1, says: true });
});

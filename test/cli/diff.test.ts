import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';
import { makeRepository } from './repository.ts';

let cwd = '';
let server: ServerHere;

beforeAll(async () => {
  cwd = await folderWith({
    'v1.json': ORDER_V1,
    'v2.json': ORDER_V2,
    'order.json': ORDER_V1,
    'money/a.json': { $ref: 'cents.json' },
    'money/cents.json': {},
  });
  makeRepository(cwd);
  await writeFile(join(cwd, 'order.json'), JSON.stringify(ORDER_BROKEN, null, 2));
  await writeFile(join(cwd, 'money/cents.json'), '{ "minimum": 0 }');
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:']);
  for (const file of ['v1.json', 'v2.json']) await sluiceHere(['register', file, '--subject', 'order', '--registry', server.registry], { cwd });
});

afterAll(async () => {
  await server.stop();
});

test('says what changed, where, and what it means', async () => {
  expect(await sluice(['diff', 'git:HEAD', 'order.json'], { cwd })).toEqual({
    code: 0,
    stderr: '',
    stdout: `HEAD:order.json → order.json: 3 differences, forward (the older reads what the newer writes; declared)
  added    required currency
    order.json:8:5 (/required/2)
  added    property note: {"type":"string"}
    order.json:18:13 (/properties/note)
  added    property currency: {"type":"string"}
    order.json:21:17 (/properties/currency)
`,
  });
});

const SIDES = [
  { title: 'files', args: ['v1.json', 'v2.json'], names: ['v1.json', 'v2.json'], count: 1 },
  { title: 'a git revision of another file', args: ['git:HEAD:v1.json', 'order.json'], names: ['HEAD:v1.json', 'order.json'], count: 3 },
  { title: 'the same file at a revision, as the newer', args: ['order.json', 'git:HEAD'], names: ['order.json', 'HEAD:order.json'], count: 3 },
  { title: 'two versions of a registry', args: ['order@1', 'order@latest'], names: ['order@1', 'order@2'], count: 1 },
  { title: 'a file and a version', args: ['order@2', 'v2.json'], names: ['order@2', 'v2.json'], count: 0 },
  { title: 'a file against a subject', args: ['v1.json', '--against', 'order'], names: ['order@2', 'v1.json'], count: 1 },
  { title: 'a file against one version', args: ['v2.json', '--against', 'order@1'], names: ['order@1', 'v2.json'], count: 1 },
  { title: 'a file against itself at a revision', args: ['order.json', '--against', 'git:HEAD'], names: ['HEAD:order.json', 'order.json'], count: 3 },
  { title: 'a file against another', args: ['v2.json', '--against', 'v1.json'], names: ['v1.json', 'v2.json'], count: 1 },
  { title: 'what files refer to', args: ['git:HEAD', 'money/a.json'], names: ['HEAD:money/a.json', 'money/a.json'], count: 1 },
];
for (const { title, args, names, count } of SIDES) {
  test(`both sides may be ${title}`, async () => {
    const { stdout } = await sluiceHere(['diff', ...args, '--format', 'json', '--registry', server.registry], { cwd });
    const { from, to, changes } = JSON.parse(stdout) as { from: string; to: string; changes: unknown[] };
    expect([[from, to], changes.length]).toEqual([names, count]);
  });
}

const COMPAT_SIDES = [
  { args: ['order@2', '--against', 'order@1'], code: 0 },
  { args: ['order@2', '--against', 'v1.json'], code: 0 },
  { args: ['git:HEAD:v1.json', '--against', 'order.json', '--level', 'FORWARD'], code: 1 },
  { args: ['order.json', '--against', 'git:HEAD:v1.json'], code: 1 },
  { args: ['order.json', '--against', 'order'], code: 1 },
];
for (const { args, code } of COMPAT_SIDES) {
  test(`compat ${args.join(' ')} exits with ${code}`, async () => {
    expect(await sluiceHere(['compat', ...args, '--registry', server.registry], { cwd })).toMatchObject({ code });
  });
}

const EXITS = [
  { args: ['v1.json', 'v2.json', '--exit-code'], code: 1 },
  { args: ['v1.json', 'v1.json', '--exit-code'], code: 0 },
  { args: ['v1.json', 'nowhere.json'], code: 2 },
  { args: ['git:HEAD', 'git:HEAD'], code: 2 },
];
for (const { args, code } of EXITS) {
  test(`diff ${args.join(' ')} exits with ${code}`, async () => {
    expect(await sluiceHere(['diff', ...args], { cwd })).toMatchObject({ code });
  });
}

test('several files are each compared with themselves; a new one is fine where that is allowed', async () => {
  await writeFile(join(cwd, 'new.json'), '{}');
  await writeFile(join(cwd, 'bad.json'), '{ "type": 1 }');
  const args = ['compat', 'order.json', 'new.json', 'bad.json', '--against', 'git:HEAD'];
  const { code, stdout } = await sluiceHere([...args, '--allow-new', '--format', 'json'], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    compatible: false,
    files: [
      { file: 'order.json', compatible: false },
      { file: 'new.json', compatible: true, new: true },
      { file: 'bad.json', error: { code: 'schema_invalid' } },
    ],
  });
  expect(await sluiceHere(args, { cwd })).toMatchObject({ code: 2 });
});

test('in a project, a file is held against the subject that it is published as', async () => {
  const project = await folderWith({
    'sluice.config.json': { registry: server.registry, publishes: [{ files: 'schemas/*.json', subject: '{name}' }] },
    'schemas/order.json': ORDER_V1,
    'other.json': ORDER_V1,
  });
  const diff = (file: string): ReturnType<typeof sluiceHere> => sluiceHere(['diff', file], { cwd: project, env: { SLUICE_REGISTRY: '' } });
  expect(await diff('schemas/order.json')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^order@2 → schemas\/order\.json: 1 difference/) });
  expect(await diff('other.json')).toMatchObject({ code: 2, stderr: expect.stringContaining('the older one is missing: name it with --against') });
});

test('a file is held against its subject with what lies beside it and what the project refers to', async () => {
  const order = { properties: { toll: { $ref: 'shared/toll.json' }, price: { $ref: 'urn:price' } } };
  const rule = { files: '*.order.json', subject: '{name}', references: { 'urn:price': 'beside.price@1' } };
  const project = await folderWith({
    'sluice.config.json': { registry: server.registry, publishes: [rule] },
    'beside.order.json': order,
    'shared/toll.json': { properties: { lane: { $ref: 'lane.json' } } },
    'shared/lane.json': { type: 'integer' },
    'price.json': { type: 'number' },
  });
  const run = (...args: string[]): ReturnType<typeof sluiceHere> => sluiceHere(args, { cwd: project, env: { SLUICE_REGISTRY: '' } });
  await run('register', 'price.json', '--subject', 'beside.price');
  expect(await run('publish')).toMatchObject({ code: 0 });
  expect(await run('diff', 'beside.order.json')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: 'beside.order@1 → beside.order.json: no difference\n',
  });
  expect(await run('diff', 'beside.order.json', 'beside.order@1')).toMatchObject({ stdout: expect.stringContaining('no difference') });
  await writeFile(join(project, 'shared/toll.json'), '{\n  "required": ["lane"],\n  "properties": { "lane": { "$ref": "lane.json" } }\n}');
  expect(await run('diff', 'beside.order.json')).toMatchObject({
    code: 0,
    stdout: `beside.order@1 → beside.order.json: 1 difference, forward (the older reads what the newer writes; declared)
  added    required lane
    shared/toll.json:2:16 (/required/0)
`,
  });
});

for (const { args, says } of [
  { args: ['v1.json', 'v2.json', 'order.json'], says: 'expected two schemas; found 3' },
  { args: ['v1.json', 'v2.json', '--against', 'order.json'], says: 'expected one schema beside --against; found 2' },
]) {
  test(`diff ${args.join(' ')} is wrong usage`, async () => {
    expect(await sluiceHere(['diff', ...args], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1 } from './contracts.ts';
import { startRegistry, type RegistryServer } from '../gateway/registry-server.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';
import { makeRepository } from './repository.ts';

// What somebody names beside `--against`, and which registry is asked about it.

/** A monorepo whose root is no project; the package names a registry of its own. */
async function monorepo(registry: string): Promise<string> {
  const cwd = await folderWith({
    'packages/orders/sluice.config.json': { registry, publishes: [{ files: 'schemas/*.json', subject: 'com.shop.{name}' }] },
    'packages/orders/schemas/placed.json': ORDER_BROKEN,
    'packages/orders/asyncapi.yaml': 'asyncapi: 3.0.0\ninfo: { title: Shop, version: 1.0.0 }\n',
  });
  makeRepository(cwd);
  return cwd;
}

const FILE = 'packages/orders/schemas/placed.json';
const NOBODY = 'http://127.0.0.1:9';
const UNSET = { SLUICE_REGISTRY: '' };
let running: RegistryServer;
let server: { readonly registry: string };
/** For rows that only read: one whose package names the server, and one whose package names nobody. */
let known = '';
let unknown = '';

beforeAll(async () => {
  const cwd = await folderWith({ 'v1.json': ORDER_V1 });
  running = await startRegistry();
  server = { registry: running.url };
  await sluiceHere(['register', 'v1.json', '--subject', 'com.shop.placed', '--registry', server.registry], { cwd });
  known = await monorepo(server.registry);
  unknown = await monorepo(NOBODY);
});

afterAll(() => running.close());

const ASKED = [
  { title: 'compat', args: ['compat', FILE, '--against', 'com.shop.placed'], code: 1, says: 'currency' },
  { title: 'compat without --against', args: ['compat', FILE], code: 1, says: 'currency' },
  { title: 'diff', args: ['diff', FILE, '--against', 'com.shop.placed'], code: 0, says: 'currency' },
  { title: 'diff, the older one first,', args: ['diff', 'com.shop.placed', FILE], code: 0, says: 'currency' },
];

for (const { title, args, code, says } of ASKED) {
  test(`${title} asks the registry of the project around the file, from outside of it`, async () => {
    const run = await sluiceHere(args, { cwd: known, env: UNSET });
    expect(run).toMatchObject({ code, stdout: expect.stringContaining(says) as string });
  });
}

test('a flag and the environment go over the project around the file', async () => {
  const cwd = unknown;
  const args = ['compat', FILE, '--against', 'com.shop.placed'];
  expect(await sluiceHere([...args, '--registry', server.registry], { cwd })).toMatchObject({ code: 1, stderr: '' });
  expect(await sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: server.registry } })).toMatchObject({ code: 1, stderr: '' });
});

const SLIPS = [
  { args: ['compat', FILE, '--against', 'main'], registry: NOBODY, code: 3, says: 'did you mean git:main?' },
  { args: ['diff', FILE, '--against', 'main'], registry: NOBODY, code: 3, says: 'did you mean git:main?' },
  { args: ['compat', FILE, '--against', 'main'], registry: 'the real one', code: 2, says: 'did you mean git:main?' },
  { args: ['compat', 'packages/orders/asyncapi.yaml', '--against', 'main'], registry: NOBODY, code: 2, says: 'did you mean git:main? What' },
  { args: ['compat', 'packages/orders/schemas', '--against', 'git:main'], registry: NOBODY, code: 2, says: 'packages/orders/schemas is a folder' },
  { args: ['compat', FILE, '--against', 'packages/'], registry: NOBODY, code: 2, says: 'Name the files in it: packages/*.json' },
  { args: ['diff', 'packages', '--against', 'git:main'], registry: NOBODY, code: 2, says: 'packages is a folder' },
];

for (const { args, registry, code, says } of SLIPS) {
  test(`${args.join(' ')} with ${registry} says: ${says}`, async () => {
    const cwd = registry === NOBODY ? unknown : known;
    expect(await sluiceHere(args, { cwd, env: UNSET })).toMatchObject({ code, stderr: expect.stringContaining(says) as string });
  });
}

test('no revision is meant where git has none of that name', async () => {
  const { code, stderr } = await sluiceHere(['compat', FILE, '--against', 'com.shop.none'], { cwd: unknown, env: UNSET });
  expect({ code, hints: stderr.includes('did you mean') }).toEqual({ code: 3, hints: false });
});

describe('a file whose project answers a $ref with a version of the registry', () => {
  const ORDER = 'packages/orders/events/placed.json';
  const order = (...required: readonly string[]): object => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required,
    properties: { total: { $ref: '../shared/money.json' }, note: { type: 'string' } },
  });
  const config = (version: number): object => ({
    registry: server.registry,
    publishes: [
      { files: 'shared/*.json', subject: 'ref.{name}' },
      { files: 'events/*.json', subject: 'ref.order.{name}', references: { '../shared/money.json': `ref.money@${version}` } },
    ],
  });
  let cwd = '';
  beforeAll(async () => {
    cwd = await folderWith({
      'packages/orders/sluice.config.json': config(1),
      [ORDER]: order('total'),
      'packages/orders/shared/money.json': { type: 'integer' },
      'event.json': { total: 5 },
      'wrong.json': { total: 'five' },
    });
    makeRepository(cwd);
    const register = (file: string, ...more: readonly string[]): Promise<unknown> =>
      sluiceHere(['register', file, '--subject', 'ref.money', '--registry', server.registry, ...more], { cwd });
    await register('packages/orders/shared/money.json');
    await writeFile(join(cwd, 'v2.json'), '{ "type": "string" }');
    await register('v2.json', '--allow-breaking', '--reason', 'as text');
  });

  const here = (...args: readonly string[]): ReturnType<typeof sluiceHere> => sluiceHere(args, { cwd, env: UNSET });

  const FINE: readonly (readonly string[])[] = [
    ['lint', ORDER, '--rule', 'missing_description=off'],
    ['mock', ORDER],
    ['verify', '--schema', ORDER, '--runs', '20', '--seed', '1'],
    ['generate', '--schema', ORDER, '--out', 'made'],
    ['validate', 'event.json', '--schema', ORDER],
    ['compat', ORDER, '--against', 'git:main'],
    ['diff', ORDER, '--against', 'git:main', '--exit-code'],
    ['compat', ORDER, '--against', ORDER],
  ];
  for (const args of FINE) {
    test(`${args.join(' ')} reads that version`, async () => {
      expect(await here(...args)).toMatchObject({ code: 0, stderr: '' });
    });
  }

  test('a configuration above the repository, which no revision has, is no reason to fail', async () => {
    const outer = await folderWith({
      'sluice.config.json': { publishes: [{ files: 'inner/*.json', subject: '{name}' }] },
      'inner/order.json': { properties: { a: { $ref: 'part.json' } } },
      'inner/part.json': { type: 'string' },
    });
    const inner = join(outer, 'inner');
    makeRepository(inner);
    expect(await sluiceHere(['compat', 'order.json', '--against', 'git:HEAD'], { cwd: inner, env: UNSET })).toMatchObject({ code: 0, stderr: '' });
  });

  test('it judges: what the version refuses is refused', async () => {
    expect(await here('validate', 'wrong.json', '--schema', ORDER)).toMatchObject({ code: 1 });
  });

  test('lint without files passes as check does', async () => {
    const folder = join(cwd, 'packages/orders');
    expect(await sluiceHere(['lint'], { cwd: folder, env: UNSET })).toMatchObject({ code: 0, stdout: expect.stringContaining('0 errors') as string });
  });

  test('at a revision it is the version that the configuration named then', async () => {
    await writeFile(join(cwd, 'packages/orders/sluice.config.json'), JSON.stringify(config(2)));
    const compared = await here('compat', ORDER, '--against', 'git:main');
    expect(compared).toMatchObject({ code: 1, stdout: expect.stringContaining('takes only string') as string });
    expect(await here('compat', ORDER, '--against', 'git:main', '--changed')).toMatchObject({ code: 1 });
    await writeFile(join(cwd, 'packages/orders/sluice.config.json'), JSON.stringify(config(1)));
  });

  test('without a registry that answers, that is what is said', async () => {
    expect(await sluiceHere(['lint', ORDER], { cwd, env: { SLUICE_REGISTRY: NOBODY } })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('registry_unavailable') as string,
    });
  });
});

test('a --reference is asked of the registry of the project around the file', async () => {
  const cwd = await monorepo(server.registry);
  await writeFile(join(cwd, FILE), JSON.stringify({ properties: { a: { $ref: 'urn:other' } } }));
  const args = ['compat', FILE, '--against', FILE, '--reference', 'urn:other=com.shop.placed@1'];
  expect(await sluiceHere(args, { cwd, env: UNSET })).toMatchObject({ code: 0, stderr: '' });
});

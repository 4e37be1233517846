import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_V1 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, type Server } from './process.ts';

// What somebody names beside `--against`, and which registry is asked about it.

/** A monorepo whose root is no project; the package names a registry of its own. */
async function monorepo(registry: string): Promise<string> {
  const cwd = await folderWith({
    'packages/orders/sluice.config.json': { registry, publishes: [{ files: 'schemas/*.json', subject: 'com.shop.{name}' }] },
    'packages/orders/schemas/placed.json': ORDER_BROKEN,
    'packages/orders/asyncapi.yaml': 'asyncapi: 3.0.0\ninfo: { title: Shop, version: 1.0.0 }\n',
  });
  const git = (...args: readonly string[]): Buffer => execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args]);
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  return cwd;
}

const FILE = 'packages/orders/schemas/placed.json';
const NOBODY = 'http://127.0.0.1:9';
const UNSET = { SLUICE_REGISTRY: '' };
let server: Server;

beforeAll(async () => {
  const cwd = await folderWith({ 'v1.json': ORDER_V1 });
  server = await serve(['serve', '--port', '0', '--store', 'memory:'], { cwd });
  await sluiceHere(['register', 'v1.json', '--subject', 'com.shop.placed', '--registry', server.registry], { cwd });
});

afterAll(() => server.stop());

const ASKED = [
  { title: 'compat', args: ['compat', FILE, '--against', 'com.shop.placed'], code: 1, says: 'currency' },
  { title: 'compat without --against', args: ['compat', FILE], code: 1, says: 'currency' },
  { title: 'diff', args: ['diff', FILE, '--against', 'com.shop.placed'], code: 0, says: 'currency' },
  { title: 'diff, the older one first,', args: ['diff', 'com.shop.placed', FILE], code: 0, says: 'currency' },
];

for (const { title, args, code, says } of ASKED) {
  test(`${title} asks the registry of the project around the file, from outside of it`, async () => {
    const run = await sluiceHere(args, { cwd: await monorepo(server.registry), env: UNSET });
    expect(run).toMatchObject({ code, stdout: expect.stringContaining(says) as string });
  });
}

test('a flag and the environment go over the project around the file', async () => {
  const cwd = await monorepo(NOBODY);
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
    const cwd = await monorepo(registry === NOBODY ? NOBODY : server.registry);
    expect(await sluiceHere(args, { cwd, env: UNSET })).toMatchObject({ code, stderr: expect.stringContaining(says) as string });
  });
}

test('no revision is meant where git has none of that name', async () => {
  const { code, stderr } = await sluiceHere(['compat', FILE, '--against', 'com.shop.none'], { cwd: await monorepo(NOBODY), env: UNSET });
  expect({ code, hints: stderr.includes('did you mean') }).toEqual({ code: 3, hints: false });
});

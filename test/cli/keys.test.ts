import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';

interface Place {
  readonly cwd: string;
  readonly server: ServerHere;
  readonly admin: string;
}

/** A server that asks for keys, and the first one. */
async function start(): Promise<Place> {
  const cwd = await folderWith({ 'order.json': { type: 'object' } });
  const made = await sluiceHere(['keys', 'create', '--dir', 'data', '--name', 'admin', '--scope', 'admin'], { cwd });
  const server = await startHere(['serve', '--port', '0', '--dir', 'data', '--auth', 'keys'], { cwd });
  return { cwd, server, admin: made.stdout.trim() };
}

test('the first key is made on the store, and makes others over HTTP; standard output is the key alone', async () => {
  const { cwd, server, admin } = await start();
  expect(admin).toMatch(/^sluice_[0-9a-f]{16}_[0-9a-f]{64}$/);
  const env = { SLUICE_REGISTRY: server.registry, SLUICE_TOKEN: admin };
  const made = await sluice(['keys', 'create', '--name', 'shop', '--scope', 'register:com.shop.*', 'read:*', '--expires', '90d'], { env });
  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^sluice_\w+\n$/),
    stderr: expect.stringContaining('register:com.shop.* read:*'),
  });
  const shop = { ...env, SLUICE_TOKEN: made.stdout.trim() };
  const register = (subject: string) => sluiceHere(['register', 'order.json', '--subject', subject], { cwd, env: shop });
  await expect(register('com.shop.order')).resolves.toMatchObject({ code: 0 });
  await expect(register('com.shopping')).resolves.toMatchObject({ code: 3, stderr: expect.stringContaining('forbidden') });
  const id = made.stdout.split('_')[1] ?? '';
  await expect(sluiceHere(['keys', 'revoke', id], { env })).resolves.toMatchObject({ code: 0 });
  await expect(register('com.shop.order')).resolves.toMatchObject({ code: 3, stderr: expect.stringContaining('unauthenticated') });
  const listed = await sluiceHere(['keys', 'list'], { env });
  expect(listed.stdout).toMatch(new RegExp(`${id} +revoked +register:com\\.shop\\.\\* read:\\* `));
  const log = await sluiceHere(['audit-log', '--format', 'ndjson'], { env });
  const entries = log.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { action: string; actor: string });
  expect(entries.map(({ action }) => action)).toEqual(['key.create', 'key.create', 'version.register', 'key.revoke']);
  expect(entries[0]?.actor).toMatch(/^local:/);
});

test('no secret is in the output of the server, in the list, in the audit log, or in any file of the data folder', async () => {
  const { cwd, server, admin } = await start();
  const env = { SLUICE_REGISTRY: server.registry, SLUICE_TOKEN: admin };
  await sluiceHere(['list'], { env: { ...env, SLUICE_TOKEN: `${admin.slice(0, -4)}0000` } });
  const said = await Promise.all([['keys', 'list'], ['audit-log', '--format', 'json'], ['list']].map((args) => sluiceHere(args, { env })));
  const { stdout, stderr } = await server.stop();
  const files = await Promise.all(
    ['registry.sqlite', 'registry.sqlite-wal'].map((name) => readFile(join(cwd, 'data', name), 'latin1').catch(() => '')),
  );
  const secret = admin.split('_')[2] ?? 'none';
  const everything = [stdout, stderr, ...said.flatMap((one) => [one.stdout, one.stderr]), ...files].join('\n');
  expect(everything).not.toContain(secret.slice(0, 32));
});

test('a server that asks for keys and has none says how to make the first one', async () => {
  const cwd = await folderWith();
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:', '--auth', 'keys'], { cwd });
  const { stderr } = await server.stop();
  expect(stderr).toContain('sluice keys create --name admin --scope admin');
});

test('a store with keys warns where nobody asks for one, and no more when the last is revoked', async () => {
  const cwd = await folderWith();
  const created = await sluiceHere(['keys', 'create', '--dir', 'data', '--name', 'a', '--scope', 'admin', '--format', 'json'], { cwd });
  const logOf = async (): Promise<string> => (await (await startHere(['serve', '--port', '0', '--dir', 'data'], { cwd })).stop()).stderr;
  expect(await logOf()).toMatch(/"level":"warn".*"keys":1.*the store has API keys, and nobody is asked for one/);
  const { id } = JSON.parse(created.stdout) as { readonly id: string };
  await sluiceHere(['keys', 'revoke', id, '--dir', 'data'], { cwd });
  expect(await logOf()).not.toContain('"level":"warn"');
});

test('up gives its gateway a key of its own', async () => {
  const server = await startHere(['up', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:', '--auth', 'keys'], {
    cwd: await folderWith(),
  });
  await expect(fetch(`${server.registry}/api/v1/subjects`).then(({ status }) => status)).resolves.toBe(401);
  await expect(fetch(`${server.gateway}/-/readyz`).then(({ status }) => status)).resolves.toBe(200);
});

test('a public address is taken with --auth keys', async () => {
  const server = await startHere(['serve', '--port', '0', '--host', '0.0.0.0', '--store', 'memory:', '--auth', 'keys'], { cwd: await folderWith() });
  await expect(server.stop()).resolves.toMatchObject({ code: 0, stderr: expect.stringContaining('without TLS') });
});

for (const [args, expected] of [
  [['keys', 'create', '--name', 'x', '--scope', 'read'], 'registry_unavailable'],
  [['keys', 'create', '--scope', 'read', '--dir', 'd'], '--name'],
  [['keys', 'create', '--name', 'x', '--dir', 'd'], '--scope'],
  [['keys', 'create', '--name', 'x', '--scope', 'write', '--dir', 'd'], 'ACCESS'],
  [['keys', 'create', '--name', 'x', '--scope', 'read', '--store', 'memory:'], 'keeps nothing'],
  [['keys', 'destroy'], 'create, list, revoke'],
  [['keys', 'revoke', '--dir', 'd'], 'id of a key'],
  [['serve', '--auth', 'none'], 'expected keys'],
] as const) {
  test(`sluice ${args.join(' ')} is refused and says ${expected}`, async () => {
    const { code, stderr } = await sluiceHere(args, { cwd: await folderWith() });
    expect({ code, told: stderr.includes(expected) }).toEqual({ code: expected === 'registry_unavailable' ? 3 : 2, told: true });
  });
}

test('the data folder is for its owner only', async () => {
  const { cwd } = await start();
  expect((await stat(join(cwd, 'data'))).mode & 0o077).toBe(0);
});

test('a key that is made before the server first starts says that its store is new; lists and revocations make none', async () => {
  const cwd = await folderWith();
  for (const action of [['list'], ['revoke', '0f3a9c21b5d7e604']]) {
    const { code, stderr } = await sluiceHere(['keys', ...action, '--dir', 'data'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('there is no store at') });
  }
  await expect(stat(join(cwd, 'data'))).rejects.toThrow('ENOENT');
  const create = ['keys', 'create', '--name', 'admin', '--scope', 'admin'];
  const said = `made a new, empty store at ${join(cwd, 'data', 'registry.sqlite')}`;
  expect((await sluiceHere([...create, '--dir', 'data'], { cwd })).stderr).toContain(said);
  expect((await sluiceHere([...create, '--dir', 'data'], { cwd })).stderr).not.toContain('made a new');
  await expect(sluiceHere([...create, '--dir', 'no/where'], { cwd })).resolves.toMatchObject({ code: 2, stdout: '' });
});

test('revoking says what was revoked already, and warns of the last key that may do everything', async () => {
  const cwd = await folderWith();
  const at = (...args: string[]) => sluiceHere(['keys', ...args, '--dir', 'data'], { cwd });
  const idOf = (key: string): string => key.split('_')[1] ?? '';
  const first = idOf((await at('create', '--name', 'a', '--scope', 'admin')).stdout);
  await at('create', '--name', 'part', '--scope', 'admin:com.shop.*');
  const second = idOf((await at('create', '--name', 'b', '--scope', 'admin', '--expires', '12h')).stdout);
  await expect(at('revoke', first)).resolves.toMatchObject({ code: 0, stdout: expect.stringMatching(/is revoked\n$/), stderr: '' });
  await expect(at('revoke', first)).resolves.toMatchObject({ code: 0, stdout: expect.stringMatching(/was revoked already, at 2/), stderr: '' });
  await expect(at('revoke', second)).resolves.toMatchObject({ code: 0, stderr: expect.stringContaining('the last key with admin:*') });
});

for (const { args, says } of [
  { args: ['list', '--scope', 'admin'], says: 'keys list takes no --scope; that is a flag of `keys create`' },
  { args: ['list', 'ci'], says: 'keys list takes no id; found "ci"' },
  { args: ['create', 'ci', '--scope', 'read'], says: 'keys create takes no id; found "ci"' },
]) {
  test(`keys ${args.join(' ')} is refused: ${says}`, async () => {
    const { code, stderr } = await sluiceHere(['keys', ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
  });
}

import { randomUUID } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';
import { until } from '../until.ts';
import { createCertificate } from '../server/certificates.ts';

interface Place {
  readonly cwd: string;
  readonly server: ServerHere;
  readonly admin: string;
  readonly env: Readonly<Record<string, string>>;
}

async function start(...args: readonly string[]): Promise<Place> {
  const cwd = await folderWith();
  const made = await sluiceHere(['keys', 'create', '--dir', 'data', '--name', 'admin', '--scope', 'admin'], { cwd });
  const server = await startHere(['serve', '--port', '0', '--dir', 'data', ...args], { cwd });
  return { cwd, server, admin: made.stdout.trim(), env: { XDG_CONFIG_HOME: join(cwd, 'config'), SLUICE_REGISTRY: server.registry } };
}

test('login keeps a key for one registry in a file of the owner, whoami uses it, logout forgets it', async () => {
  const { cwd, server, admin, env } = await start('--auth', 'keys');
  await expect(sluiceHere(['whoami'], { env })).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('anonymous') });
  await expect(sluiceHere(['list'], { env })).resolves.toMatchObject({ code: 3 });
  const login = await sluice(['login', `${server.registry}/`], { env, stdin: `${admin}\n` });
  expect(login).toMatchObject({ code: 0, stdout: expect.stringContaining('admin:*') });
  expect(login.stdout + login.stderr).not.toContain(admin);
  const file = join(cwd, 'config', 'sluice', 'keys.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(cwd, 'config', 'sluice'))).mode & 0o077).toBe(0);
  await expect(sluiceHere(['list'], { env })).resolves.toMatchObject({ code: 0 });
  const whoami = await sluiceHere(['whoami', '--format', 'json'], { env });
  expect(JSON.parse(whoami.stdout)).toMatchObject({ known: true, name: expect.stringMatching(/^key:admin:/) });
  await expect(sluiceHere(['list'], { env: { ...env, SLUICE_TOKEN: 'x' } })).resolves.toMatchObject({ code: 3 });
  // What a login that was killed leaves beside the file has the keys as well.
  for (const says of ['is forgotten', 'no key is stored']) {
    await writeFile(`${file}.${randomUUID()}.tmp`, admin, { mode: 0o600 });
    await expect(sluiceHere(['logout'], { env })).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining(says) as string });
    await expect(readdir(dirname(file))).resolves.toEqual(['keys.json']);
  }
  await expect(readFile(file, 'utf8')).resolves.toBe('{}\n');
  await expect(sluiceHere(['list'], { env })).resolves.toMatchObject({ code: 3 });
});

test('a key of one registry is not sent to another', async () => {
  const one = await start('--auth', 'keys');
  const two = await start('--auth', 'keys');
  await sluiceHere(['login', one.server.registry], { env: one.env, stdin: one.admin });
  const env = { ...one.env, SLUICE_REGISTRY: two.server.registry };
  await expect(sluiceHere(['whoami'], { env })).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('anonymous') });
});

for (const [title, stdin, code, says] of [
  ['a wrong key', `sluice_${'0'.repeat(16)}_${'0'.repeat(64)}`, 3, 'unauthenticated'],
  ['nothing', '', 2, 'expected one key'],
  ['two lines', 'a\nb', 2, 'expected one key'],
] as const) {
  test(`login with ${title} stores nothing`, async () => {
    const { cwd, env } = await start('--auth', 'keys');
    await expect(sluiceHere(['login'], { env, stdin })).resolves.toMatchObject({ code, stderr: expect.stringContaining(says) });
    await expect(stat(join(cwd, 'config'))).rejects.toThrow('ENOENT');
  });
}

test('login to a registry that asks for no keys stores nothing and says so', async () => {
  const { cwd, admin, env } = await start();
  await expect(sluiceHere(['login'], { env, stdin: admin })).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('asks for no keys') });
  await expect(stat(join(cwd, 'config'))).rejects.toThrow('ENOENT');
});

test('stored keys that others can read are not used', async () => {
  const { cwd, admin, env } = await start('--auth', 'keys');
  await sluiceHere(['login'], { env, stdin: admin });
  await chmod(join(cwd, 'config', 'sluice', 'keys.json'), 0o644);
  await expect(sluiceHere(['list'], { env })).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('chmod 600') });
});

test('a registry with a certificate says https, and a client that knows its CA reaches it', async () => {
  const { cert, key } = await createCertificate('localhost');
  const cwd = await folderWith({ 'cert.pem': cert, 'key.pem': key });
  const tls = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:', ...tls], { cwd });
  expect(server.registry).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const list = ['list', '--registry', server.registry];
  await expect(sluice(list, { env: { NODE_EXTRA_CA_CERTS: join(cwd, 'cert.pem') } })).resolves.toMatchObject({ code: 0 });
  await expect(sluiceHere(list)).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/not trust \(DEPTH_ZERO_SELF_SIGNED_CERT\)[^]*next: {2}Set NODE_EXTRA_CA_CERTS/),
  });
});

test('up serves https too, and its gateway reaches the registry', async () => {
  const { cert, key } = await createCertificate('localhost');
  const cwd = await folderWith({ 'cert.pem': cert, 'key.pem': key });
  const args = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--auth', 'keys', '--store', 'memory:'];
  const server = await startHere(['up', '--registry-port', '0', '--gateway-port', '0', ...args], { cwd });
  expect(server.registry).toMatch(/^https:/);
  await expect(fetch(`${server.gateway}/-/readyz`).then(({ status }) => status)).resolves.toBe(200);
});

test('the gateway takes its key from SLUICE_TOKEN or from the file that its configuration names', async () => {
  const { cwd, server, env, admin } = await start('--auth', 'keys');
  const made = await sluiceHere(['keys', 'create', '--name', 'gateway', '--scope', 'read'], { env: { ...env, SLUICE_TOKEN: admin } });
  const folder = await folderWith({
    token: made.stdout,
    'with.json': { registry: server.registry, registryTokenFile: 'token', routes: [] },
    'without.json': { registry: server.registry, routes: [] },
  });
  const ready = async (config: string, more: Record<string, string> = {}): Promise<number> => {
    const args = ['gateway', '--config', config, '--port', '0', '--dir', `data-${config}-${Object.keys(more).length}`];
    const gateway = await startHere(args, { cwd: folder, env: { SLUICE_REGISTRY: server.registry, ...more } });
    return (await fetch(`${gateway.gateway}/-/readyz`)).status;
  };
  expect([await ready('with.json'), await ready('without.json', { SLUICE_TOKEN: made.stdout.trim() }), await ready('without.json')]).toEqual([
    200, 200, 503,
  ]);
  expect(cwd).not.toBe(folder);
});

test('the file with the key of a gateway is in the folder of its configuration, and is read again when it changes', async () => {
  const { server, env, admin } = await start('--auth', 'keys');
  const made = await sluiceHere(['keys', 'create', '--name', 'gateway', '--scope', 'read'], { env: { ...env, SLUICE_TOKEN: admin } });
  const folder = await folderWith({ token: 'sluice_wrong', 'with.json': { registry: server.registry, registryTokenFile: 'token', routes: [] } });
  const elsewhere = await folderWith({});
  const args = ['gateway', '--config', join(folder, 'with.json'), '--port', '0', '--dir', join(folder, 'data')];
  const gateway = await startHere(args, { cwd: elsewhere, env: { SLUICE_REGISTRY: server.registry } });
  const ready = async (): Promise<number> => (await fetch(`${gateway.gateway}/-/readyz`)).status;
  expect(await ready()).toBe(503);
  await writeFile(join(folder, 'token'), made.stdout);
  await until(async () => (await ready()) === 200);
});

test('a file with the key of a gateway that is empty is told at the start', async () => {
  const cwd = await folderWith({ token: '\n', 'with.json': { registry: 'http://127.0.0.1:9', registryTokenFile: 'token', routes: [] } });
  const { code, stderr } = await sluiceHere(['gateway', '--config', 'with.json', '--port', '0'], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('found an empty file') as unknown });
});

for (const [args, says] of [
  [['--tls-cert', 'cert.pem'], '--tls-key'],
  [['--tls-key', 'key.pem'], '--tls-cert'],
  [['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], 'none.pem: there is no such file'],
  [['--registry-config', 'none.json'], 'none.json'],
  [['--registry-config', 'bad.yaml'], 'bad.yaml:2:9'],
  [['--registry-config', 'tls.json'], 'none.pem: there is no such file'],
] as const) {
  test(`serve ${args.join(' ')} is refused before anything is made, and says ${says}`, async () => {
    const cwd = await folderWith({ 'bad.yaml': 'auth:\n  keys: maybe\n', 'tls.json': { tls: { cert: 'none.pem', key: 'none.pem' } } });
    const { code, stderr } = await sluiceHere(['serve', '--port', '0', ...args], { cwd });
    expect({ code, told: stderr.includes(says) }).toEqual({ code: 2, told: true });
    await expect(stat(join(cwd, '.sluice-data'))).rejects.toThrow('ENOENT');
  });
}

test('flags go over the file', async () => {
  const cwd = await folderWith({ 'registry.yaml': 'auth:\n  keys: true\n  anonymousRead: true\nrateLimit: { perSecond: 100, burst: 2 }\n' });
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:', '--registry-config', 'registry.yaml', '--auth', 'keys'], { cwd });
  const answer = await fetch(`${server.registry}/api/v1/subjects`);
  expect({ status: answer.status, limit: answer.headers.get('ratelimit-policy') }).toEqual({ status: 200, limit: '"default";q=2;w=1' });
});

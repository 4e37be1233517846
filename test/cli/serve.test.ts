import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { RegisterResource, SubjectDetailResource } from '../../src/core/resources.ts';
import { orderWithNote } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, type RunOptions, type Server, MAIN } from './process.ts';
import { startHere } from './serve-here.ts';

async function start(args: readonly string[], options: RunOptions = {}): Promise<Server> {
  const server = await serve(args, { cwd: await folderWith(), ...options });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

const IN_MEMORY = ['serve', '--port', '0', '--store', 'memory:'];

test('serve prints one ready line, says the rest on standard error, and SIGTERM ends it with 0', async () => {
  const server = await start(IN_MEMORY);
  await expect(fetch(`${server.registry}/readyz`).then(({ status }) => status)).resolves.toBe(200);
  const { code, stdout, stderr } = await server.stop('SIGTERM');
  expect(stdout).toBe(`${server.ready}\n`);
  expect(server.ready).toMatch(/^ready registry=http:\/\/127\.0\.0\.1:\d+$/);
  expect(code).toBe(0);
  expect(
    stderr
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line).level),
  ).toEqual(['info', 'info', 'info']);
});

test('a registration in flight at SIGTERM is answered and kept; /readyz says 503 while the rest is still served', async () => {
  const cwd = await folderWith();
  const first = await start(['serve', '--port', '0', '--drain-delay', '1.5'], { cwd });
  const body = JSON.stringify({ schema: orderWithNote(1) });
  const socket = await beginRequest(first, 'POST /api/v1/subjects/order/versions', body.length);
  await first.signal('SIGTERM', 'stopping');
  expect((await fetch(`${first.registry}/readyz`)).status).toBe(503);
  expect((await fetch(`${first.registry}/healthz`)).status).toBe(200);
  await expect(register(first, 'other', 1)).resolves.toMatchObject({ version: 1 });
  const answer = text(socket);
  socket.write(body);
  // It ends by itself; a second SIGTERM would not wait.
  await expect(first.stop('SIGCONT')).resolves.toMatchObject({ code: 0 });
  await expect(answer).resolves.toMatch(/^HTTP\/1\.1 201 /);
  const second = await startHere(['serve', '--port', '0'], { cwd });
  for (const subject of ['order', 'other']) expect((await fetch(`${second.registry}/api/v1/subjects/${subject}/versions/1`)).status).toBe(200);
});

test('a --drain-delay that is no number of seconds is wrong usage', async () => {
  const { code, stderr } = await sluiceHere(['serve', '--port', '0', '--drain-delay', 'soon'], { cwd: await folderWith() });
  expect({ code, told: stderr.includes('--drain-delay: expected seconds') }).toEqual({ code: 2, told: true });
});

test('/metrics tells what happened, under the names that are documented', async () => {
  const server = await startHere(IN_MEMORY);
  await register(server, 'order', 1);
  await register(server, 'order', 2);
  const metrics = await (await fetch(`${server.registry}/metrics`)).text();
  const documented = [...(await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')).matchAll(/^\| `(\w+)/gm)].map(
    ([, name]) => name,
  );
  const names = new Set([...metrics.matchAll(/^# TYPE (sluice_\w+)/gm)].map(([, name]) => name));
  expect(names.size).toBeGreaterThan(5);
  expect([...names].filter((name) => !documented.includes(name))).toEqual([]);
  expect(metrics).toContain('sluice_registrations_total{outcome="created"} 2');
});

/** A request of which all but the body has reached the server. */
async function beginRequest(server: Server, request: string, length: number): Promise<Socket> {
  const { port, host } = new URL(server.registry);
  const socket = connect(Number(port), '127.0.0.1');
  const head = [`${request} HTTP/1.1`, `Host: ${host}`, 'Content-Type: application/json', `Content-Length: ${length}`, 'Expect: 100-continue'];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data'); // 100 Continue: it waits for the body now.
  return socket;
}

test('an open change feed does not hold up the end', async () => {
  const server = await startHere(IN_MEMORY);
  const feed = await fetch(`${server.registry}/api/v1/changes`);
  expect(feed.headers.get('content-type')).toMatch('text/event-stream');
  const ended = feed.text().catch(() => 'broken off');
  await expect(server.stop()).resolves.toMatchObject({ code: 0 });
  await ended;
});

test('a taken port is exit code 2 and names the flag', async () => {
  const server = await startHere(IN_MEMORY);
  const { port } = new URL(server.registry);
  for (const flag of ['--port', '--registry-port']) {
    const { code, stdout, stderr } = await sluiceHere(['serve', flag, port, '--store', 'memory:']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`address_unavailable: port ${port} on 127.0.0.1 is taken; choose another with ${flag} `);
  }
});

test('a taken port leaves nothing behind where the store would have been made', async () => {
  const server = await startHere(IN_MEMORY);
  const { port } = new URL(server.registry);
  for (const args of [
    ['serve', '--port', port],
    ['up', '--registry-port', port, '--gateway-port', '0'],
    ['up', '--registry-port', '0', '--gateway-port', port],
  ]) {
    const cwd = await folderWith();
    expect((await sluiceHere([...args, '--dir', 'fresh'], { cwd })).code).toBe(2);
    expect({ args, left: await readdir(cwd) }).toEqual({ args, left: [] });
  }
});

const PUBLIC = [
  ['serve', '--port', '0'],
  ['up', '--registry-port', '0', '--gateway-port', '0'],
];

for (const args of PUBLIC) {
  test(`${args[0]} refuses a public address without --insecure, before it makes any file`, async () => {
    const cwd = await folderWith();
    const { code, stdout, stderr } = await sluiceHere([...args, '--host', '0.0.0.0'], { cwd });
    expect({ code, stdout, told: stderr.includes('error address_public') && stderr.includes('--insecure') }).toEqual({
      code: 2,
      stdout: '',
      told: true,
    });
    await expect(stat(join(cwd, '.sluice-data'))).rejects.toThrow('ENOENT');
  });
}

test('serve --host 0.0.0.0 --insecure listens on every address', async () => {
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:', '--host', '0.0.0.0', '--insecure']);
  expect(server.registry).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
});

test('data is in .sluice-data unless --dir says otherwise, for its owner only', async () => {
  const cwd = await folderWith();
  const byDefault = await startHere(['serve', '--port', '0'], { cwd });
  await byDefault.stop();
  const elsewhere = await startHere(['serve', '--port', '0', '--dir', 'else where'], { cwd });
  await elsewhere.stop();
  for (const folder of ['.sluice-data', 'else where']) {
    expect((await stat(join(cwd, folder))).mode & 0o777).toBe(0o700);
    expect((await stat(join(cwd, folder, 'registry.sqlite'))).isFile()).toBe(true);
  }
});

test('a store that cannot be opened is exit code 3', async () => {
  const cwd = await folderWith({ 'not-a-database.sqlite': 'x'.repeat(5_000) });
  const { code, stdout, stderr } = await sluiceHere(['serve', '--port', '0', '--store', 'sqlite:not-a-database.sqlite'], { cwd });
  expect({ code, stdout, told: stderr.includes('error store_unavailable') }).toEqual({ code: 3, stdout: '', told: true });
});

for (const args of [
  ['serve', '--port', '0', '--registry-config', 'bin.json'],
  ['gateway', '--config', 'bin.json'],
]) {
  test(`a configuration that is no text is exit code 2: ${args.join(' ')}`, async () => {
    const cwd = await folderWith({ 'bin.json': new Uint8Array([0xff, 0xfe, 0x00]) });
    await expect(sluiceHere(args, { cwd })).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('bin.json is not UTF-8') });
  });
}

test('up --port is told which port it could mean', async () => {
  await expect(sluiceHere(['up', '--port', '0'], { cwd: await folderWith() })).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--registry-port or --gateway-port'),
  });
});

test('a gateway says in its log which registry it follows where the environment goes over its file, and no stack of a refused connection', async () => {
  const config = { registry: 'http://127.0.0.1:4', listen: '127.0.0.1:0', routes: [] };
  const args = ['gateway', '--config', 'gateway.json'];
  const cwd = await folderWith({ 'gateway.json': config });
  const over = await startHere(args, { cwd, env: { SLUICE_REGISTRY: 'http://127.0.0.1:3/' } });
  await over.says('going on with the schemas at hand');
  const { stderr } = await over.stop();
  expect(stderr).toMatch(
    /"level":"warn".*SLUICE_REGISTRY goes over the registry of the configuration: following http:\/\/127\.0\.0\.1:3, not http:\/\/127\.0\.0\.1:4/,
  );
  expect(stderr).toContain('"code":"ECONNREFUSED"');
  expect(stderr).not.toContain('"stack"');
  const plain = await startHere(args, { cwd, env: { SLUICE_REGISTRY: '' } });
  expect((await plain.stop()).stderr).not.toContain('goes over');
});

test('a store with overwritten pages is not served: exit code 3, and what to do', async () => {
  const cwd = await folderWith();
  const first = await startHere(['serve', '--port', '0', '--store', 'sqlite:registry.sqlite'], { cwd });
  await register(first, 'order', 1);
  await first.stop();
  const file = await open(join(cwd, 'registry.sqlite'), 'r+');
  await file.write(Buffer.alloc(3_000, 0x5a), 0, 3_000, 20_000);
  await file.close();
  const before = await readFile(join(cwd, 'registry.sqlite'));
  const { code, stdout, stderr } = await sluiceHere(['serve', '--port', '0', '--store', 'sqlite:registry.sqlite'], { cwd });
  expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: expect.stringMatching(/store_damaged.*sluice doctor.*restore a backup/) });
  expect((await readFile(join(cwd, 'registry.sqlite'))).equals(before)).toBe(true);
});

test('a store that is damaged while it is served: 503 store_damaged, an error in the log, and /readyz is 503 from then on', async () => {
  const cwd = await folderWith();
  const first = await startHere(['serve', '--port', '0', '--store', 'sqlite:registry.sqlite'], { cwd });
  await register(first, 'order', 1);
  await first.stop();
  const second = await startHere(['serve', '--port', '0', '--store', 'sqlite:registry.sqlite'], { cwd });
  await expect(fetch(`${second.registry}/readyz`).then(({ status }) => status)).resolves.toBe(200);
  const path = join(cwd, 'registry.sqlite');
  const pages = await readFile(path);
  await writeFile(path, pages.fill(0xff, 8_192));
  const asked = await fetch(`${second.registry}/api/v1/subjects/order/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: orderWithNote(2) }),
  });
  expect(asked.status).toBe(503);
  await expect(asked.json()).resolves.toMatchObject({ code: 'store_damaged' });
  const ready = await fetch(`${second.registry}/readyz`);
  expect(ready.status).toBe(503);
  await expect(ready.json()).resolves.toMatchObject({ code: 'store_damaged' });
  const { stderr } = await second.stop();
  expect(stderr).toMatch(/"level":"error".*store_damaged/);
});

test('a wrong SLUICE_LOG_LEVEL is wrong usage', async () => {
  const { code, stderr } = await sluiceHere(['serve', '--port', '0'], { env: { SLUICE_LOG_LEVEL: 'loud' }, cwd: await folderWith() });
  expect({ code, told: stderr.includes('SLUICE_LOG_LEVEL: expected trace') }).toEqual({ code: 2, told: true });
});

test('two publishers at once get consecutive versions, each checked against the other', async () => {
  const server = await startHere(IN_MEMORY);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => register(server, 'order', index)));
  expect(answers.map(({ version }) => version ?? 0).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});

test('kill -9 during registrations: after the restart each version is whole, and no answered one is lost', async () => {
  const cwd = await folderWith();
  const first = await start(['serve', '--port', '0'], { cwd });
  const answered: number[] = [];
  const publishing = Array.from({ length: 60 }, (_, index) =>
    register(first, 'order', index).then(
      ({ version }) => {
        answered.push(version ?? 0);
        return answered.length === 20 ? first.stop('SIGKILL') : undefined;
      },
      () => undefined, // Killed before it answered.
    ),
  );
  await Promise.all(publishing);

  const second = await startHere(['serve', '--port', '0'], { cwd });
  const kept = (await (await fetch(`${second.registry}/api/v1/subjects/order`)).json()) as SubjectDetailResource;
  const numbers = kept.versions.map(({ version }) => version);
  expect(answered.length).toBeGreaterThanOrEqual(20);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(answered.filter((version) => !numbers.includes(version))).toEqual([]);
  for (const number of numbers) {
    const version = await fetch(`${second.registry}/api/v1/subjects/order/versions/${number}`);
    await expect(version.json()).resolves.toMatchObject({ version: number, schema: { type: 'object' } });
  }
  await expect(register(second, 'order', 1_000)).resolves.toMatchObject({ version: numbers.length + 1 });
});

async function register({ registry }: Pick<Server, 'registry'>, subject: string, index: number): Promise<RegisterResource> {
  const response = await fetch(`${registry}/api/v1/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // Level checks are not what this is about: 60 of them against all others would take their time.
    body: JSON.stringify({ schema: orderWithNote(index), overrideUndecided: { reason: 'test' } }),
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as RegisterResource;
}

test('a reader that goes away (| head) is no error', async () => {
  const server = await startHere(IN_MEMORY);
  await register(server, 'order', 1);
  const child = spawn(process.execPath, [MAIN, 'list', '--registry', server.registry]);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('an interrupted command exits with 130', async () => {
  const main = MAIN;
  const hole = createServer((socket) => void socket.once('data', () => child.kill('SIGINT')));
  await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
  const { port } = hole.address() as { port: number };
  const child = spawn(process.execPath, [main, 'list', '--registry', `http://127.0.0.1:${port}`]);
  const code = await new Promise((resolve) => child.once('close', resolve));
  hole.close();
  expect(code).toBe(130);
});

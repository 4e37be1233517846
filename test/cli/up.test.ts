import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { ORDER_EVENT, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, type RunOptions } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';

const PORTS = ['--registry-port', '--gateway-port'];
const UP = ['up', ...PORTS.flatMap((flag) => [flag, '0']), '--store', 'memory:'];

async function start(args: readonly string[], options: RunOptions = {}): Promise<ServerHere> {
  return startHere(args, { cwd: await folderWith(), ...options });
}

/** A function that answers with the bytes it got. */
async function startEcho(): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then((body) => response.end(`function got ${body}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/fn`;
}

function post(url: string, data: JsonValue): Promise<Response> {
  const event = { specversion: '1.0', id: '1', source: '/test', type: 'com.shop.order', datacontenttype: 'application/json', data };
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(event) });
}

test('up --target: a registered contract lets valid events through to the function and refuses the others, after a restart as well', async () => {
  const cwd = await folderWith({ 'order.json': ORDER_V1 });
  const args = ['up', '--registry-port', '0', '--gateway-port', '0', '--target', await startEcho()];
  const first = await serve(args, { cwd });
  expect(first.ready).toMatch(/^ready registry=http:\/\/127\.0\.0\.1:\d+ gateway=http:\/\/127\.0\.0\.1:\d+$/);
  expect((await post(first.gateway, ORDER_EVENT)).status).toBe(404);
  const registered = await sluiceHere(['register', 'order.json', '--subject', 'com.shop.order', '--registry', first.registry], { cwd });
  expect(registered).toMatchObject({ code: 0 });
  expect(await first.stop('SIGTERM')).toMatchObject({ code: 0, stdout: `${first.ready}\n` });

  const second = await start(args, { cwd });
  const passed = await post(second.gateway, ORDER_EVENT);
  expect({ status: passed.status, body: await passed.text() }).toMatchObject({ status: 200, body: expect.stringMatching(/^function got .*o-1/) });
  const refused = await post(second.gateway, WRONG_EVENT);
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: 'event_invalid', subject: 'com.shop.order', version: 1, findings: [{ keyword: 'type' }] });
});

test('up without --target and --config has no routes and says so', async () => {
  const up = await start(UP);
  expect((await post(up.gateway, ORDER_EVENT)).status).toBe(404);
  const { stderr } = await up.stop();
  expect(stderr).toContain('has no routes');
  expect(stderr).toContain('--target URL');
});

for (const flag of PORTS) {
  test(`up names ${flag} when that port is taken, and leaves nothing running`, async () => {
    const other = await start(['serve', '--port', '0', '--store', 'memory:']);
    const { port } = new URL(other.registry);
    const ports = PORTS.flatMap((each) => [each, each === flag ? port : '0']);
    const { code, stdout, stderr } = await sluiceHere(['up', ...ports, '--store', 'memory:']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`address_unavailable: port ${port} on 127.0.0.1 is taken; choose another with ${flag} `);
  });
}

test('gateway starts with the registry down, answers 503 until it has a snapshot, and ends with 0', async () => {
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ name: 'fn', url: await startEcho() }] }];
  const cwd = await folderWith({ 'gateway.json': { registry: 'http://127.0.0.1:2', routes } });
  const gateway = await start(['gateway', '--config', 'gateway.json', '--port', '0'], { cwd, env: { SLUICE_REGISTRY: '' } });
  expect(gateway.ready).toMatch(/^ready gateway=http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${gateway.gateway}/-/readyz`)).status).toBe(503);
  expect((await post(gateway.gateway, ORDER_EVENT)).status).toBe(503);
  await expect(gateway.stop()).resolves.toMatchObject({ code: 0 });
});

const CONFIGS = [
  { title: 'a member of a wrong type', file: 'gateway.json', content: '{\n  "routes": 7\n}', says: 'gateway.json:2:13' },
  { title: 'a text that is not JSON', file: 'gateway.json', content: '{\n  "routes": [,]\n}', says: 'line 2, column 14' },
  { title: 'an address without a port', file: 'gateway.json', content: '{ "listen": "localhost", "routes": [] }', says: '"localhost"' },
  { title: 'YAML that is none', file: 'gateway.yaml', content: 'routes: [', says: 'gateway.yaml' },
];

for (const { title, file, content, says } of CONFIGS) {
  test(`a configuration with ${title} is exit code 2 and says where`, async () => {
    const cwd = await folderWith({ [file]: content });
    for (const command of ['gateway', 'up']) {
      const { code, stdout, stderr } = await sluiceHere([command, '--config', file], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('error config_invalid');
      expect(stderr).toContain(says);
    }
  });
}

const WRONG_USAGE = [
  { args: ['gateway'], says: '--config' },
  { args: ['gateway', '--config', 'gone.json'], says: 'cannot read gone.json' },
  { args: ['up', '--target', 'localhost:9000'], says: '--target: expected the http:// or https:// address' },
  { args: ['up', '--target', 'http://x', '--config', 'y'], says: 'give one of them' },
  { args: ['up', '--gateway-port', 'x'], says: '--gateway-port: expected a port' },
];

for (const { args, says } of WRONG_USAGE) {
  test(`sluice ${args.join(' ')} is wrong usage: ${says}`, async () => {
    const { code, stdout, stderr } = await sluiceHere(args, { cwd: await folderWith() });
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
}

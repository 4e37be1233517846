import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { portHolder } from '../../../src/server/listen/port-holder.ts';

const onLinux = test.skipIf(process.platform !== 'linux');

/** A process that listens. */
async function holder(host: string, port = 0): Promise<{ readonly pid: number | undefined; readonly port: number }> {
  const code = `const server = require('node:net').createServer().listen(${port}, '${host}', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid, port: Number(line.toString()) };
}

onLinux('of several processes on one port it is the one in the way of the address', async () => {
  const first = await holder('127.0.0.2');
  const second = await holder('127.0.0.1', first.port);
  expect([await portHolder(first.port, '127.0.0.1'), await portHolder(first.port, '127.0.0.2')]).toEqual([second.pid, first.pid]);
  expect(await portHolder(first.port, '127.0.0.3')).toBe(undefined);
  expect([first.pid, second.pid]).toContain(await portHolder(first.port, '0.0.0.0'));
});

for (const [there, host] of [
  ['0.0.0.0', '127.0.0.1'],
  ['::1', '::1'],
  ['127.0.0.1', 'localhost'],
] as const) {
  onLinux(`who listens on ${there} is in the way of ${host}`, async () => {
    const { pid, port } = await holder(there);
    expect(await portHolder(port, host)).toBe(pid);
  });
}

onLinux('this process is not another one', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  expect(await portHolder((server.address() as AddressInfo).port, '127.0.0.1')).toBe(undefined);
});

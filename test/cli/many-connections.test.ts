import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ORDER_EVENT, ORDER_V1, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve } from './process.ts';

/** What the system lets one process open, less what else it has open. */
const FILES = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim().replace('unlimited', 'Infinity'));
const CONNECTIONS = Math.min(10_000, Math.floor(FILES * 0.8));
/** So many are opened at a time: the system keeps a short queue of those that nobody has accepted yet. */
const AT_ONCE = 200;

/** What a client has sent so far that holds a connection and does nothing with it. */
const HOLDING: readonly string[] = [
  '',
  'POST / HTTP/1.1\r\nHost: gate\r\nX-Slow: ',
  'POST / HTTP/1.1\r\nHost: gate\r\nContent-Type: application/cloudevents+json\r\nContent-Length: 1000\r\n\r\n{"specversion":"1.0",',
  'GET /-/healthz HTTP/1.1\r\nHost: gate\r\n\r\n',
];

/** Resolves when the connection stands and its first bytes are sent. */
async function hold(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (bytes !== '') await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
  return socket;
}

async function holdMany(port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < CONNECTIONS) {
    const places = Array.from({ length: AT_ONCE }, (_, index) => HOLDING[index % HOLDING.length] as string);
    sockets.push(...(await Promise.all(places.map((bytes) => hold(port, bytes)))));
  }
  return sockets;
}

test(`${CONNECTIONS} connections that send nothing, half a head, half a body or nothing more: events pass beside them, and the gate ends when it is told`, async () => {
  const target = createServer((request, response) => void request.resume().on('end', () => response.end('done')));
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  onTestFinished(() => void target.close());
  const cwd = await folderWith({ 'order.json': ORDER_V1 });
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
  const up = await serve(['up', '--registry-port', '0', '--gateway-port', '0', '--store', 'memory:', '--target', url], { cwd });
  onTestFinished(async () => void (await up.stop('SIGKILL')));
  expect(await sluiceHere(['register', 'order.json', '--subject', 'com.shop.order', '--registry', up.registry], { cwd })).toMatchObject({ code: 0 });
  const post = async (data: object): Promise<number> => {
    const event = { specversion: '1.0', id: '1', source: '/test', type: 'com.shop.order', datacontenttype: 'application/json', data };
    const headers = { 'content-type': 'application/cloudevents+json', connection: 'close' };
    return (await fetch(up.gateway, { method: 'POST', headers, body: JSON.stringify(event) })).status;
  };

  const sockets = await holdMany(Number(new URL(up.gateway).port));
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
  expect([await post(ORDER_EVENT), await post(WRONG_EVENT), (await fetch(`${up.gateway}/-/readyz`)).status]).toEqual([200, 422, 200]);
  // A request whose head has come is waited for.
  for (const [index, socket] of sockets.entries()) if (HOLDING[index % HOLDING.length]?.includes('Content-Length') === true) socket.destroy();
  expect(await up.stop('SIGTERM')).toMatchObject({ code: 0 });
});

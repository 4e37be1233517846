import { EventEmitter, once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen, type Listening } from '../../../src/server/listen/listen.ts';

let server: Listening | undefined;

afterEach(async () => server?.close(0));

async function serving(listener: RequestListener): Promise<() => Socket> {
  server = await listen(listener, { host: '127.0.0.1', port: 0, flag: '--port', insecure: false });
  const port = Number(new URL(server.url).port);
  return () => connect(port, '127.0.0.1');
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
}

function paths(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `/${at}`);
}

/** All that comes until it matches. */
async function read(socket: Socket, until: RegExp): Promise<string> {
  let text = '';
  for await (const piece of socket) if (until.test((text += String(piece)))) break;
  return text;
}

test('pipelined requests are answered in their order, one at a time', async () => {
  let [underWay, most] = [0, 0];
  const open = await serving((request, response) => {
    most = Math.max(most, (underWay += 1));
    setImmediate(() => {
      underWay -= 1;
      response.end(`<${request.url}>`);
    });
  });
  const socket = open();
  socket.write(paths(50).map(get).join(''));
  const text = await read(socket, /<\/49>/);
  expect(text.match(/(?<=<)[^>]+(?=>)/g)).toEqual(paths(50));
  expect(most).toBe(1);
});

test('others are answered while a thousand wait on one connection, and its own first answer does not wait for the last', async () => {
  const order: string[] = [];
  const open = await serving((request, response) => {
    order.push(request.url ?? '');
    response.end('x');
  });
  const [flood, other] = [open(), open()];
  await Promise.all([once(flood, 'connect'), once(other, 'connect')]);
  flood.resume();
  flood.write(paths(1_000).map(get).join(''));
  other.write(get('/other'));
  await read(other, /x$/);
  expect(order.indexOf('/other')).toBeGreaterThanOrEqual(0);
  expect(order.indexOf('/other')).toBeLessThan(900);
});

test('what waits behind an answer is not begun before all of it has gone out, and others are answered meanwhile', async () => {
  const begun: string[] = [];
  const second = new EventEmitter();
  const open = await serving(({ url = '' }, response) => {
    begun.push(url);
    if (url === '/1') second.emit('begun');
    response.end(url === '/0' ? 'x'.repeat(50_000_000) : 'x'); // More than what lies between two sockets can hold.
  });
  const [slow, other] = [open(), open()];
  await Promise.all([once(slow, 'connect'), once(other, 'connect')]);
  slow.pause().write(paths(2).map(get).join(''));
  for (let asked = 0; asked < 3; asked += 1) {
    other.write(get('/other'));
    await once(other, 'data');
  }
  expect(begun.toSorted()).toEqual(['/0', '/other', '/other', '/other']);
  other.destroy();
  slow.resume();
  await once(second, 'begun');
});

test('a connection on which thousands wait is closed', async () => {
  let begun = 0;
  const open = await serving(() => (begun += 1)); // Never answered.
  const socket = open();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {}); // A reset.
  socket.write(paths(20_000).map(get).join(''));
  await closed;
  expect(begun).toBe(1);
});

test('what waits behind an answer whose connection ends is not begun', async () => {
  const begun: string[] = [];
  const requests = new EventEmitter<{ first: [response: ServerResponse] }>();
  const open = await serving(({ url = '' }, response) => {
    begun.push(url);
    if (url === '/0') requests.emit('first', response);
    else response.end('x');
  });
  const first = once(requests, 'first') as Promise<[ServerResponse]>;
  const socket = open();
  socket.write(paths(3).map(get).join(''));
  const [response] = await first;
  socket.destroy();
  await once(response, 'close');
  const other = open();
  other.write(get('/other'));
  await read(other, /x$/);
  expect(begun).toEqual(['/0', '/other']);
});

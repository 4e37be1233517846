import { EventEmitter, once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { listen } from '../../../src/server/listen/listen.ts';

const LOCAL = { host: '127.0.0.1', port: 0, flag: '--port', insecure: false };

for (const [bytes, status] of [
  [64 * 1024, 200],
  [90 * 1024, 431],
] as const) {
  test(`a header of ${bytes} bytes is ${status}`, async () => {
    const server = await listen((_request, response) => response.end(), LOCAL);
    const answer = await fetch(server.url, { headers: { 'ce-subject': 'x'.repeat(bytes) } });
    await server.close();
    expect(answer.status).toBe(status);
  });
}

for (const [title, hosts, status] of [
  ['no Host', [], 400],
  ['one Host', ['a'], 200],
  ['the same Host twice', ['a', 'a'], 400],
  ['two', ['a', 'b'], 400],
] as const) {
  test(`a request with ${title} is ${status}`, async () => {
    const server = await listen((_request, response) => response.end(), LOCAL);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end(`GET / HTTP/1.1\r\n${hosts.map((host) => `Host: ${host}\r\n`).join('')}\r\n`);
    const answer = await text(socket);
    await server.close();
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
}

test('a taken port is an error that names the port and the flag', async () => {
  const first = await listen((_request, response) => response.end(), LOCAL);
  const port = Number(new URL(first.url).port);
  const error: unknown = await listen(() => {}, { ...LOCAL, port, flag: '--registry-port' }).catch((thrown: unknown) => thrown);
  await first.close();
  expect(error).toMatchObject({ code: 'address_unavailable', message: expect.stringMatching(`port ${port} .*--registry-port`) });
});

test('an address of another machine is an error that names --host', async () => {
  const error: unknown = await listen(() => {}, { ...LOCAL, host: '192.0.2.1', insecure: true }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'address_unavailable', message: expect.stringContaining('--host') });
});

test('close() lets a request in flight finish and takes no new connection', async () => {
  const requests = new EventEmitter<{ request: [ServerResponse] }>();
  const server = await listen((_request, response) => requests.emit('request', response), LOCAL);
  const arrived = once(requests, 'request') as Promise<[ServerResponse]>;
  const answer = fetch(server.url).then((response) => response.text());
  const [response] = await arrived;
  const closed = server.close();
  await expect(connects(server.url)).resolves.toBe(false);
  response.end('done');
  await expect(answer).resolves.toBe('done');
  await closed;
});

test('close() breaks off what does not finish in time', async () => {
  const server = await listen((_request, response) => void response.write('begun'), LOCAL);
  const response = await fetch(server.url);
  await server.close(1);
  await expect(response.text()).rejects.toThrow();
});

test('a connection on which a stream ends while closing is closed too', async () => {
  const requests = new EventEmitter<{ request: [ServerResponse] }>();
  const server = await listen((_request, response) => requests.emit('request', response), LOCAL);
  const arrived = once(requests, 'request') as Promise<[ServerResponse]>;
  const answer = fetch(server.url);
  const [stream] = await arrived;
  stream.write('begun');
  const response = await answer;
  const closed = server.close(NEVER_MS);
  stream.end();
  await expect(response.text()).resolves.toBe('begun');
  await closed;
});

test('close() does not wait for a connection that never sent a request', async () => {
  const server = await listen((_request, response) => response.end('later'), LOCAL);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  // Connections are accepted in order: when this is answered, the one before it has been.
  await expect(fetch(server.url).then((response) => response.text())).resolves.toBe('later');
  const ended = once(socket, 'close');
  await server.close(NEVER_MS);
  socket.resume();
  await ended;
});

test('after leave() each answer is the last one on its connection, those that wait for it included', async () => {
  const requests = new EventEmitter<{ request: [ServerResponse] }>();
  const server = await listen((_request, response) => requests.emit('request', response), LOCAL);
  const agent = new Agent({ keepAlive: true });
  const ask = async (): Promise<readonly [ServerResponse, Promise<IncomingMessage>]> => {
    const arrived = once(requests, 'request') as Promise<[ServerResponse]>;
    const answered = once(get(server.url, { agent }), 'response') as Promise<[IncomingMessage]>;
    return [(await arrived)[0], answered.then(([response]) => response.resume())];
  };
  const saysLast = async (answer: Promise<IncomingMessage>): Promise<string | undefined> => (await answer).headers.connection;
  const [before, first] = await ask();
  before.end();
  await expect(saysLast(first)).resolves.toBe('keep-alive');
  const [waiting, second] = await ask();
  server.leave();
  const [after, third] = await ask();
  for (const each of [waiting, after]) each.end();
  await expect(saysLast(second)).resolves.toBe('close');
  await expect(saysLast(third)).resolves.toBe('close');
  agent.destroy();
  await server.close();
});

test('an idle connection is kept for longer than load balancers keep theirs', async () => {
  const server = await listen((_request, response) => response.end(), LOCAL);
  const { headers } = await fetch(server.url);
  expect(headers.get('keep-alive')).toBe('timeout=75');
  await server.close();
});

const NEVER_MS = 2 ** 31 - 1;

function connects(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(url, () => resolve(true)).on('error', () => resolve(false));
  });
}

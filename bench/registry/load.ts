import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What is asked, over and over. */
export interface Load {
  readonly url: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly connections: number;
  readonly requests: number;
}

/**
 * Requests a second over keep-alive connections, each with one request at a time. The client is made of bare sockets, since one
 * that parses would be slower than the servers and make them all alike: it learns the length of the answer from a first one, and
 * every other must be as long and begin with the same status line, else it throws.
 */
export async function measureRate({ url, path, headers = {}, status = 200, connections, requests }: Load): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(hostname, Number(port))));
  try {
    const length = await learnLength(sockets, request, status);
    const share = Math.ceil(requests / connections);
    const start = performance.now();
    await Promise.all(sockets.map((socket) => repeat(socket, { request, length, status, count: share })));
    return (share * connections * 1_000) / (performance.now() - start);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function open(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function learnLength([socket]: readonly Socket[], request: Buffer, status: number): Promise<number> {
  if (socket === undefined) throw new Error('expected at least one connection');
  socket.write(request);
  let text = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    if (head === -1) continue;
    if (!text.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`expected ${status}; found ${text.slice(0, 1_000)}`);
    const length = head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length >= length) return length;
  }
}

interface Repetition {
  readonly request: Buffer;
  readonly length: number;
  readonly status: number;
  readonly count: number;
}

function repeat(socket: Socket, { request, length, status, count }: Repetition): Promise<void> {
  return new Promise((resolve, reject) => {
    let [left, received] = [count, 0];
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the connection broke off with ${left} requests to go`)));
    socket.on('data', (chunk: Buffer) => {
      if (received === 0 && !chunk.toString('latin1', 0, 13).startsWith(`HTTP/1.1 ${status} `)) reject(new Error(chunk.toString('latin1')));
      received += chunk.length;
      if (received < length) return;
      if (received > length) reject(new Error(`expected an answer of ${length} bytes; found ${received}`));
      received = 0;
      left -= 1;
      if (left === 0) resolve();
      else socket.write(request);
    });
    socket.write(request);
  });
}

import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { RequestReader } from '../gateway/request-reader.ts';

export interface BenchFunction {
  readonly url: string;
  /** Requests that came, whole. */
  readonly received: () => number;
  /** Told of what comes, as it comes. */
  onData: (chunk: Buffer) => void;
  stop(): void;
}

const ANSWER = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');

/** The function behind the gate, in the process of the load: `fast` answers at once, `silent` never, so that nothing more is sent to it. */
export async function startFunction(kind: 'fast' | 'silent'): Promise<BenchFunction> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const reader = new RequestReader();
    socket.on('data', (chunk) => {
      started.onData(chunk);
      for (let whole = reader.take(chunk); whole > 0; whole -= 1) {
        count += 1;
        if (kind === 'fast') socket.write(ANSWER);
      }
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const started: BenchFunction = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => count,
    onData: () => {},
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return started;
}

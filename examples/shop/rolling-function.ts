import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** A function with several instances behind one address, which take turns, as behind a balancer. */
export interface RollingFunction {
  readonly url: string;
  handlers: readonly Handler[];
  close(): void;
}

/** Start it, without an instance yet. */
export async function startRollingFunction(): Promise<RollingFunction> {
  let turn = 0;
  const server = createServer((request, response) => {
    const handler = rolling.handlers[turn++ % rolling.handlers.length];
    if (handler === undefined) response.writeHead(503).end();
    else handler(request, response, () => response.writeHead(500).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const rolling: RollingFunction = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    handlers: [],
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return rolling;
}

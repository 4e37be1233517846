import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createClient } from '../../src/client/index.ts';
import { servePages, type ServedPages } from './serve-pages.ts';

/** Pages that are reached through something that can lose its connections; `client` goes past it. */
export interface CuttablePages extends ServedPages {
  /** End every connection, and let no new one through before `until` is done. */
  readonly cut: (until: () => Promise<unknown>) => Promise<void>;
}

export async function serveCuttable(): Promise<CuttablePages> {
  const registry = await servePages();
  const { hostname, port } = new URL(registry.url);
  const sockets = new Set<Socket>();
  let isOpen: Promise<unknown> = Promise.resolve();
  const between = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
    void isOpen.then(() => {
      const onward = connect(Number(port), hostname).on('error', () => socket.destroy());
      socket
        .on('close', () => onward.destroy())
        .pipe(onward)
        .pipe(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  return {
    url: `http://127.0.0.1:${(between.address() as AddressInfo).port}`,
    client: createClient({ url: registry.url }),
    cut: async (until) => {
      for (const socket of sockets) socket.destroy();
      await (isOpen = until());
    },
    close: async () => {
      between.close();
      for (const socket of sockets) socket.destroy();
      await registry.close();
    },
  };
}

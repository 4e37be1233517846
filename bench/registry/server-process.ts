// A server in a process of its own: `registry FILE`, or `koa BYTES`, which answers every request with so many bytes of JSON.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { createLogger } from '../../src/server/log.ts';
import { startRegistry } from '../../src/server/registry/start-registry.ts';

const [kind, argument = ''] = process.argv.slice(2);
process.send?.(kind === 'registry' ? await serveRegistry(argument) : await serveKoa(Number(argument)));
// `node --cpu-prof` writes its file at a regular end only.
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('SIGTERM', () => process.exit(0));

async function serveRegistry(path: string): Promise<string> {
  const address = { host: '127.0.0.1', port: 0, flag: '--port', insecure: false };
  const server = await startRegistry({ store: { kind: 'sqlite', path }, dataDir: '.', address, log: createLogger('error') });
  return server.url;
}

/** As little as Koa can do. */
async function serveKoa(bytes: number): Promise<string> {
  const text = JSON.stringify({ hello: 'x'.repeat(Math.max(0, bytes - '{"hello":""}'.length)) });
  const app = new Koa();
  app.use((ctx) => {
    ctx.type = 'application/json';
    ctx.body = text;
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

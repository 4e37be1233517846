import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Format } from '../../src/formats/format.ts';
import { createApp, type AppOptions } from '../../src/http/app.ts';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { schemaTools } from '../../src/server/workers/schema-tools.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { createOutlet } from '../../src/webhooks/outlet.ts';
import { limitFormat } from './limit-format.ts';

export interface TestServer {
  readonly url: string;
  readonly registry: Registry;
  /** Sends the path as it is, which fetch does not. */
  send(request: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface TestServerOptions extends Omit<AppOptions, 'registry'> {
  readonly store?: Store;
  /** Instead of a new one over `store`. */
  readonly registry?: Registry;
  /** The format of limits by default. */
  readonly formats?: readonly Format[];
  /** Of all that stands before the body; Node's default by default. */
  readonly maxHeaderSize?: number;
}

/** The app on a free port, over the memory store, a clock that goes on a second at each look, and bytes that count up. */
export async function startTestServer({
  store,
  formats,
  registry = createTestRegistry(store, formats),
  maxHeaderSize,
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const handle = createApp({ ...options, registry }).callback();
  const server = createServer({ ...(maxHeaderSize && { maxHeaderSize }) }, (request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    registry,
    send: (request) => exchange(port, request),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        // fetch opens connections ahead, which are not idle in the eyes of the server.
        server.closeAllConnections();
      }),
  };
}

export function createTestRegistry(store: Store = createMemoryStore(), formats: readonly Format[] = [limitFormat]): Registry {
  let now = Date.parse('2026-01-01T00:00:00Z');
  let calls = 0;
  const outlet = createOutlet({ timeoutMs: 5_000, allowPrivate: false, now: () => now });
  return createRegistry({
    store,
    formats,
    now: () => (now += 1_000),
    random: (bytes) => Buffer.alloc(bytes, (calls += 1)),
    outlet,
    tools: schemaTools,
  });
}

async function exchange(port: number, { method = 'GET', path, headers = {}, body }: TestRequest): Promise<TestAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = send({ host: '127.0.0.1', port, method, path, headers: { ...type, ...headers } }, resolve);
    request.on('error', reject);
    request.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
  const text = await readText(answer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text, json: parseObject(text) };
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {}; // The claims about such an answer are about its text.
  }
}

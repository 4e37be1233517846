import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binary } from '../gateway-server.ts';
import { listen } from '../listen.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';
import { sendRaw } from '../send-raw.ts';
import { toPayload2 } from './faces.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/gateway-library.md'), 'utf8');
const ORDER = 'com.shop.order.placed';
const VALID = '{"orderId":"ord_7k2m9x","lines":[{"sku":"A-1","quantity":2}],"total":1990,"currency":"EUR"}';
const INVALID = '{"orderId":"ord_7k2m9x","lines":[],"total":"1990"}';

let registry: RegistryServer;
let folder: string;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: JSON.parse(readFileSync(join(ROOT, `examples/start/contracts/${ORDER}.json`), 'utf8')) as never });
  folder = mkdtempSync(join(tmpdir(), 'sluice-library-docs-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/sluice'));
  for (const name of ['koa', 'express', 'fastify']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
});

afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

/** What the example under a heading exports, run as it stands but for the address of the registry. */
async function run<T>(heading: string): Promise<T> {
  const section = PAGE.slice(PAGE.indexOf(`\n## ${heading}\n`));
  const code = /```js\n(.*?)```/s.exec(section)?.[1] ?? '';
  expect(code).toContain('http://127.0.0.1:8081');
  const file = join(folder, `${heading.replaceAll(' ', '-')}.mjs`);
  writeFileSync(file, code.replace('http://127.0.0.1:8081', registry.url));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as T;
}

const REQUESTS = [VALID, INVALID].map((body) => ({ path: '/events', headers: binary({ type: ORDER }), body }));
const TOOK = { took: 'ord_7k2m9x', as: `${ORDER}@1` };

async function ask(url: string): Promise<unknown[]> {
  const answers = [];
  for (const request of REQUESTS) answers.push(await sendRaw(url, request));
  return answers.map(({ status, body }) => [status, JSON.parse(body)]);
}

async function askListener(listener: RequestListener): Promise<unknown[]> {
  const server = await listen(createServer(listener));
  const answers = await ask(server.url);
  await server.close();
  return answers;
}

const EXPECTED = [
  [200, TOOK],
  [422, { code: 'event_invalid', subject: ORDER }],
];

test('the example of judge()', async () => {
  const { judgement } = await run<{ judgement: object }>('Open a gate');
  expect(judgement).toMatchObject({ kind: 'invalid', subject: ORDER, version: 1, schemaId: 1 });
});

test('the example for Koa', async () => {
  const { app } = await run<{ app: { callback(): RequestListener } }>('Koa');
  expect(await askListener(app.callback())).toMatchObject(EXPECTED);
});

test('the example for Express', async () => {
  const { app } = await run<{ app: RequestListener }>('Express');
  expect(await askListener(app)).toMatchObject(EXPECTED);
});

test('the example for Fastify', async () => {
  const { app } = await run<{ app: { listen(options: object): Promise<string>; close(): Promise<void> } }>('Fastify');
  expect(await ask(await app.listen({ port: 0, host: '127.0.0.1' }))).toMatchObject(EXPECTED);
  await app.close();
});

test('the example for fetch', async () => {
  const { handler } = await run<{ handler: (request: Request) => Promise<Response> }>('fetch');
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/', 'ce-type': ORDER, 'content-type': 'application/json' };
  const answers = await Promise.all([VALID, INVALID].map((body) => handler(new Request('http://gate.test/', { method: 'POST', headers, body }))));
  expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toMatchObject(EXPECTED);
});

test('the example for Lambda', async () => {
  const { handler } = await run<{ handler: (event: object, context: object) => Promise<{ statusCode: number; body: string }> }>('AWS Lambda');
  const answers = [];
  for (const request of REQUESTS) answers.push(await handler(toPayload2(request), {}));
  expect(answers.map(({ statusCode, body }) => [statusCode, JSON.parse(body)])).toMatchObject(EXPECTED);
});

import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import { temporaryFolder, writeAll } from './folder.ts';
import { typeCheck } from './type-check.ts';

const TYPES = join(import.meta.dirname, '../../node_modules/@types');
const fastifyTypes = join(dirname(createRequire(import.meta.url).resolve('fastify')), 'fastify.d.ts');

const schemas: readonly SchemaInput[] = [{ subject: 'com.shop.paid', schema: { title: 'Paid', type: 'object' } }];

test('every adapter compiles under strict flags, with no types of a platform', async () => {
  for (const language of ['ts', 'js'] as const) {
    const folder = await temporaryFolder();
    await writeAll(folder, await generate({ schemas, options: { adapters: ADAPTERS, language } }));
    expect(await typeCheck(folder)).toBe('');
  }
});

test('without the option there is none', async () => {
  const paths = (await generate({ schemas })).map(({ path }) => path);
  expect(paths).toEqual(['_runtime.ts', 'index.ts', 'paid.ts', 'paid.validator.ts']);
});

test('each of them imports nothing but its own files', async () => {
  const files = await generate({ schemas, options: { adapters: ADAPTERS } });
  const imported = files.flatMap(({ text }) => [...text.matchAll(/ from (['"])(.*?)\1/g)].map(([, , module = '']) => module));
  expect(new Set(imported.filter((module) => !module.startsWith('./')))).toEqual(new Set());
});

const USES = `import type { Server } from 'node:http';
import type { Context, Middleware } from 'koa';
import type Koa from 'koa';
import type { RequestHandler } from 'express';
import type { FastifyInstance } from 'fastify';
import { createConsumer, createProducer } from './index.js';
import { expressHandler } from './express.js';
import { fastifyPlugin } from './fastify.js';
import { fetchHandler, fetchSend } from './http.js';
import { koaHandler } from './koa.js';

const consumer = createConsumer({ 'com.shop.paid': ({ data }) => data });
export const middleware: Middleware = koaHandler(consumer, { path: '/events' });
export const handler: RequestHandler = expressHandler(consumer);
export const register = async (app: FastifyInstance, koa: Koa): Promise<void> => {
  koa.use(koaHandler(consumer));
  await app.register(fastifyPlugin(consumer, { path: '/events' }), { prefix: '/v1' });
};
const handle = fetchHandler(consumer, { status: { unknown: 202 } });
export const response: Promise<Response> = handle(new Request('http://localhost/'));
export const producer = createProducer({ source: '/shop', send: fetchSend({ url: 'http://localhost/', fetch }) });
export type Used = [Server, Context];
`;

test('every adapter fits the types of what it is plugged into', async () => {
  const folder = await temporaryFolder();
  await writeAll(folder, await generate({ schemas, options: { adapters: ADAPTERS } }));
  await writeFile(join(folder, 'uses.ts'), USES);
  const paths = { koa: [join(TYPES, 'koa/index.d.ts')], express: [join(TYPES, 'express/index.d.ts')], fastify: [fastifyTypes] };
  expect(await typeCheck(folder, { typeRoots: [TYPES], types: ['node'], paths, skipLibCheck: true, isolatedDeclarations: false })).toBe('');
});

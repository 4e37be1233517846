import { createHmac } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import expressApp from 'express';
import fastifyApp from 'fastify';
import Koa from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createGate,
  express,
  fastify,
  fetchHandler,
  koa,
  lambda,
  type AdmittedEvent,
  type Gate,
  type MiddlewareOptions,
} from '../../../src/gateway/index.ts';
import { binary, problemOf } from '../gateway-server.ts';
import { listen, type Running } from '../listen.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import { sendRaw, type RawAnswer, type RawRequest } from '../send-raw.ts';

const ORDER = 'com.shop.order';
const HEADERS = binary({ type: ORDER });
const SECRET = 'It is a secret to everybody';
const SIGNED = { kind: 'webhook', type: { constant: ORDER }, signature: { scheme: 'github', secret: SECRET } } as const;

let registry: RegistryServer;
let gate: Gate;
const open: Running[] = [];

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  gate = await createGate({ registry: registry.url });
});

afterAll(() => Promise.all([registry, ...open].map((running) => running.close())));

async function serve(listener: (...args: never) => unknown): Promise<(request: RawRequest) => Promise<RawAnswer>> {
  const running = await listen(createServer(listener as never));
  open.push(running);
  return (request) => sendRaw(running.url, request);
}

/** A Koa program that answers with the data that it got; `before` runs first. */
function koaWith(before: Koa.Middleware, options: Partial<MiddlewareOptions> = {}): ReturnType<typeof serve> {
  const app = new Koa();
  app.silent = true;
  app.use(before);
  app.use(koa({ gate, path: '/', ...options }));
  app.use((ctx) => {
    ctx.body = { data: (ctx.state['event'] as AdmittedEvent | undefined)?.data };
  });
  return serve(app.callback());
}

type Parsing = Koa.Middleware<object, { request: { body?: unknown; rawBody?: unknown } }>;

const PARSERS: readonly { readonly title: string; readonly parser: Parsing; readonly duplicate: number }[] = [
  { title: 'nobody has read it', parser: (_ctx, next) => next(), duplicate: 400 },
  {
    title: 'rawBody is bytes',
    parser: async (ctx, next) => {
      ctx.request.rawBody = await buffer(ctx.req);
      ctx.request.body = {};
      await next();
    },
    duplicate: 400,
  },
  {
    title: 'rawBody is text',
    parser: async (ctx, next) => {
      ctx.request.rawBody = await text(ctx.req);
      ctx.request.body = {};
      await next();
    },
    duplicate: 400,
  },
  {
    title: 'body is bytes',
    parser: async (ctx, next) => {
      ctx.request.body = await buffer(ctx.req);
      await next();
    },
    duplicate: 400,
  },
  {
    // The parser has dropped the first one, and the gate cannot know.
    title: 'body is a value',
    parser: async (ctx, next) => {
      ctx.request.body = JSON.parse(await text(ctx.req)) as unknown;
      await next();
    },
    duplicate: 200,
  },
];

for (const { title, parser, duplicate } of PARSERS) {
  test(`${title}: what it says is judged`, async () => {
    const send = await koaWith(parser as Koa.Middleware);
    const statuses = [];
    for (const body of ['{"n":1}', '{"n":"1"}', '{"n":"1","n":1}']) statuses.push((await send({ headers: HEADERS, body })).status);
    expect(statuses).toEqual([200, 422, duplicate]);
  });
}

test('a body that somebody read and kept nothing of is our 500, not the fault of the sender', async () => {
  const send = await koaWith(async (ctx, next) => {
    await buffer(ctx.req);
    await next();
  });
  const answer = await send({ headers: HEADERS, body: '{"n":1}' });
  expect(answer.status).toBe(500);
  expect(problemOf(answer)['detail']).toContain('put the gate before body parsers');
});

const SIGNED_HEADERS = [
  'Content-Type: application/json',
  `X-Hub-Signature-256: sha256=${createHmac('sha256', SECRET).update('{ "n": 1 }').digest('hex')}`,
];
const SIGNED_ROWS = PARSERS.map(({ title, parser }) => ({ title, parser, status: title === 'body is a value' ? 500 : 200 }));
for (const { title, parser, status } of SIGNED_ROWS) {
  test(`a signature, ${title}: ${status}`, async () => {
    const send = await koaWith(parser as Koa.Middleware, { source: SIGNED });
    expect((await send({ headers: SIGNED_HEADERS, body: '{ "n": 1 }' })).status).toBe(status);
  });
}

test('any of several secrets will do', async () => {
  const source = { ...SIGNED, signature: { scheme: 'github', secret: ['a new one', SECRET] } } as const;
  const send = await koaWith((_ctx, next) => next(), { source });
  expect((await send({ headers: SIGNED_HEADERS, body: '{ "n": 1 }' })).status).toBe(200);
});

test('Koa: other paths go on unseen', async () => {
  const send = await koaWith((_ctx, next) => next());
  expect(await send({ method: 'GET', path: '/health', headers: [] })).toMatchObject({ status: 200, body: '{}' });
});

test('Koa: what comes later may fail in its own way', async () => {
  const app = new Koa();
  app.use(async (ctx, next) => {
    await next().catch((thrown: Error) => ctx.throw(418, thrown.message, { expose: true }));
  });
  app.on('error', () => {});
  app.use(koa({ gate }));
  app.use(() => {
    throw new Error('ours');
  });
  const send = await serve(app.callback());
  expect(await send({ headers: HEADERS, body: '{"n":1}' })).toMatchObject({ status: 418, body: 'ours' });
});

for (const { title, parser, status } of [
  { title: 'express.json() before', parser: expressApp.json(), status: [200, 422] },
  { title: 'express.raw() before', parser: expressApp.raw({ type: 'application/json' }), status: [200, 422] },
  { title: 'express.json() for another type before', parser: expressApp.json({ type: 'text/json' }), status: [200, 422] },
]) {
  test(`Express: ${title}`, async () => {
    const app = expressApp();
    app.post('/', parser, express({ gate }), (request, response) => response.json((request as { event?: AdmittedEvent }).event?.data));
    const send = await serve(app);
    expect((await send({ headers: HEADERS, body: '{"n":1}' })).status).toBe(status[0]);
    expect((await send({ headers: HEADERS, body: '{"n":"1"}' })).status).toBe(status[1]);
  });
}

test('Express: headers that others have set stay on a refusal', async () => {
  const app = expressApp();
  app.use((_request, response, next) => {
    response.setHeader('access-control-allow-origin', '*');
    next();
  });
  app.use(express({ gate }));
  expect((await (await serve(app))({ headers: HEADERS, body: '{' })).headers).toMatchObject({ 'access-control-allow-origin': '*' });
});

test('Express: what onRefusal throws goes to the error handler', async () => {
  const app = expressApp();
  const onRefusal = (): never => {
    throw new Error('full');
  };
  app.use(express({ gate, onRefusal }));
  app.use(((error: Error, _request, response, _next) => void response.status(507).send(error.message)) satisfies expressApp.ErrorRequestHandler);
  expect(await (await serve(app))({ headers: HEADERS, body: '{' })).toMatchObject({ status: 507, body: 'full' });
});

test('Fastify: the limit of a body is that of the gate', async () => {
  const app = fastifyApp({ bodyLimit: 1 });
  await app.register(fastify({ gate, maxBodyBytes: 20 }));
  app.post('/', (_request, reply) => {
    reply.send('done');
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const statuses = [];
  for (const body of ['{"n":1}', `{"n":${' '.repeat(20)}1}`]) statuses.push((await sendRaw(url, { headers: HEADERS, body })).status);
  expect(statuses).toEqual([200, 413]);
  await app.close();
});

for (const { name, start } of [
  { name: 'Koa', start: (onRefusal: () => void) => koaWith((_ctx, next) => next(), { onRefusal }) },
  { name: 'Express', start: (onRefusal: () => void) => serve(expressApp().use(express({ gate, onRefusal }))) },
]) {
  test(`${name}: a body that breaks off is refused, and the next one is taken`, async () => {
    const refused = new EventEmitter();
    const first = once(refused, 'refusal');
    const send = await start(() => refused.emit('refusal'));
    const url = open.at(-1)?.url ?? '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end(['POST / HTTP/1.1', 'Host: gate', 'Content-Length: 100', ...HEADERS, '', '{"n":'].join('\r\n'));
    await first;
    expect((await send({ headers: HEADERS, body: '{' })).status).toBe(400);
  });
}

test('Fastify: request.body is the data, and routes of other scopes are as before', async () => {
  const app = fastifyApp();
  app.register(async (events) => {
    await events.register(fastify({ gate }));
    events.post('/events', (request, reply) => {
      reply.send({ body: request.body, kind: (request as { event?: AdmittedEvent }).event?.kind });
    });
  });
  app.post('/plain', (request, reply) => {
    reply.send({ body: request.body });
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const structured = JSON.stringify({ specversion: '1.0', id: '1', source: '/', type: ORDER, data: { n: 1 } });
  expect((await sendRaw(url, { path: '/events', headers: ['Content-Type: application/cloudevents+json'], body: structured })).body).toBe(
    '{"body":{"n":1},"kind":"accepted"}',
  );
  expect((await sendRaw(url, { path: '/plain', headers: ['Content-Type: application/json'], body: '{"n":"1"}' })).body).toBe('{"body":{"n":"1"}}');
  await app.close();
});

test('fetch: the answer of the handler is the answer', async () => {
  const handle = fetchHandler((event, request) => Response.json({ n: event.data, url: request.url }, { status: 201 }), { gate });
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/', 'ce-type': ORDER, 'content-type': 'application/json' };
  const answer = await handle(new Request('http://gate.test/x?y', { method: 'POST', headers, body: '{"n":1}' }));
  expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 201, body: { n: { n: 1 }, url: 'http://gate.test/x?y' } });
});

test('onRefusal is told what is refused and what is only observed', async () => {
  const seen: unknown[] = [];
  const onRefusal: MiddlewareOptions['onRefusal'] = ({ error, observed, requestId }) => seen.push([error.code, observed, requestId]);
  const request = { headers: [...HEADERS, 'X-Request-Id: r-7'], body: '{"n":"1"}' };
  for (const mode of ['enforce', 'observe'] as const) await (await koaWith((_ctx, next) => next(), { mode, onRefusal }))(request);
  expect(seen).toEqual([
    ['event_invalid', false, 'r-7'],
    ['event_invalid', true, 'r-7'],
  ]);
});

test('the gate says undeclared and showValues for all, and each middleware for itself', async () => {
  const lenient = await createGate({ registry: registry.url, undeclared: 'allow', showValues: true });
  const send = await koaWith((_ctx, next) => next(), { gate: lenient });
  expect((await send({ headers: HEADERS, body: '{"n":1,"m":1}' })).status).toBe(200);
  expect(problemOf(await send({ headers: HEADERS, body: '{"n":"xyz"}' }))['findings']).toMatchObject([{ found: { value: 'xyz' } }]);
  const strict = await koaWith((_ctx, next) => next(), { gate: lenient, undeclared: 'reject', showValues: false });
  expect((await strict({ headers: HEADERS, body: '{"n":1,"m":1}' })).status).toBe(422);
  expect((await strict({ headers: HEADERS, body: '{"n":"xyz"}' })).body).not.toContain('xyz');
});

test('a gate that is still opening is waited for; one that could not be opened is told', async () => {
  const event = { specversion: '1.0', id: '1', source: '/', type: ORDER, data: { n: 1 } };
  const opening = lambda(() => 'done', { gate: createGate({ registry: registry.url }) });
  await expect(opening(event, {})).resolves.toBeUndefined();
  const dead = lambda(() => 'done', { gate: createGate({ registry: 'http://127.0.0.1:1' }) });
  await expect(dead(event, {})).rejects.toMatchObject({ code: 'registry_unavailable' });
});

const WRONG: readonly { readonly title: string; readonly source: MiddlewareOptions['source'] }[] = [
  { title: 'an empty secret', source: { ...SIGNED, signature: { scheme: 'github', secret: '' } } },
  { title: 'a secret that is not set', source: { ...SIGNED, signature: { scheme: 'github', secret: process.env['SLUICE_NO_SUCH_SECRET'] } } },
  { title: 'one of two secrets that is not set', source: { ...SIGNED, signature: { scheme: 'github', secret: [SECRET, undefined] } } },
  { title: 'no secret at all', source: { ...SIGNED, signature: { scheme: 'github', secret: [] } } },
  { title: 'a secret in another form', source: { ...SIGNED, signature: { scheme: 'standard-webhooks', secret: 'plain' } } },
  { title: 'a source that is none', source: { kind: 'toString' as 'cloudevents' } },
  { title: 'a type where the envelope says it', source: { kind: 's3', type: { constant: 'x' } } },
  { title: 'a scheme that is none', source: { ...SIGNED, signature: { scheme: 'toString' as 'github', secret: SECRET } } },
  { title: 'a webhook of no type', source: { kind: 'webhook', type: { prefix: 'x.' } } },
  { title: 'a webhook of two types', source: { kind: 'webhook', type: { constant: 'x', pointer: '/type' } } },
];

for (const { title, source } of WRONG) {
  test(`${title} is config_invalid at once`, () => {
    const make = (): unknown => koa({ gate, ...(source === undefined ? {} : { source }) });
    expect(make).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error);
  });
}

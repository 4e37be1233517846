import { createServer } from 'node:http';
import expressApp from 'express';
import fastifyApp from 'fastify';
import Koa from 'koa';
import { express, fastify, fetchHandler, koa, lambda, type AdmittedEvent, type MiddlewareOptions } from '../../../src/gateway/index.ts';
import { listen } from '../listen.ts';
import { sendRaw, type RawAnswer, type RawRequest } from '../send-raw.ts';

/** A program with the gate inside; what it lets in is kept, and answered with 200 `done`. */
export interface Face {
  readonly name: string;
  /** Whether it shows a header that came twice as two. */
  readonly hasRawHeaders: boolean;
  send(request: RawRequest): Promise<RawAnswer>;
  /** What was let in since the last call. */
  take(): AdmittedEvent[];
  close(): Promise<void>;
}

/** The options of the middleware by the path that it stands on. */
export type Routes = Readonly<Record<string, MiddlewareOptions>>;

/** Every way to have the gate inside a program, each with the same routes. */
export function startFaces(routes: Routes): Promise<readonly Face[]> {
  return Promise.all([
    startKoa(routes),
    startExpress(routes),
    startFastify(routes),
    startFetch(routes),
    startLambda('lambda, payload 1.0', routes, toPayload1),
    startLambda('lambda, payload 2.0', routes, toPayload2),
  ]);
}

async function startKoa(routes: Routes): Promise<Face> {
  const seen: AdmittedEvent[] = [];
  const app = new Koa();
  for (const [path, options] of Object.entries(routes)) app.use(koa({ ...options, path }));
  app.use((ctx) => {
    seen.push(ctx.state['event'] as AdmittedEvent);
    ctx.body = 'done';
  });
  const handle = app.callback();
  const server = await listen(createServer((request, response) => void handle(request, response)));
  return {
    name: 'koa',
    hasRawHeaders: true,
    send: (request) => sendRaw(server.url, request),
    take: () => seen.splice(0),
    close: () => server.close(),
  };
}

async function startExpress(routes: Routes): Promise<Face> {
  const seen: AdmittedEvent[] = [];
  const app = expressApp();
  for (const [path, options] of Object.entries(routes)) {
    app.all(path, express(options), (request, response) => {
      seen.push((request as { event?: AdmittedEvent }).event as AdmittedEvent);
      response.send('done');
    });
  }
  const server = await listen(createServer(app));
  return {
    name: 'express',
    hasRawHeaders: true,
    send: (request) => sendRaw(server.url, request),
    take: () => seen.splice(0),
    close: () => server.close(),
  };
}

async function startFastify(routes: Routes): Promise<Face> {
  const seen: AdmittedEvent[] = [];
  const app = fastifyApp();
  for (const [path, options] of Object.entries(routes)) {
    app.register(async (scope) => {
      await scope.register(fastify(options));
      scope.all(path, (request, reply) => {
        seen.push((request as { event?: AdmittedEvent }).event as AdmittedEvent);
        reply.send('done');
      });
    });
  }
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { name: 'fastify', hasRawHeaders: true, send: (request) => sendRaw(url, request), take: () => seen.splice(0), close: () => app.close() };
}

async function startFetch(routes: Routes): Promise<Face> {
  const seen: AdmittedEvent[] = [];
  const handlers = mapRoutes(routes, (options) =>
    fetchHandler((event) => {
      seen.push(event);
      return new Response('done');
    }, options),
  );
  return {
    name: 'fetch',
    hasRawHeaders: false,
    async send({ method = 'POST', path = '/', headers, body = '' }) {
      const init = { method, headers: headers.map(splitLine), ...(method === 'GET' ? {} : { body: Buffer.from(body) }) };
      const answer = await handlers[path]?.(new Request(`http://gate.test${path}`, init));
      return { status: answer?.status ?? 0, headers: Object.fromEntries(answer?.headers ?? []), body: (await answer?.text()) ?? '' };
    },
    take: () => seen.splice(0),
    close: async () => {},
  };
}

async function startLambda(name: string, routes: Routes, toPayload: (request: RawRequest) => object): Promise<Face> {
  const seen: AdmittedEvent[] = [];
  const handlers = mapRoutes(routes, (options) =>
    lambda((event) => {
      seen.push(event);
      return { statusCode: 200, headers: {}, body: 'done' };
    }, options),
  );
  return {
    name,
    hasRawHeaders: toPayload === toPayload1,
    async send(request) {
      const answer = (await handlers[request.path ?? '/']?.(toPayload(request), {})) as { statusCode: number; headers: object; body: string };
      return { ...answer, status: answer.statusCode, headers: answer.headers as RawAnswer['headers'] };
    },
    take: () => seen.splice(0),
    close: async () => {},
  };
}

function mapRoutes<T>(routes: Routes, make: (options: MiddlewareOptions) => T): Readonly<Record<string, T | undefined>> {
  return Object.fromEntries(Object.entries(routes).map(([path, options]) => [path, make(options)]));
}

/** As API Gateway sends REST calls. */
export function toPayload1({ method = 'POST', path = '/', headers, body = '' }: RawRequest): object {
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of headers.map(splitLine)) (multiValueHeaders[name] ??= []).push(value);
  const last = Object.fromEntries(headers.map(splitLine));
  const encoded = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return { resource: '/{proxy+}', path, httpMethod: method, headers: last, multiValueHeaders, requestContext: { stage: 'prod' }, ...encoded };
}

/** As API Gateway sends HTTP calls, and as function URLs do: text that is UTF-8 as it is. */
export function toPayload2({ method = 'POST', path = '/', headers, body = '' }: RawRequest): object {
  const joined = new Headers(headers.map(splitLine));
  const text = Buffer.from(body).toString();
  const isText = Buffer.from(text).equals(Buffer.from(body));
  const encoded = isText ? { body: text, isBase64Encoded: false } : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  const requestContext = { http: { method, path, protocol: 'HTTP/1.1' } };
  return { version: '2.0', rawPath: path, rawQueryString: '', headers: Object.fromEntries(joined), requestContext, ...encoded };
}

function splitLine(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

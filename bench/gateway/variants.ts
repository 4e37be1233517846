import { createRequire } from 'node:module';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Koa from 'koa';
import { request as send } from 'undici';
import { decodeUtf8, parseJson } from '../../src/core/json/parse.ts';
import type { ExactObject, ExactValue, JsonObject } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { dataFolder } from '../data-folder.ts';
import { createBase } from './base.ts';
import { createFullGate, parseBenchConfig } from './full-gate.ts';
import { dialectOf, snapshotOf, type Message } from './message.ts';

/** A server that passes bodies on to `target`. */
type Variant = (message: Message, target: string) => Promise<Server>;

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'base: node:http + undici, nothing looked at': async (_message, target) => createBase(target),
  'base + JSON.parse': async (_message, target) => createBase(target, (body) => JSON.parse(body.toString()) !== undefined),
  'base + JSON.parse + ajv': async (message, target) => {
    const validate = ajvOf(message);
    return createBase(target, (body) => validate(dataOf(message, JSON.parse(body.toString()) as JsonObject)));
  },
  'validated: base + our parser and judge': async (message, target) => {
    const { schema, dialect = 'draft-2020-12' } = snapshotOf(message).versions[0] ?? { schema: true };
    const judge = jsonSchemaFormat.compile(
      { schema, dialect },
      { formats: 'annotate', undeclared: message.name === 'cloudevent' ? 'reject' : 'allow' },
    );
    return createBase(target, (body) => judge.validate(dataOf(message, parseJson(decodeUtf8(body)) as ExactObject), { maxFindings: 0 }).valid);
  },
  'full: sluice gateway': gateway,
  'Koa + undici + ajv': async (message, target) => {
    const validate = ajvOf(message);
    const app = new Koa();
    app.use(async (ctx) => {
      const chunks: Buffer[] = [];
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      if (!validate(dataOf(message, JSON.parse(body.toString()) as JsonObject))) ctx.throw(422);
      const answer = await send(target, { method: 'POST', headers: { 'content-type': ctx.get('content-type') }, body });
      ctx.status = answer.statusCode;
      ctx.body = answer.body;
    });
    const listener = app.callback();
    return createServer((request, response) => void listener(request, response));
  },
  'fastify + reply-from + ajv': async (message, target) => {
    const load = createRequire(join(dataFolder('gateway'), 'package.json'));
    const fastify = (load('fastify') as (options: object) => FastifyLike)({ logger: false });
    fastify.register(load('@fastify/reply-from'), { base: target, undici: { connections: 128, pipelining: 1 } });
    fastify.addContentTypeParser(['application/json', 'application/cloudevents+json'], { parseAs: 'string' }, (_request, text, done) =>
      done(null, JSON.parse(text)),
    );
    const validate = ajvOf(message);
    fastify.post('/', (request, reply) => {
      if (!validate(dataOf(message, request.body))) reply.code(422).send();
      else reply.from('/', { body: request.body });
    });
    await fastify.ready();
    return fastify.server;
  },
  'http-proxy-3, nothing looked at': async (_message, target) => {
    const { createProxyServer } = createRequire(join(dataFolder('gateway'), 'package.json'))('http-proxy-3') as {
      createProxyServer: (options: object) => { web: RequestListener };
    };
    const { Agent } = await import('node:http');
    const proxy = createProxyServer({ target, agent: new Agent({ keepAlive: true, maxSockets: 128 }) });
    return createServer((request, response) => proxy.web(request, response));
  },
};

interface FastifyLike {
  readonly server: Server;
  register(plugin: unknown, options: object): void;
  addContentTypeParser(
    types: readonly string[],
    options: object,
    parse: (request: unknown, text: string, done: (error: null, body: unknown) => void) => void,
  ): void;
  post(
    path: string,
    handler: (
      request: { readonly body: JsonObject },
      reply: { code(status: number): { send(): void }; from(path: string, options: object): void },
    ) => void,
  ): void;
  ready(): Promise<unknown>;
}

/** Everything that the product does: signature, versions, undeclared members, counters, headers. */
async function gateway(message: Message, target: string): Promise<Server> {
  const config = await parseBenchConfig({ routes: [{ path: '/', source: message.source, targets: [{ url: `${target}/` }] }] });
  return createFullGate(config, message);
}

function ajvOf({ schema }: Message): (data: unknown) => boolean {
  const make = dialectOf(schema) === 'draft-2020-12' ? Ajv2020 : Ajv;
  return new make({ strict: false, inlineRefs: false, validateFormats: false, logger: false }).compile(schema);
}

function dataOf({ name }: Message, body: ExactObject): ExactValue {
  return name === 'cloudevent' ? (body['data'] ?? null) : body;
}

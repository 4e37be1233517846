import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';
import { fastify } from 'fastify';
import Koa from 'koa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ADAPTERS, generate, type SchemaInput } from '../../src/codegen/index.ts';
import { lastingFolder, writeAll } from './folder.ts';

const schemas: readonly SchemaInput[] = [
  { subject: 'com.shop.paid', schema: { title: 'Paid', type: 'object', properties: { total: { type: 'integer' } }, required: ['total'] } },
];

// oxlint-disable-next-line typescript/no-explicit-any -- what is generated has its types elsewhere
type Generated = Record<string, any>;

interface Shop {
  readonly consumer: object;
  readonly handled: unknown[];
}

// What is generated keeps nothing: each row has a consumer of its own.
const folder = await lastingFolder();
await writeAll(folder, await generate({ schemas, options: { language: 'js', adapters: ADAPTERS } }));

async function load(module: string): Promise<Generated> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, `${module}.js`)).href)) as Generated;
}

async function openShop(): Promise<Shop> {
  const handled: unknown[] = [];
  const { createConsumer } = await load('index');
  const take = (event: { readonly data: { readonly total: number } }): void => {
    if (event.data.total === 13) throw new Error('no such total');
    handled.push(event);
  };
  return { consumer: createConsumer({ 'com.shop.paid': take }), handled };
}

type Listen = (shop: Shop) => Promise<RequestListener>;

const servers: Readonly<Record<string, Listen>> = {
  async koa({ consumer }) {
    const app = new Koa({ env: 'test' });
    app.silent = true;
    app.use((await load('koa'))['koaHandler'](consumer, { path: '/events', maxBytes: 2_000 }));
    const callback = app.callback();
    return (request, response) => void callback(request, response);
  },
  async express({ consumer }) {
    const app = express().set('env', 'test');
    app.post('/events', (await load('express'))['expressHandler'](consumer, { maxBytes: 2_000 }));
    return app;
  },
  async 'express behind a parser'({ consumer }) {
    const app = express().set('env', 'test');
    app.use(express.json({ type: ['*/json', '*/*+json'], limit: 2_000 }));
    app.post('/events', (await load('express'))['expressHandler'](consumer));
    return app;
  },
  async fastify({ consumer }) {
    const app = fastify();
    await app.register((await load('fastify'))['fastifyPlugin'](consumer, { path: '/events', maxBytes: 2_000 }));
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
  async fetch({ consumer }) {
    const handle = (await load('http'))['fetchHandler'](consumer, { maxBytes: 2_000 });
    return (incoming, outgoing) => {
      const { method = '', headers } = incoming;
      const body = method === 'GET' ? {} : { body: incoming, duplex: 'half' };
      const given = new Request('http://shop.example/', { method, headers: headers as Record<string, string>, ...body } as RequestInit);
      handle(given)
        .then(async (answer: Response) => {
          outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
        })
        .catch(() => outgoing.writeHead(500).end());
    };
  },
};

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const event = { specversion: '1.0', id: 'e 1', source: '/s', type: 'com.shop.paid', data: { total: 3 } };
const structured = (more: object = {}): Sent => ({
  headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  body: JSON.stringify({ ...event, ...more }),
});
const binary = (more: Readonly<Record<string, string>> = {}, body = '{"total":3}'): Sent => ({
  headers: { 'ce-specversion': '1.0', 'ce-id': 'e%201', 'ce-source': '/s', 'ce-type': 'com.shop.paid', 'content-type': 'application/json', ...more },
  body,
});
const batch = (...events: readonly object[]): Sent => ({
  headers: { 'content-type': 'application/cloudevents-batch+json' },
  body: JSON.stringify(events.map((more) => ({ ...event, ...more }))),
});
const wrong = { data: { total: 'x' } };

interface Row {
  readonly title: string;
  readonly sent: Sent;
  readonly status: number;
  readonly answer?: object;
  readonly handled?: readonly object[];
}

const rows: readonly Row[] = [
  { title: 'a structured event', sent: structured(), status: 204, handled: [event] },
  { title: 'a binary event', sent: binary(), status: 204, handled: [{ ...event, datacontenttype: 'application/json' }] },
  {
    title: 'a binary event with an extension',
    sent: binary({ 'ce-tenant': 'z%C3%BCrich', 'ce-not_one': 'x' }),
    status: 204,
    handled: [{ ...event, tenant: 'zürich', datacontenttype: 'application/json' }],
  },
  {
    title: 'an extension that is called as what every object has',
    sent: binary({ 'ce-constructor': 'x' }),
    status: 204,
    handled: [{ ...event, constructor: 'x', datacontenttype: 'application/json' }],
  },
  {
    title: 'data in Base64',
    sent: structured({ data: undefined, data_base64: btoa('{"total":4}') }),
    status: 204,
    handled: [{ ...event, data: { total: 4 } }],
  },
  { title: 'a batch', sent: batch({}, { id: '2' }), status: 204, handled: [event, { ...event, id: '2' }] },
  { title: 'an empty batch', sent: batch(), status: 204 },
  {
    title: 'data that breaks the contract',
    sent: structured(wrong),
    status: 422,
    answer: { status: 422, code: 'event_invalid', findings: [{ code: 'type_mismatch', instancePointer: '/total' }] },
  },
  {
    title: 'a batch with one that breaks it',
    sent: batch({}, wrong),
    status: 422,
    answer: { code: 'event_invalid', findings: [{ code: 'type_mismatch', event: 1 }] },
    handled: [event],
  },
  { title: 'another type', sent: structured({ type: 'com.shop.other' }), status: 404, answer: { code: 'unknown_subject' } },
  {
    title: 'an event without id',
    sent: structured({ id: '' }),
    status: 400,
    answer: { code: 'envelope_invalid', detail: expect.stringContaining('id: ') },
  },
  { title: 'an event of another version', sent: binary({ 'ce-specversion': '0.3' }), status: 400, answer: { code: 'envelope_invalid' } },
  { title: 'a header that cannot be decoded', sent: binary({ 'ce-id': '%FF' }), status: 400, answer: { detail: expect.stringContaining('ce-id') } },
  { title: 'a list where there is one event', sent: { ...structured(), body: '[]' }, status: 400, answer: { code: 'envelope_invalid' } },
  { title: 'data that is no JSON', sent: binary({ 'content-type': 'text/plain' }), status: 415, answer: { code: 'envelope_invalid' } },
  {
    title: 'no CloudEvent',
    sent: { headers: { 'content-type': 'application/json' }, body: '{}' },
    status: 415,
    answer: { code: 'envelope_invalid' },
  },
];

async function post(
  listen: Listen,
  sent: Sent,
  path = '/events',
): Promise<{ readonly status: number; readonly text: string; readonly type: string | null; readonly shop: Shop }> {
  const shop = await openShop();
  const server = createServer(await listen(shop)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => void server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const answer = await fetch(url, { method: 'POST', headers: { connection: 'close', ...sent.headers }, body: sent.body });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type'), shop };
}

for (const [name, listen] of Object.entries(servers)) {
  describe(name, () => {
    for (const { title, sent, status, answer, handled = [] } of rows) {
      test(title, async () => {
        const { shop, ...given } = await post(listen, sent);
        expect(given).toMatchObject({ status, type: answer === undefined ? null : 'application/problem+json' });
        expect(JSON.parse(given.text || '{}')).toMatchObject(answer ?? {});
        expect(shop.handled).toEqual(handled);
      });
    }

    test('what a handler throws is answered by the server', async () => {
      expect((await post(listen, structured({ data: { total: 13 } }))).status).toBe(500);
    });

    test('a body that is too large', async () => {
      expect((await post(listen, structured({ data: { total: 1, more: 'x'.repeat(2_000) } }))).status).toBe(413);
    });
  });
}

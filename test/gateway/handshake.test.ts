import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, type GatewayServer } from './gateway-server.ts';
import { startRegistry, type RegistryServer } from './registry-server.ts';

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  const rest = { source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        { path: '/closed', ...rest },
        { path: '/some', ...rest, webhook: { allowedOrigins: ['eventemitter.example.com', '*.Grid.test'], rate: 120 } },
        { path: '/all', ...rest, webhook: { allowedOrigins: ['*'] } },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

const GRANTED = [
  { path: '/some', origin: 'eventemitter.example.com', allowed: 'eventemitter.example.com', rate: '120' },
  { path: '/some', origin: 'EventEmitter.Example.COM', allowed: 'EventEmitter.Example.COM', rate: '120' },
  { path: '/some', origin: 'eu-1.grid.test', allowed: 'eu-1.grid.test', rate: '120' },
  { path: '/all', origin: 'anybody.test', allowed: '*', rate: '*' },
] as const;

for (const { path, origin, allowed, rate } of GRANTED) {
  test(`${path} lets ${origin} deliver`, async () => {
    const headers = [`WebHook-Request-Origin: ${origin}`, 'WebHook-Request-Rate: 1000'];
    const answer = await gateway.send({ method: 'OPTIONS', path, headers });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers).toMatchObject({ 'webhook-allowed-origin': allowed, 'webhook-allowed-rate': rate, allow: 'POST, PUT, OPTIONS' });
    expect(fn.take()).toEqual([]);
  });
}

const WITHHELD = [
  { title: 'another origin', headers: ['WebHook-Request-Origin: evil.test'] },
  { title: 'an origin that only ends alike', headers: ['WebHook-Request-Origin: eventemitter.example.com.evil.test'] },
  { title: 'no origin', headers: [] },
  { title: 'an empty origin', headers: ['WebHook-Request-Origin:'] },
  { title: 'an origin that is no name', headers: ['WebHook-Request-Origin: a, eventemitter.example.com'] },
  { title: 'a pattern as origin', headers: ['WebHook-Request-Origin: *.grid.test'] },
  { title: 'a huge origin', headers: [`WebHook-Request-Origin: ${'a'.repeat(4_000)}.grid.test`] },
  { title: 'a callback', headers: ['WebHook-Request-Origin: evil.test', 'WebHook-Request-Callback: http://127.0.0.1:1/'] },
] as const;

for (const { title, headers } of WITHHELD) {
  test(`${title} gets an answer without consent`, async () => {
    const answer = await gateway.send({ method: 'OPTIONS', path: '/some', headers });
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('webhook-'))).toEqual([]);
  });
}

for (const rate of ['0', '-1', '1.5', 'many', '']) {
  test(`the rate ${JSON.stringify(rate)} is 400`, async () => {
    const answer = await gateway.send({
      method: 'OPTIONS',
      path: '/all',
      headers: ['WebHook-Request-Origin: a.test', `WebHook-Request-Rate: ${rate}`],
    });
    expect({ status: answer.status, code: problemOf(answer)['code'] }).toEqual({ status: 400, code: 'envelope_invalid' });
  });
}

test('an origin twice is 400', async () => {
  const headers = ['WebHook-Request-Origin: a.test', 'WebHook-Request-Origin: b.test'];
  expect((await gateway.send({ method: 'OPTIONS', path: '/all', headers })).status).toBe(400);
});

test('a callback of an allowed origin is not called: the answer is the consent', async () => {
  const headers = ['WebHook-Request-Origin: a.test', `WebHook-Request-Callback: ${fn.url}/confirm`];
  expect((await gateway.send({ method: 'OPTIONS', path: '/all', headers })).headers['webhook-allowed-origin']).toBe('*');
  await gateway.readiness();
  expect(fn.take()).toEqual([]);
});

test('a route without it does not handle OPTIONS', async () => {
  const answer = await gateway.send({ method: 'OPTIONS', path: '/closed', headers: ['WebHook-Request-Origin: a.test'] });
  expect({ status: answer.status, allow: answer.headers['allow'] }).toEqual({ status: 405, allow: 'POST, PUT' });
});

test('no route, no consent', async () => {
  expect((await gateway.send({ method: 'OPTIONS', path: '/none', headers: ['WebHook-Request-Origin: a.test'] })).status).toBe(404);
});

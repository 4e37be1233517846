import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, type GatewayServer } from '../gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from '../registry-server.ts';
import { DISTRIBUTED_TRACING, PARTITIONING } from './extensions.ts';
import { HTTP_BINDING } from './http-binding.ts';
import { JSON_FORMAT } from './json-format.ts';
import { ROUTES, type Check, type Document } from './row.ts';
import { SPEC } from './spec.ts';
import { NOW, PUBLIC_KEY, SECRETS, STANDARD_WEBHOOKS } from './standard-webhooks.ts';
import { WEBHOOK } from './webhook.ts';

/** How many sentences say MUST, MUST NOT, SHALL or SHALL NOT: counted by hand, and again when a specification changes. */
const SENTENCES: readonly (readonly [Document, number])[] = [
  [SPEC, 33],
  [JSON_FORMAT, 19],
  [HTTP_BINDING, 21],
  [WEBHOOK, 24],
  [DISTRIBUTED_TRACING, 4],
  [PARTITIONING, 1],
  [STANDARD_WEBHOOKS, 15],
];

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, fn] = await Promise.all([
    startRegistry(),
    startFunction(({ url }, response) => {
      const status = Number(/\?(\d{3})$/.exec(url)?.[1] ?? 200);
      const body = status === 204 ? '' : 'done';
      response.writeHead(status, { 'content-type': 'text/plain', location: 'http://127.0.0.1:1/', 'retry-after': '7' }).end(body);
    }),
  ]);
  await registry.client.register('any', { schema: true });
  await registry.client.register('object', { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await registry.client.register('contact.created', { schema: { type: 'object' } });
  const source = { kind: 'cloudevents' };
  const route = (path: string, filter: object = {}): object => ({ path, source, targets: [{ url: `${fn.url}/`, filter }] });
  const signature = { scheme: 'standard-webhooks', secretEnv: ['CURRENT', 'OLD', 'PUBLIC'] };
  gateway = await startTestGateway({
    registryUrl: registry.url,
    now: () => NOW * 1_000,
    env: { CURRENT: SECRETS.current, OLD: SECRETS.old, PUBLIC: PUBLIC_KEY },
    config: {
      routes: [
        route(ROUTES.events),
        route(ROUTES.answers),
        route(ROUTES.euro, { decoded: ROUTES.euroText }),
        route(ROUTES.five, { decoded: '5' }),
        route(ROUTES.yes, { decoded: 'true' }),
        route(ROUTES.hasSubject, { subject: '*' }),
        route('/comma', { decoded: 'a, b' }),
        route('/vnd', { datacontenttype: 'application/vnd.x+json' }),
        { ...route(ROUTES.handshake), webhook: { allowedOrigins: ['eventemitter.example.com'], rate: 120 } },
        { path: ROUTES.nobody, source, targets: [] },
        { path: '/standard', source: { kind: 'webhook', type: { pointer: '/type' }, signature }, targets: [{ url: fn.url }] },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

for (const [{ name, rows }, sentences] of SENTENCES) {
  test(`${name}: each of its ${sentences} sentences has a row, and each row a check or a reason`, () => {
    expect(rows).toHaveLength(sentences);
    expect(new Set(rows.map(({ sentence }) => sentence)).size).toBe(sentences);
    expect(rows.filter((row) => (row.kind === 'ours' ? row.checks.length === 0 : row.why === ''))).toEqual([]);
  });
  for (const row of rows) {
    for (const check of row.kind === 'ours' ? row.checks : []) {
      test(`${name}: “${row.sentence}” – ${check.title}: ${check.status}`, () => verify(check));
    }
  }
}

async function verify(check: Check): Promise<void> {
  const { title: _title, status, code, answers = {}, gets = {}, ...request } = check;
  const answer = await gateway.send(request);
  const own = answer.headers['content-type'] === 'application/problem+json' ? problemOf(answer)['code'] : undefined;
  expect({ status: answer.status, code: own }).toEqual({ status, code });
  expect(pick(answer.headers, answers)).toEqual(answers);
  const received = fn.take();
  expect(received.length > 0).toBe(isForwarded(check));
  for (const { headers, url, body } of received) {
    // An element of a batch is a part of the body, everything else the whole of it.
    expect(String(request.body)).toContain(body.toString());
    expect(pick({ ...headers, 'x-url': url }, gets)).toEqual(gets);
  }
}

function isForwarded({ method, path = '/', status, code }: Check): boolean {
  if (code !== undefined || method === 'OPTIONS') return false;
  return status !== 204 || path.startsWith(ROUTES.answers);
}

function pick(from: Readonly<Record<string, unknown>>, names: object): object {
  return Object.fromEntries(Object.keys(names).map((name) => [name, from[name]]));
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFunction, type FunctionServer } from './function-server.ts';
import { binary, problemOf, startTestGateway, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';

const TYPE = 'com.shop.order';

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: GatewayServer;

beforeAll(async () => {
  [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
  await registry.client.register(TYPE, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  const targets = [{ url: fn.url }];
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        { path: '/', source: { kind: 'cloudevents' }, targets },
        { path: '/hook', source: { kind: 'webhook', type: { header: 'x-event', pointer: '/action' } }, targets },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

const headerValue = fc.string({ unit: fc.constantFrom(...'%"\\ a0;=/+-:\u00e9\u00ff\t'.split('')), maxLength: 12 });
const headers = fc.oneof(
  fc.constant(STRUCTURED),
  fc
    .record({ type: headerValue, id: headerValue, dataschema: headerValue, contentType: headerValue })
    .map(({ contentType, ...rest }) => binary(rest, `a${contentType}`)),
  fc.constant(binary({ type: TYPE })),
  headerValue.map((value) => ['Content-Type: application/json', `X-Event: ${value}`]),
);
const body = fc.oneof(
  fc.integer().map((n) => Buffer.from(JSON.stringify({ n, action: TYPE }))),
  fc.uint8Array({ maxLength: 40 }),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record({
      specversion: fc.constant('1.0'),
      id: fc.jsonValue(),
      source: fc.constant('/'),
      type: fc.oneof(fc.constant(TYPE), fc.jsonValue()),
      data: fc.jsonValue(),
      dataschema: fc.jsonValue(),
    })
    .map((event) => Buffer.from(JSON.stringify(event))),
);

test('whatever comes, the answer is one that the interface names, and only valid events reach the function', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/', '/hook'), headers, body, async (path, lines, bytes) => {
      const { status } = await gateway.send({ path, headers: lines, body: bytes });
      const [got] = fn.take();
      expect([200, 400, 404, 415, 422, 503]).toContain(status);
      expect(status === 200).toBe(got !== undefined);
      expect(got === undefined || got.body.equals(Buffer.from(bytes))).toBe(true);
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 100) },
  );
});

const BODIES = [
  { title: 'brackets without end', body: '['.repeat(900_000), status: 422 },
  { title: 'objects without end', body: '{"a":'.repeat(180_000), status: 422 },
  { title: 'a number with a huge exponent', body: `{"n":1e${'9'.repeat(100_000)}}`, status: 200 },
  { title: 'a long number', body: `{"n":${'9'.repeat(500_000)}}`, status: 200 },
  { title: 'a long escape', body: `{"n":"${'\\u0000'.repeat(100_000)}"}`, status: 422 },
  { title: 'many members', body: JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, 1]))), status: 422 },
  { title: 'many empty objects', body: `[${'{},'.repeat(100_000)}0]`, status: 422 },
  { title: 'members named like those of Object', body: '{"n":1,"constructor":{},"toString":1,"hasOwnProperty":1}', status: 422 },
] as const;

for (const row of BODIES) {
  test(`${row.title}: ${row.status}`, async () => {
    const { status } = await gateway.send({ headers: binary({ type: TYPE }), body: row.body });
    expect(status).toBe(row.status);
    fn.take();
  });
}

test('a report is capped', async () => {
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1])));
  const problem = problemOf(await gateway.send({ headers: binary({ type: TYPE }), body: many }));
  expect((problem['findings'] as unknown[]).length).toBeLessThanOrEqual(100);
});

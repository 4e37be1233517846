import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Format } from '../../../src/formats/format.ts';
import type { RequestMetrics } from '../../../src/http/kit/metrics.ts';
import { limitFormat } from '../limit-format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const READERS = 30;

test('others are answered while thirty ask at once for a snapshot with a large schema, which is read for each', async () => {
  let reads = 0;
  const read: Format['read'] = (text) => {
    reads += 1;
    return limitFormat.read(text);
  };
  const server = await startTestServer({ formats: [{ ...limitFormat, read }] });
  onTestFinished(() => server.close());
  const registered = await server.send({
    method: 'POST',
    path: '/api/v1/subjects/large/versions',
    body: { schema: { max: 5, text: 'x'.repeat(1_000_000) } },
  });
  expect(registered.status).toBe(201);

  const { hostname, port } = new URL(server.url);
  const open = () => connect(Number(port), hostname);
  const [readers, other] = [Array.from({ length: READERS }, open), open()];
  await Promise.all([...readers, other].map((socket) => once(socket, 'connect')));
  reads = 0;
  // Nobody reads what is sent to them.
  for (const reader of readers) reader.pause().write(`GET /api/v1/snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  other.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(other, 'data');
  const before = reads;
  for (const socket of [...readers, other]) socket.destroy();
  expect(before).toBeLessThan(READERS / 2);
});

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

const LARGE = { max: 5, text: 'x'.repeat(400_000) }; // Not so long that it would be read anew for each.

const LONG_ANSWERS = [
  { title: 'for a large version', path: '/api/v1/subjects/large/versions/1' },
  { title: 'for a large version in one document', path: '/api/v1/subjects/large/versions/latest?bundle=true' },
  { title: 'for a large schema by its id', path: '/api/v1/schemas/1' },
  { title: 'for a large version as Kafka clients do', path: '/subjects/large/versions/1' },
  { title: 'for the text of a large schema as Kafka clients do', path: '/schemas/ids/1/schema' },
];

test.for(LONG_ANSWERS)('others are answered while thirty ask at once $title', async ({ path }) => {
  const { server, answered } = await observedServer();
  await server.send({ method: 'POST', path: '/api/v1/subjects/large/versions', body: { schema: LARGE } });
  // From now on it is at hand, and no answer has to wait for anything but its turn.
  expect((await server.send({ path })).text.length).toBeGreaterThan(400_000);
  await expectOthersBetween(server, answered, path);
});

const USAGE = { application: { title: 'Shop' }, role: 'payload', messages: [{ key: 'a' }], channels: [], operations: [], servers: [] };

test.for(['/docs', '/docs/shop'])('others are answered while thirty ask at once for %s', async (path) => {
  const { server, answered } = await observedServer();
  await server.send({ method: 'POST', path: '/api/v1/subjects/large/versions', body: { schema: LARGE } });
  await server.registry.updateSubject('large', { labels: { 'asyncapi.app.shop': JSON.stringify(USAGE) } }, { actor: 'test' });
  expect((await server.send({ path })).text).toContain('Shop');
  await expectOthersBetween(server, answered, path);
});

/** A server, and the routes that it has answered, in their order. */
async function observedServer(): Promise<{ readonly server: TestServer; readonly answered: string[] }> {
  const answered: string[] = [];
  const metrics: RequestMetrics = {
    observe: ({ route }) => void answered.push(route),
    render: async () => ({ type: 'text/plain', text: '' }),
  };
  const server = await startTestServer({ metrics });
  onTestFinished(() => server.close());
  return { server, answered };
}

async function expectOthersBetween(server: TestServer, answered: string[], path: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const open = () => connect(Number(port), hostname);
  const [readers, other] = [Array.from({ length: READERS }, open), open()];
  for (const socket of [...readers, other]) {
    socket.write(HEALTH); // The server takes one connection in each round of its loop: who has an answer is one of its own.
    await once(socket, 'data');
  }
  answered.length = 0;
  for (const reader of readers) reader.resume().write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  other.write(HEALTH);
  await once(other, 'data');
  const before = answered.indexOf('/healthz');
  for (const socket of [...readers, other]) socket.destroy();
  expect(before).toBeGreaterThanOrEqual(0);
  expect(before).toBeLessThan(READERS / 2);
}

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Format } from '../../../src/formats/format.ts';
import { limitFormat } from '../limit-format.ts';
import { startTestServer } from '../test-server.ts';

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

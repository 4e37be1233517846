import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';

test('a port that closes the connection of who speaks http, as one for https does, may speak https', async () => {
  const closing = createServer((socket) => socket.on('data', () => socket.end())).listen(0, '127.0.0.1');
  onTestFinished(() => void closing.close());
  await once(closing, 'listening');
  const client = createClient({ url: `http://127.0.0.1:${(closing.address() as AddressInfo).port}` });
  await expect(client.whoami()).rejects.toMatchObject({
    code: 'registry_unavailable',
    data: { next: expect.stringContaining('may speak https: try https:// instead') },
  });
});

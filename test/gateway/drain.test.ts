import { expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { startGateway } from '../../src/gateway/server.ts';
import { SILENT_LOG } from '../../src/http/kit/log.ts';
import { listen } from '../../src/server/listen/listen.ts';
import { startFunction } from './function-server.ts';
import { binary } from './gateway-server.ts';
import { startRegistry } from './registry-server.ts';
import { sendRaw } from './send-raw.ts';

test('what is in flight when the gateway stops is answered; after that nobody listens', async () => {
  let answer: () => void = () => {};
  const registry = await startRegistry();
  await registry.client.register('t', { schema: {} });
  let onArrival: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    onArrival = resolve;
  });
  const fn = await startFunction((_received, response) => {
    answer = () => response.end('late but whole');
    onArrival();
  });
  const text = JSON.stringify({ routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }] });
  const config = await parseGatewayConfig({ file: 'gateway.json', text, env: {}, format: jsonSchemaFormat });
  const source = createClient({ url: registry.url });
  const gate = await startGateway({ config, source, registryUrl: registry.url, format: jsonSchemaFormat, log: SILENT_LOG });
  const server = await listen(gate.listener, { host: '127.0.0.1', port: 0, flag: '--port', insecure: false });

  const sent = sendRaw(server.url, { headers: binary({ type: 't' }), body: '{}' });
  await arrived;
  const closed = server.close();
  answer();
  expect(await sent).toMatchObject({ status: 200, body: 'late but whole' });
  await closed;
  await gate.close();
  await expect(sendRaw(server.url, { headers: [] })).rejects.toThrow('ECONNREFUSED');
  await Promise.all([registry.close(), fn.close()]);
});

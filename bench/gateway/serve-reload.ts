// A gateway that follows a registry of the parent's, and says how long its loop stood still.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createClient } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { startGateway } from '../../src/gateway/server.ts';
import { SILENT_LOG } from '../../src/http/kit/log.ts';
import { parseBenchConfig } from './full-gate.ts';
import { messageOf } from './message.ts';

const [registryUrl = '', target = '', snapshotFile = ''] = process.argv.slice(2);
const { source } = messageOf('webhook');
const config = await parseBenchConfig({ routes: [{ path: '/', source, targets: [{ url: `${target}/` }] }] });
const gate = await startGateway({
  config,
  registryUrl,
  source: createClient({ url: registryUrl }),
  format: jsonSchemaFormat,
  log: SILENT_LOG,
  snapshotFile,
});
const server = createServer(gate.listener);
server.keepAliveTimeout = 60_000;
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => {
  globalThis.gc?.();
  // What the monitor itself waits between two looks is not the loop standing still.
  process.send?.({
    blockedMs: Math.max(0, delay.max / 1e6 - 1),
    p99Ms: Math.max(0, delay.percentile(99) / 1e6 - 1),
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  });
  delay.reset();
});

import { createServer, type Server } from 'node:http';
import type { JsonObject } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import { startGateway, type DurableOptions } from '../../src/gateway/server.ts';
import { SILENT_LOG } from '../../src/http/kit/log.ts';
import { SECRET, snapshotOf, type Message } from './message.ts';

export type BenchConfig = Awaited<ReturnType<typeof parseGatewayConfig>>;

export function parseBenchConfig(config: JsonObject): Promise<BenchConfig> {
  return parseGatewayConfig({ file: 'bench.json', text: JSON.stringify(config), env: { SECRET }, format: jsonSchemaFormat });
}

/** The whole gateway, which has the contract of `message` and asks no registry. */
export async function createFullGate(config: BenchConfig, message: Message, durable?: DurableOptions): Promise<Server> {
  const snapshot = snapshotOf(message);
  const { listener } = await startGateway({
    config,
    registryUrl: 'http://127.0.0.1:8081',
    format: jsonSchemaFormat,
    log: SILENT_LOG,
    source: {
      snapshot: async () => ({ snapshot, etag: '"1"' }),
      changes: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
      getFingerprint: () => Promise.reject(new Error('no registry')),
      getVersion: () => Promise.reject(new Error('no registry')),
    },
    ...(durable === undefined ? {} : { durable }),
  });
  return createServer(listener);
}

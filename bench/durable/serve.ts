// A gate with a durable route in this process; the parent asks for its port, and for what it has used.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { decodeUtf8, parseJson } from '../../src/core/json/parse.ts';
import type { ExactObject, JsonObject } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { DurableOptions } from '../../src/gateway/server.ts';
import { openQueue } from '../../src/server/gateway/open-queue.ts';
import { createFullGate, parseBenchConfig } from '../gateway/full-gate.ts';
import { messageOf, snapshotOf, type Message, type MessageName } from '../gateway/message.ts';
import { createNoStore, createRawLog } from './other-queues.ts';
import type { GateOptions } from './gate-process.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as GateOptions;
const server = options.kind === 'judge' ? judgeOnly(options.message) : await gate(options);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 1_024, () => process.send?.({ port: (server.address() as AddressInfo).port, openMs: process.uptime() * 1_000 }));
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), rssMb: process.memoryUsage.rss() / 2 ** 20 }));
process.once('disconnect', () => process.exit());
// So that `node --cpu-prof` writes what it has.
process.once('SIGINT', () => process.exit());

/** The least that answers 202 to a valid event: no route, no version, no counters, no receipt. */
function judgeOnly(name: MessageName): Server {
  const message = messageOf(name);
  const { schema, dialect = 'draft-2020-12' } = snapshotOf(message).versions[0] ?? { schema: true };
  const judge = jsonSchemaFormat.compile({ schema, dialect }, { formats: 'annotate', undeclared: name === 'cloudevent' ? 'reject' : 'allow' });
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = parseJson(decodeUtf8(Buffer.concat(chunks))) as ExactObject;
      const { valid } = judge.validate(name === 'cloudevent' ? (body['data'] ?? null) : body, { maxFindings: 0 });
      response.writeHead(valid ? 202 : 422, { 'content-length': 0 }).end();
    });
  });
}

async function gate({ kind, message: name, target, folder, store, route = {} }: GateOptions): Promise<Server> {
  const message = messageOf(name);
  const config = await parseBenchConfig({ queue: { store: store ?? 'sqlite:' }, routes: [routeOf(message, target, route)] });
  const durable: DurableOptions | undefined =
    kind === 'queue'
      ? await openQueue(config, { folder, isOneOfMany: false })
      : { queue: kind === 'no_store' ? createNoStore() : createRawLog(join(folder, 'raw.log')), owner: 'bench' };
  return createFullGate(config, message, durable);
}

function routeOf({ source }: Message, target: string, route: JsonObject): JsonObject {
  return { path: '/', source, dispatch: 'durable', ...route, targets: [{ name: 'function', url: `${target}/`, timeoutMs: 3_600_000 }] };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { pino } from 'pino';
import { createClient, type Client } from '../../src/client/index.ts';
import { parseGatewayConfig } from '../../src/gateway/config.ts';
import type * as StartBoth from '../../src/server/start-both.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { built } from '../cli/built.ts';

export interface ServedBoth {
  /** Of the registry and its pages. */
  readonly url: string;
  /** Of the gateway. */
  readonly gateway: string;
  readonly client: Client;
  /** What the function answers from now on; 204 at first. */
  readonly answerWith: (status: number) => void;
  /** Send a CloudEvent; gives the status. */
  readonly send: (type: string, data: unknown, attributes?: Readonly<Record<string, string>>) => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * What `sluice up` serves: a registry in memory with its pages, and a gateway that holds what is not valid and delivers the rest to a function;
 * `sync` keeps nothing, and answers with what the function says.
 */
export async function serveBoth({ dispatch = 'durable', ...route }: RouteSetup = {}): Promise<ServedBoth> {
  // The engine runs in a thread of its own, which has to be JavaScript.
  const { startBoth } = await built<typeof StartBoth>('src/server/start-both');
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  let status = 204;
  const fn = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(fn, 'listening');
  const target = `http://127.0.0.1:${(fn.address() as AddressInfo).port}/`;
  const both = await startBoth({
    config: await parseGatewayConfig({
      file: 'gateway.json',
      text: JSON.stringify(routesTo(target, { dispatch, ...route })),
      env: {},
      format: jsonSchemaFormat,
    }),
    store: { kind: 'memory' },
    dataDir,
    addresses: {
      registry: { host: '127.0.0.1', port: 0, flag: '--registry-port', insecure: false },
      gateway: { host: '127.0.0.1', port: 0, flag: '--gateway-port', insecure: false },
    },
    log: pino({ level: 'silent' }),
  });
  const send: ServedBoth['send'] = async (type, data, attributes = {}) => {
    const event = { specversion: '1.0', id: crypto.randomUUID(), source: '/shop', type, data, ...attributes };
    const response = await fetch(both.gateway, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    await response.arrayBuffer();
    return response.status;
  };
  const close = async (): Promise<void> => {
    await both.close();
    fn.close();
    fn.closeAllConnections();
    await rm(dataDir, { recursive: true, force: true });
  };
  return {
    url: both.registry,
    gateway: both.gateway,
    client: createClient({ url: both.registry }),
    answerWith: (next) => void (status = next),
    send,
    close,
  };
}

interface RouteSetup {
  readonly dispatch?: 'durable' | 'sync';
  readonly path?: string;
  readonly order?: object;
}

function routesTo(url: string, { dispatch, ...route }: RouteSetup): object {
  const targets = [{ name: 'billing', url }];
  const onInvalid = dispatch === 'durable' ? { onInvalid: 'hold' } : {};
  return { routes: [{ path: '/', source: { kind: 'cloudevents' }, dispatch, ...onInvalid, targets, ...route }] };
}

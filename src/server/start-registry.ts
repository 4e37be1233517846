import type { Logger } from 'pino';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { createApp, type ConfluentOptions } from '../http/app.ts';
import { createRegistry } from '../registry/registry.ts';
import { closeAll, type Running } from './lifetime.ts';
import { isLoopback, listen, refusePublic, type ListenAddress } from './listen.ts';
import { openStore, type StoreChoice } from './open-store.ts';
import { createWorkerFormat } from './worker-format.ts';

export interface RegistryServerOptions {
  readonly store: StoreChoice;
  readonly dataDir: string;
  readonly address: ListenAddress;
  readonly log: Logger;
  readonly confluent?: ConfluentOptions;
}

export interface RunningServer extends Running {
  readonly url: string;
}

/** Open the store and serve the registry. Throws what `openStore` and `listen` do; nothing stays open then. */
export async function startRegistry({ store: choice, dataDir, address, log, confluent = {} }: RegistryServerOptions): Promise<RunningServer> {
  refusePublic(address); // Before a store is made for nothing.
  const store = await openStore(choice, dataDir);
  const format = createWorkerFormat(jsonSchemaFormat);
  const stopping = new AbortController();
  const opened: Running[] = [store, format];
  try {
    const registry = createRegistry({ store, formats: [format], now: Date.now });
    const answer = createApp({ registry, log, stopping: stopping.signal, confluent }).callback();
    const server = await listen((request, response) => void answer(request, response), address);
    opened.push(server);
    if (!isLoopback(address.host)) log.warn({ url: server.url }, 'there are no keys yet: whoever reaches this address may change contracts');
    log.info({ url: server.url, store: choice }, 'the registry accepts requests');
    const close = (): Promise<void> => {
      stopping.abort();
      return closeAll(opened);
    };
    return { url: server.url, close };
  } catch (thrown) {
    await closeAll(opened);
    throw thrown;
  }
}

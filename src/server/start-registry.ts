import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { createApp } from '../http/app.ts';
import { createRegistry, type Registry } from '../registry/registry.ts';
import { closeAll, type Running } from './lifetime.ts';
import { isLoopback, listen, refusePublic, type ListenAddress } from './listen.ts';
import { openStore, type StoreChoice } from './open-store.ts';
import { createWorkerFormat } from './worker-format.ts';

export interface RegistryServerOptions {
  readonly store: StoreChoice;
  readonly dataDir: string;
  readonly address: ListenAddress;
  readonly log: Logger;
  /** How long requests are still answered after `/readyz` says that they are not wanted any more. Default 0. */
  readonly drainDelayMs?: number;
}

export interface RunningServer extends Running {
  readonly url: string;
}

/** Open the store and serve the registry. Throws what `openStore` and `listen` do; nothing stays open then. */
export async function startRegistry(options: RegistryServerOptions): Promise<RunningServer> {
  const { store: choice, dataDir, address, log, drainDelayMs = 0 } = options;
  refusePublic(address); // Before a store is made for nothing.
  const store = await openStore(choice, dataDir);
  const format = createWorkerFormat(jsonSchemaFormat);
  const { createMetrics } = await import('./metrics.ts');
  const metrics = createMetrics();
  const [draining, stopping] = [new AbortController(), new AbortController()];
  const opened: Running[] = [store, format];
  try {
    const registry = metrics.ofRegistry(createRegistry({ store, formats: [metrics.ofFormat(format)], now: Date.now }));
    const checks = { engine: () => format.ping() };
    const answer = createApp({ registry, log, metrics, checks, draining: draining.signal, stopping: stopping.signal }).callback();
    const server = await listen((request, response) => void answer(request, response), address);
    opened.push(server);
    if (!isLoopback(address.host)) log.warn({ url: server.url }, 'there are no keys yet: whoever reaches this address may change contracts');
    log.info({ url: server.url, store: choice }, 'the registry accepts requests');
    opened.push(startIndexing(registry, log));
    const close = async (): Promise<void> => {
      draining.abort();
      await setTimeout(drainDelayMs);
      stopping.abort();
      await closeAll(opened);
    };
    return { url: server.url, close };
  } catch (thrown) {
    await closeAll(opened);
    throw thrown;
  }
}

/** In the background: a search finds less until it is done, and everything else works. */
function startIndexing(registry: Registry, log: Logger): Running {
  const closing = new AbortController();
  const done = registry.indexFields(closing.signal).then(
    (count) => count > 0 && log.info({ subjects: count }, 'indexed the fields of subjects of an earlier format'),
    (err: unknown) => log.error({ err }, 'cannot index the fields of subjects of an earlier format; a search does not find them'),
  );
  return {
    async close() {
      closing.abort();
      await done;
    },
  };
}

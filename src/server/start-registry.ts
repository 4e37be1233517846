import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { KeyCredential } from '../core/api-key.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import { createApp } from '../http/app.ts';
import { createRegistry, type Registry } from '../registry/registry.ts';
import { closeAll, type Running } from './lifetime.ts';
import { isLoopback, listen, refusePublic, type ListenAddress } from './listen.ts';
import { createAuthentication } from './authentication.ts';
import type { RegistryConfig } from './registry-config.ts';
import { openStore, type StoreChoice } from './open-store.ts';
import { createWorkerFormat } from './worker-format.ts';

export interface RegistryServerOptions {
  readonly store: StoreChoice;
  readonly dataDir: string;
  readonly address: ListenAddress;
  readonly log: Logger;
  /** Default: everybody may do everything. */
  readonly config?: RegistryConfig;
  /** A key that only this process knows, for the gateway beside the registry. */
  readonly innerKey?: KeyCredential;
}

export interface RunningServer extends Running {
  readonly url: string;
}

/** Open the store and serve the registry. Throws what `openStore` and `listen` do; nothing stays open then. */
export async function startRegistry({
  store: choice,
  dataDir,
  address: wanted,
  log,
  config = {},
  innerKey,
}: RegistryServerOptions): Promise<RunningServer> {
  const address = { ...wanted, isGuarded: config.auth !== undefined };
  refusePublic(address); // Before a store is made for nothing.
  const store = await openStore(choice, dataDir);
  const format = createWorkerFormat(jsonSchemaFormat);
  const stopping = new AbortController();
  const opened: Running[] = [store, format];
  try {
    const registry = createRegistry({ store, formats: [format], now: Date.now, random: randomBytes });
    const authentication = config.auth === undefined ? undefined : createAuthentication({ registry, auth: config.auth, innerKey });
    const answer = createApp({ registry, log, stopping: stopping.signal, ...(authentication && { authentication }) }).callback();
    const server = await listen((request, response) => void answer(request, response), address);
    opened.push(server);
    await warn({ log, url: server.url, address, config, registry });
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

interface Posture {
  readonly log: Logger;
  readonly url: string;
  readonly address: ListenAddress;
  readonly config: RegistryConfig;
  readonly registry: Registry;
}

/** Says what an administrator may not have meant. */
async function warn({ log, url, address, config: { auth }, registry }: Posture): Promise<void> {
  const isPublic = !isLoopback(address.host);
  if (auth === undefined) {
    if (isPublic) log.warn({ url }, 'no keys are asked for: whoever reaches this address may change contracts; --auth keys asks for them');
    return;
  }
  if (isPublic) log.warn({ url }, 'keys travel here without TLS: give --tls-cert and --tls-key, or see that a proxy before it has them');
  if (auth.keys && (await registry.listKeys()).length === 0) {
    log.warn(
      { url },
      'there is no key yet: make the first one with `sluice keys create --name admin --scope admin` and the --store or --dir of this server',
    );
  }
}

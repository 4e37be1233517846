import type { Logger } from 'pino';
import { formatKey } from '../core/api-key.ts';
import { RegistryError } from '../core/errors.ts';
import type { ConfluentOptions } from '../http/app.ts';
import type { GatewayConfig } from '../gateway/config.ts';
import { createInnerKey } from './registry/inner-door.ts';
import { prepareDataDir } from './stores/data-dir.ts';
import { requireFree } from './listen/listen.ts';
import { openQueue } from './gateway/open-queue.ts';
import { closeAfter, closeAll, type Running } from './lifetime.ts';
import type { GatewayPlace } from '../http/gateways/exchange.ts';
import { localUrlOf, refusePublic, type ListenAddress } from './listen/address.ts';
import type { StoreChoice } from './stores/open-store.ts';
import type { RegistryConfig } from './registry/registry-config.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { isGuarded, startRegistry } from './registry/start-registry.ts';

export interface BothOptions {
  /** Its `registry` does not count: the gateway follows the one beside it. */
  readonly config: GatewayConfig;
  readonly store: StoreChoice;
  readonly dataDir: string;
  /** As of `startGateway`. */
  readonly queuePasswordFile?: string | undefined;
  readonly addresses: { readonly registry: ListenAddress; readonly gateway: ListenAddress };
  readonly log: Logger;
  /** As of `startRegistry`. */
  readonly drainDelayMs?: number;
  /** Of the registry. */
  readonly registryConfig?: RegistryConfig;
  readonly confluent?: ConfluentOptions;
}

export interface RunningBoth extends Running {
  readonly registry: string;
  readonly gateway: string;
}

/** How the registry calls the gateway beside it. */
export const LOCAL_GATEWAY = 'local';

/** Serve registry and gateway in one process; the gateway speaks HTTP to the registry, as it would to a distant one. */
export async function startBoth(options: BothOptions): Promise<RunningBoth> {
  const { config, store, dataDir, queuePasswordFile, addresses, log, registryConfig = {}, drainDelayMs = 0, confluent = {} } = options;
  refusePublic(addresses.gateway, 'gateway');
  refusePublic({ ...addresses.registry, isGuarded: isGuarded(registryConfig) });
  requireApart(addresses);
  // Before a store is made, migrated or served: what another process holds is found first.
  await requireFree(addresses.gateway);
  await requireFree(addresses.registry);
  const queue = await openQueue(config, { folder: await prepareDataDir(dataDir), isOneOfMany: false, passwordFile: queuePasswordFile });
  const innerKey = createInnerKey();
  const innerToken = createInnerKey().secret;
  let gatewayUrl: string | undefined;
  const local: GatewayPlace = {
    name: LOCAL_GATEWAY,
    isBeside: true,
    url: () => gatewayUrl,
    token: () => innerToken,
    // Else an open registry would be a way around the token that the gateway asks for.
    mayDecide: config.admin === undefined || isGuarded(registryConfig),
  };
  const registry = await startRegistry({
    store,
    dataDir,
    address: addresses.registry,
    log,
    config: registryConfig,
    innerKey,
    gateways: [local],
    drainDelayMs,
    confluent,
  }).catch((thrown: unknown) => closeAfter(thrown, queue === undefined ? [] : [queue.queue]));
  try {
    const gateway = await startGateway({
      config,
      version: confluent.version,
      registry: registry.localUrl,
      reachedAt: registry.innerUrl,
      token: { kind: 'env', text: formatKey(innerKey) },
      dataDir,
      queuePasswordFile,
      address: addresses.gateway,
      log,
      innerToken,
      queue,
    });
    gatewayUrl = localUrlOf(gateway);
    // The gateway first: what it has taken may still need the registry.
    return { registry: registry.url, gateway: gateway.url, close: () => closeAll([registry, gateway]) };
  } catch (thrown) {
    return closeAfter(thrown, [registry]);
  }
}

function requireApart({ registry, gateway: { host, port, flag } }: BothOptions['addresses']): void {
  if (port === 0 || port !== registry.port || host !== registry.host) return;
  throw new RegistryError(
    'address_unavailable',
    `the gateway would have port ${port} of ${host}, which is that of the registry; choose another with ${flag} (0 takes a free one)`,
    { data: { host, port, flag } },
  );
}

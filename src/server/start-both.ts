import type { Logger } from 'pino';
import type { GatewayConfig } from '../gateway/config.ts';
import { closeAll, type Running } from './lifetime.ts';
import { refusePublic, type ListenAddress } from './listen.ts';
import type { StoreChoice } from './open-store.ts';
import { startGateway } from './start-gateway.ts';
import { startRegistry } from './start-registry.ts';

export interface BothOptions {
  /** Its `registry` does not count: the gateway follows the one beside it. */
  readonly config: GatewayConfig;
  readonly store: StoreChoice;
  readonly dataDir: string;
  readonly addresses: { readonly registry: ListenAddress; readonly gateway: ListenAddress };
  readonly log: Logger;
  /** As of `startRegistry`. */
  readonly drainDelayMs?: number;
}

export interface RunningBoth extends Running {
  readonly registry: string;
  readonly gateway: string;
}

/** Serve registry and gateway in one process; the gateway speaks HTTP to the registry, as it would to a distant one. */
export async function startBoth(options: BothOptions): Promise<RunningBoth> {
  const { config, store, dataDir, addresses, log, drainDelayMs = 0 } = options;
  refusePublic(addresses.gateway);
  const registry = await startRegistry({ store, dataDir, address: addresses.registry, log, drainDelayMs });
  try {
    const gateway = await startGateway({ config, registry: reachable(registry.url), dataDir, address: addresses.gateway, log });
    // The gateway first: what it has taken may still need the registry.
    return { registry: registry.url, gateway: gateway.url, close: () => closeAll([registry, gateway]) };
  } catch (thrown) {
    await registry.close();
    throw thrown;
  }
}

/** An address that stands for all of this machine is one to listen on, not one to connect to. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

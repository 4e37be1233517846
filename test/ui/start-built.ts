import { pino } from 'pino';
import type { StoreChoice } from '../../src/server/stores/open-store.ts';
import type { RegistryConfig } from '../../src/server/registry/registry-config.ts';
import type * as StartRegistry from '../../src/server/registry/start-registry.ts';

// As it was built: the engine and the tools run in threads of their own, which have to be JavaScript.
const BUILT = new URL('../../dist/src/server/registry/start-registry.js', import.meta.url);

interface Choice {
  readonly store: StoreChoice;
  readonly dataDir: string;
  /** Default: any. */
  readonly port?: number;
  readonly config?: RegistryConfig;
}

/** A registry and its pages, as `dist` has them: build it first. */
export async function startBuilt({ store, dataDir, port = 0, config = {} }: Choice): Promise<StartRegistry.RunningRegistry> {
  const { startRegistry } = (await import(BUILT.href)) as typeof StartRegistry;
  return startRegistry({
    store,
    dataDir,
    address: { host: '127.0.0.1', port, flag: '--port', insecure: false },
    log: pino({ level: 'silent' }),
    config,
  });
}

import { pino } from 'pino';
import type { StoreChoice } from '../../src/server/stores/open-store.ts';
import type { RegistryConfig } from '../../src/server/registry/registry-config.ts';
import type * as StartRegistry from '../../src/server/registry/start-registry.ts';
import { built } from '../cli/built.ts';

interface Choice {
  readonly store: StoreChoice;
  readonly dataDir: string;
  /** Default: any. */
  readonly port?: number;
  readonly config?: RegistryConfig;
}

/** A registry and its pages, as `dist` has them: the engine and the tools run in threads of their own, which have to be JavaScript. */
export async function startBuilt({ store, dataDir, port = 0, config = {} }: Choice): Promise<StartRegistry.RunningRegistry> {
  const { startRegistry } = await built<typeof StartRegistry>('src/server/registry/start-registry');
  return startRegistry({
    store,
    dataDir,
    address: { host: '127.0.0.1', port, flag: '--port', insecure: false },
    log: pino({ level: 'silent' }),
    config,
  });
}

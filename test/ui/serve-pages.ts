import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createClient, type Client } from '../../src/client/index.ts';
import type * as StartRegistry from '../../src/server/start-registry.ts';
import type { RegistryConfig } from '../../src/server/registry-config.ts';

export interface ServedPages {
  readonly url: string;
  /** Without a key. */
  readonly client: Client;
  readonly close: () => Promise<void>;
}

// As it was built: the engine and the tools run in threads of their own, which have to be JavaScript.
const BUILT = new URL('../../dist/src/server/start-registry.js', import.meta.url);

/** A registry on a store in memory, and its pages, as `dist` has them: build it first. */
export async function servePages(config: RegistryConfig = {}): Promise<ServedPages> {
  const { startRegistry } = (await import(BUILT.href)) as typeof StartRegistry;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  const running = await startRegistry({
    store: { kind: 'memory' },
    dataDir,
    address: { host: '127.0.0.1', port: 0, flag: '--port', insecure: false },
    log: pino({ level: 'silent' }),
    config,
  });
  const close = async (): Promise<void> => {
    await running.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: running.url, client: createClient({ url: running.url }), close };
}

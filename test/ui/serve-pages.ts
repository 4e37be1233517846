import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createClient, type Client } from '../../src/client/index.ts';
import type { RegistryConfig } from '../../src/server/registry-config.ts';
import { startRegistry } from '../../src/server/start-registry.ts';

export interface ServedPages {
  readonly url: string;
  /** Without a key. */
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** A registry on a store in memory, with its pages as `dist/ui` has them: build them first. */
export async function servePages(config: RegistryConfig = {}): Promise<ServedPages> {
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

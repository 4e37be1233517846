import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '../../src/client/index.ts';
import type { RegistryConfig } from '../../src/server/registry/registry-config.ts';
import { startBuilt } from './start-built.ts';

export interface ServedPages {
  readonly url: string;
  /** Without a key. */
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** A registry on a store in memory, and its pages. */
export async function servePages(config: RegistryConfig = {}): Promise<ServedPages> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  const running = await startBuilt({ store: { kind: 'memory' }, dataDir, config });
  const close = async (): Promise<void> => {
    await running.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: running.url, client: createClient({ url: running.url }), close };
}

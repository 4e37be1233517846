import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningRegistry } from '../../src/server/registry/start-registry.ts';
import { startBuilt } from './start-built.ts';

/** A registry on a file, which can be stopped and started again at the same address. */
export interface LastingPages {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Stops it, and removes its file. */
  readonly close: () => Promise<void>;
}

export async function serveLasting(): Promise<LastingPages> {
  const place = { store: { kind: 'sqlite' }, dataDir: await mkdtemp(join(tmpdir(), 'sluice-ui-')) } as const;
  let running: RunningRegistry | undefined = await startBuilt(place);
  const { url } = running;
  const stop = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    url,
    stop,
    start: async () => {
      running = await startBuilt({ ...place, port: Number(new URL(url).port) });
    },
    close: async () => {
      await stop();
      await rm(place.dataDir, { recursive: true, force: true });
    },
  };
}

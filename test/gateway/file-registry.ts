import { randomBytes } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createClient, type Client } from '../../src/client/index.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createApp } from '../../src/http/app.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { backUpSqlite } from '../../src/storage/sqlite/back-up.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { listen } from './listen.ts';

/** A real registry on a real port and a real file, which can be stopped, restored and started again on the same port. */
export interface FileRegistry {
  readonly url: string;
  readonly client: Client;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** `sluice backup`. */
  backUp(target: string): Promise<void>;
  /** As docs/operations.md says, while it is stopped: the store's files away, and the copy in their place, if there is one. */
  restore(copy?: string): Promise<void>;
}

export async function startFileRegistry(path: string): Promise<FileRegistry> {
  let port = 0;
  let stop = async (): Promise<void> => {};
  const start = async (): Promise<number> => {
    const store = await openSqliteStore({ path });
    const stopping = new AbortController();
    const handle = createApp({
      registry: createRegistry({ store, formats: [jsonSchemaFormat], now: Date.now, random: randomBytes }),
      stopping: stopping.signal,
    }).callback();
    const running = await listen(
      createServer((request, response) => void handle(request, response)),
      port,
    );
    stop = async () => {
      stopping.abort();
      await running.close();
      await store.close();
    };
    return running.port;
  };
  port = await start();
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    client: createClient({ url }),
    start: async () => void (await start()),
    stop: () => stop(),
    backUp: async (target) => void (await backUpSqlite({ source: path, target })),
    async restore(copy) {
      for (const end of ['', '-wal', '-shm']) await rm(path + end, { force: true });
      if (copy !== undefined) await copyFile(copy, path);
    },
  };
}

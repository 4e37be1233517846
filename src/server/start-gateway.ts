import { join } from 'node:path';
import type { Logger } from 'pino';
import { createClient } from '../client/index.ts';
import { jsonSchemaFormat } from '../formats/json-schema/format.ts';
import type { GatewayConfig } from '../gateway/config.ts';
import { startGateway as startGate } from '../gateway/server.ts';
import { prepareDataDir } from './data-dir.ts';
import { closeAll, type Running } from './lifetime.ts';
import { listen, refusePublic, type ListenAddress } from './listen.ts';
import { createSlowJudge } from './slow-judge.ts';
import type { RunningServer } from './start-registry.ts';

export interface GatewayServerOptions {
  readonly config: GatewayConfig;
  /** The registry to follow; it may be down. */
  readonly registry: string;
  /** Where it is reached from here, if not there. */
  readonly reachedAt?: string;
  /** A key or token for it, where it asks for one. */
  readonly token?: string | undefined;
  readonly dataDir: string;
  readonly address: ListenAddress;
  readonly log: Logger;
}

/** Serve the gate, with the registry's snapshot kept in the data folder. Throws what `listen` does; nothing stays open then. */
export async function startGateway({
  config,
  registry,
  reachedAt = registry,
  token,
  dataDir,
  address,
  log,
}: GatewayServerOptions): Promise<RunningServer> {
  refusePublic(address, 'gateway');
  const slowJudge = createSlowJudge();
  const gate = await startGate({
    config,
    source: createClient({ url: reachedAt, ...(token === undefined ? {} : { token }) }),
    registryUrl: registry,
    snapshotFile: join(await prepareDataDir(dataDir), 'snapshot.json'),
    format: jsonSchemaFormat,
    log,
    now: Date.now,
    slowJudge,
  });
  const opened: Running[] = [slowJudge, gate];
  try {
    const server = await listen(gate.listener, address);
    opened.push(server);
    log.info({ url: server.url, registry, routes: config.routes.length }, 'the gateway accepts requests');
    return { url: server.url, close: () => closeAll(opened) };
  } catch (thrown) {
    await closeAll(opened);
    throw thrown;
  }
}

import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createClient } from '../../client/index.ts';
import { jsonSchemaFormat } from '../../formats/json-schema/format.ts';
import type { SecretConfig } from '../../gateway/config/config.ts';
import type { GatewayConfig } from '../../gateway/config.ts';
import { startGateway as startGate, type DurableOptions } from '../../gateway/server.ts';
import { boundedFetch } from '../../gateway/supply/bounded-fetch.ts';
import { prepareDataDir } from '../stores/data-dir.ts';
import { closeAfter, closeAll, type Running } from '../lifetime.ts';
import { refusePublic, type ListenAddress } from '../listen/address.ts';
import { listen } from '../listen/listen.ts';
import { openQueue, queuePlace } from './open-queue.ts';
import { tokenOptions } from './registry-token.ts';
import { createSlowJudge } from '../workers/slow-judge.ts';
import type { RunningServer } from '../registry/start-registry.ts';

export interface GatewayServerOptions {
  readonly config: GatewayConfig;
  /** Of the program. */
  readonly version?: string | undefined;
  /** The registry to follow; it may be down. */
  readonly registry: string;
  /** Where it is reached from here, if not there. */
  readonly reachedAt?: string;
  /** A key or token for it, where it asks for one; that of a file may be replaced while it is in use. */
  readonly token?: SecretConfig | undefined;
  readonly dataDir: string;
  /** A file with the password of the queue's database. */
  readonly queuePasswordFile?: string | undefined;
  readonly address: ListenAddress;
  readonly log: Logger;
  /** How long requests are still answered after `/-/readyz` says that they are not wanted any more. Default 0. */
  readonly drainDelayMs?: number;
  /** An admin token that only this process knows: for a registry in it. */
  readonly innerToken?: string;
  /** Absent: the only one on its port. */
  readonly seat?: FleetSeat;
  /** What `openQueue` gave, from now on the gateway's to close. Absent: it is opened now. */
  readonly queue?: DurableOptions | undefined;
}

/** The place of a gateway among several that share a port. */
export interface FleetSeat {
  /** What answers below `/-/` for all of them. */
  front(): RequestListener;
  /** Take what all of them are asked; resolves when this one may take events. */
  open(admin: RequestListener): Promise<Running>;
}

/** Serve the gate, with the registry's snapshot kept in the data folder. Throws what `listen` does; nothing stays open then. */
export async function startGateway({
  config,
  version,
  registry,
  reachedAt = registry,
  token,
  dataDir,
  queuePasswordFile,
  address,
  log,
  drainDelayMs = 0,
  innerToken,
  seat,
  queue,
}: GatewayServerOptions): Promise<RunningServer> {
  refusePublic(address, 'gateway');
  const access = tokenOptions(token);
  const folder = await prepareDataDir(dataDir);
  const durable = queue ?? (await openQueue(config, { folder, isOneOfMany: seat !== undefined, passwordFile: queuePasswordFile }));
  const slowJudge = createSlowJudge(jsonSchemaFormat);
  const opened: Running[] = [...(durable === undefined ? [] : [durable.queue]), slowJudge];
  try {
    const gate = await startGate({
      config,
      ...(innerToken === undefined ? {} : { innerToken }),
      ...(version === undefined ? {} : { version }),
      source: createClient({ url: reachedAt, ...access, fetch: boundedFetch(access) }),
      registryUrl: registry,
      snapshotFile: join(folder, 'snapshot.json'),
      format: jsonSchemaFormat,
      log,
      slowJudge,
      ...(durable === undefined ? {} : { durable }),
      ...(seat === undefined ? {} : { adminFront: seat.front() }),
    });
    opened.push(gate);
    if (seat !== undefined) opened.push(await seat.open(gate.admin));
    const server = await listen(gate.listener, address, { onTrouble: (err) => log.error({ err }, 'a connection could not be taken') });
    opened.push(server);
    const place = queuePlace(config, folder);
    log.info(
      { url: server.url, tls: false, registry, routes: config.routes.length, ...(place === undefined ? {} : { queue: place }) },
      'the gateway accepts requests',
    );
    return {
      url: server.url,
      async close() {
        gate.leave();
        server.leave();
        await setTimeout(drainDelayMs);
        gate.drain();
        await closeAll(opened);
      },
    };
  } catch (thrown) {
    return closeAfter(thrown, opened);
  }
}

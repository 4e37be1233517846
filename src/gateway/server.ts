import type { RequestListener } from 'node:http';
import type { Format } from '../formats/format.ts';
import type { GatewayConfig } from './config.ts';
import { createCounters } from './counters.ts';
import { createDispatch } from './dispatch.ts';
import { createListener } from './ingest.ts';
import type { GatewayLog } from './log.ts';
import { startSupply, type SnapshotSource } from './supply.ts';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** Absent: only what is on disk. */
  readonly source?: SnapshotSource;
  readonly registryUrl?: string;
  /** Where the snapshot is kept. */
  readonly snapshotFile: string;
  readonly format: Format;
  readonly log: GatewayLog;
  readonly now: () => number;
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
}

/** A gate, to be served by whoever listens; `close` after the last request was answered. */
export interface RunningGateway {
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Starts with the registry down, too: from the snapshot on disk, or answering 503 until there is one. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { config, source, registryUrl, snapshotFile, format, log, now, maxBodyBytes = 1024 * 1024 } = options;
  const supply = await startSupply({ file: snapshotFile, format, log, now, ...(source === undefined ? {} : { source }) });
  const dispatch = createDispatch();
  const routes = new Map(config.routes.map((route) => [route.path, route]));
  const listener = createListener({ routes, registryUrl, supply, dispatch, counters: createCounters(), maxBodyBytes, log });
  return {
    listener,
    async close() {
      await supply.close();
      await dispatch.close();
    },
  };
}

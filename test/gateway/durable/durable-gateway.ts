import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiskRoom } from '../../../src/core/disk-room.ts';
import type { Entry, Queue, QueueLimits } from '../../../src/queue/queue.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { until } from '../../until.ts';
import { startTestGateway, type GatewayServer, type GatewaySetup } from '../gateway-server.ts';

export interface DurableGateway extends GatewayServer {
  readonly queue: Queue;
  /** Everything that the queue holds, oldest first. */
  entries(): Promise<readonly Entry[]>;
  /** Resolves when the queue holds exactly that, each as `STATE TARGET`. */
  holds(...expected: string[]): Promise<void>;
}

export interface DurableSetup extends Omit<GatewaySetup, 'durable'> {
  readonly limits?: QueueLimits;
  /** As of the gateway; default 0: what is under way at the end is given back. */
  readonly graceMs?: number;
  /** The file of a gateway before. */
  readonly path?: string;
  /** Default: nothing is known. */
  readonly disk?: () => Promise<DiskRoom | undefined>;
  /** Another one than a file. */
  readonly queue?: Queue;
}

export async function newQueuePath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'sluice-queue-')), 'queue.sqlite');
}

/** A real gateway on a real queue, in which nothing waits between two attempts unless `random` says so. */
export async function startDurableGateway({
  limits,
  graceMs = 0,
  path,
  config,
  queue: given,
  disk,
  ...setup
}: DurableSetup): Promise<DurableGateway> {
  const queue = given ?? (await openSqliteQueue({ path: path ?? (await newQueuePath()), ...(limits === undefined ? {} : { limits }) }));
  const durable = { queue, owner: 'test', graceMs, ...(disk === undefined ? {} : { disk }) };
  const gateway = await startTestGateway({
    random: () => 0,
    ...setup,
    config: limits === undefined ? config : { ...config, queue: limits },
    durable,
  });
  const entries = (): Promise<readonly Entry[]> => queue.list({ states: ['waiting', 'taken', 'held', 'parked', 'dead'], limit: 1_000 });
  return {
    ...gateway,
    queue,
    entries,
    async holds(...expected) {
      const wanted = expected.toSorted().join();
      const found = async (): Promise<string> =>
        (await entries())
          .map(({ state, target }) => `${state} ${target}`)
          .toSorted()
          .join();
      await until(async () => (await found()) === wanted);
    },
    async close() {
      await gateway.close();
      await queue.close();
    },
  };
}

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { PostgresAddress } from '../../postgres/address.ts';
import { createConnections, prepareTables, type Connections } from '../../postgres/connect.ts';
import { loadDriver } from '../../postgres/driver.ts';
import { expectKnown } from '../../postgres/migrate.ts';
import { expectFew } from '../delivery-ids.ts';
import { fullLimits } from '../limits.ts';
import type { Acceptance, Accepted, DeliveryId, Queue, QueueLimits, Readmission, Readmitted } from '../queue.ts';
import { acceptAll } from './accept.ts';
import { createAttendance } from './attendance.ts';
import { createCount } from './count.ts';
import type { Database } from './database.ts';
import { createLane } from './lane.ts';
import { listEntries, readEvent } from './list.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { createNames } from './names.ts';
import { createNews, type News } from './news.ts';
import { readParking } from './order.ts';
import { readmitAll } from './readmit.ts';
import { discard, erase, expire, type Expiry } from './remove.ts';
import { goOnParking, settleAll, type Settling } from './settle.ts';
import { extend, nextDue, release, takeDue } from './take.ts';
import { compact, createTotals } from './totals.ts';

export interface PostgresQueueOptions {
  /** Made with the purpose `QUEUE`. */
  readonly address: PostgresAddress;
  /** A file with the password; without one it is in the address, `PGPASSWORD` or `~/.pgpass`. */
  readonly passwordFile?: string;
  readonly limits?: QueueLimits;
  /** How often subscribers are woken where no notice comes. Default 5,000. */
  readonly pollMs?: number;
  /** Default 30,000. */
  readonly statementTimeoutMs?: number;
}

/**
 * @internal Of each connection. A queue is now empty and now full, and statistics are always those of another time: plans that follow the
 * indexes are right for both.
 */
export const SETTINGS: Readonly<Record<string, string>> = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

/**
 * The queue in a PostgreSQL database, for any number of gateways. Who has taken a delivery is in the table until its lease ends, so what
 * a gateway that died had taken goes on at another one then. What is accepted and settled in one turn of the event loop, and while the
 * one before it is on its way to the disk, is one transaction. Limits are exact where they are nearer than 20,000, else looked at with
 * numbers of at most a second ago. A lost connection is replaced; what was under way fails, and may have been kept. Throws
 * `module_missing` without pg, `file_unreadable` for the file of the password, and `queue_unavailable` when the server does not
 * answer, or the tables are another program's or a newer sluice's.
 */
export async function openPostgresQueue(options: PostgresQueueOptions): Promise<Queue> {
  const driver = await loadDriver();
  const { address, passwordFile, statementTimeoutMs = 30_000 } = options;
  const place = { address, ...(passwordFile === undefined ? {} : { passwordFile }) };
  await prepareTables(driver, place, { migrations: MIGRATIONS, mayMake: true });
  const connections = await createConnections(driver, { ...place, statementTimeoutMs, settings: SETTINGS });
  try {
    return await openOn(connections, options);
  } catch (thrown) {
    await connections.close();
    throw thrown;
  }
}

/** @internal On tables that are up to date. */
export async function openOn(connections: Connections, { address, limits = {}, pollMs = 5_000 }: PostgresQueueOptions): Promise<Queue> {
  const whole = fullLimits(limits);
  const names = createNames(connections);
  await names.refresh();
  const { greet, ...attendance } = createAttendance({ connections, names, schema: address.schema });
  const news = createNews({ connections, greet, channel: `sluice ${address.schema}`, sender: randomUUID(), pollMs });
  const totals = createTotals(whole, () => performance.now());
  const database: Database = { address, connections, names, limits: whole, totals, leases: new Map(), wake: news.wake };
  for (const key of await readParking(connections)) void goOnParking(database, key);
  return createQueue(database, news, attendance);
}

const MAX_TOGETHER = 500;
/** Each takes some five statements, and the locks of its key are held by all of them until the end. */
const MAX_READMITTED = 64;
const MAX_BYTES = 8 * 1024 * 1024;
/** Transactions between two times that their sums are added up. */
const COMPACTED_AFTER = 200;

function createQueue(database: Database, news: News, { attend, attended }: Pick<Queue, 'attend' | 'attended'>): Queue {
  const { connections, address } = database;
  const compaction = createCompaction(connections);
  const accepting = createLane<Acceptance, Accepted>({
    work: (jobs) => acceptAll(database, jobs).finally(compaction),
    weigh: ({ event }) => event.request.bytes.byteLength,
    maxWeight: MAX_BYTES,
    maxJobs: MAX_TOGETHER,
    keepsOrder: true,
  });
  const settling = createLane<Settling, readonly DeliveryId[]>({
    work: (jobs) => settleAll(database, jobs).finally(compaction),
    weigh: ({ outcomes }) => outcomes.length,
    maxWeight: MAX_TOGETHER,
    maxJobs: MAX_TOGETHER,
  });
  // In the order in which they are asked for: else a later one of a key could go before an earlier one.
  const readmitting = createLane<Readmission, Readmitted>({
    work: (jobs) => readmitAll(database, jobs),
    weigh: () => 1,
    maxWeight: MAX_READMITTED,
    maxJobs: MAX_READMITTED,
    keepsOrder: true,
  });
  const expiry: Expiry = { seenUpTo: 0 };
  return {
    async accept(acceptance) {
      expectFew(acceptance.fate.kind === 'deliver' ? acceptance.fate.deliveries : []);
      return accepting.run(acceptance);
    },
    take: (query) => takeDue(database, query),
    settle: async (owner, outcomes) => (outcomes.length === 0 ? [] : settling.run({ owner, outcomes })),
    extend: (owner, deliveries, leaseUntil) => extend(database, owner, deliveries, leaseUntil),
    release: (owner) => release(database, owner),
    nextDue: (targets) => nextDue(database, targets),
    list: (query) => listEntries(database, query),
    read: (id) => readEvent(database, id),
    count: createCount(database),
    async readmit(readmission) {
      expectFew(readmission.kind === 'event' ? readmission.deliveries : []);
      return readmitting.run(readmission);
    },
    discard: (ids, options) => discard(database, ids, options),
    erase: (query) => erase(database, query),
    expire: (query) => expire(database, expiry, query),
    attend,
    attended,
    subscribe: news.subscribe,
    async ping() {
      const [row] = await connections.query<{ readonly format: number; readonly compatible_with: number }>(
        'UPDATE queue_state SET pings = pings + 1 RETURNING format, compatible_with',
      );
      if (row !== undefined) expectKnown(row, address, MIGRATIONS.length);
    },
    async close() {
      await Promise.all([accepting.settled(), settling.settled(), readmitting.settled()]);
      await news.stop();
      await compaction.settled();
      await connections.close();
    },
  };
}

function createCompaction(connections: Connections): (() => void) & { readonly settled: () => Promise<unknown> } {
  let transactions = 0;
  let running: Promise<unknown> = Promise.resolve();
  const note = (): void => {
    if ((transactions += 1) % COMPACTED_AFTER !== 0) return;
    // What fails is done the next time.
    running = connections.use(compact).catch(() => undefined);
  };
  return Object.assign(note, { settled: () => running });
}

import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { createSubscribers } from '../../storage/subscribers.ts';
import { RegistryError } from '../../core/errors.ts';
import type { Queue, QueueLimits } from '../queue.ts';
import { acceptEvent } from './accept.ts';
import { checkWhole, rewriteWal } from './check-whole.ts';
import { countEntries } from './count.ts';
import { createCounters } from './counters.ts';
import { loadDriver } from '../../sqlite/driver.ts';
import { migrateFile } from '../../sqlite/migrate.ts';
import { QUEUE } from '../../sqlite/purpose.ts';
import type { ParkedKey, QueueFile } from './file.ts';
import { createGroupCommit, noteDamage, refresh } from './group-commit.ts';
import { guard, translate } from './guard.ts';
import { listEntries, readEvent } from './list.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { createNames } from './names.ts';
import { expectFew } from '../delivery-ids.ts';
import { fullLimits, Room } from '../limits.ts';
import { readmit } from './readmit.ts';
import { discard, erase, expire } from './remove.ts';
import { settleAll } from './settle.ts';
import { prepareStatements } from './statements.ts';
import { nextDue, takeDue } from './take.ts';

export interface SqliteQueueOptions {
  /** The file; made if it does not exist, for its owner only, in a folder that does. */
  readonly path: string;
  readonly limits?: QueueLimits;
}

/**
 * The queue in one SQLite file, for one gateway: a second process is refused. In WAL mode with `synchronous=FULL`; what one turn of
 * the event loop accepts and settles is one commit. Throws `module_missing` without better-sqlite3, `queue_damaged`, and
 * `queue_unavailable` when the file cannot be opened, is in use, another program's or a newer sluice's.
 */
export async function openSqliteQueue({ path, limits = {} }: SqliteQueueOptions): Promise<Queue> {
  const Driver = await loadDriver(QUEUE);
  return guard(path, () => {
    checkWhole(Driver, path);
    create(path);
    const database = new Driver(path, { timeout: 0 });
    try {
      // Held as long as the file is open, and given back by the system however this process ends.
      database.pragma('locking_mode = EXCLUSIVE');
      database.pragma('synchronous = FULL');
      database.pragma('secure_delete = FAST');
      migrateFile(database, { path, purpose: QUEUE }, { steps: MIGRATIONS });
      rewriteWal(path);
      dropUnused(database);
      database.pragma('journal_mode = WAL');
      return createQueue(open(database, path, limits));
    } catch (thrown) {
      database.close();
      throw thrown;
    }
  });
}

// A new file is for its owner only, and so is its -wal; SQLite itself would take what the umask leaves.
function create(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  closeSync(openSync(path, 'a', 0o600));
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

// Senders choose names; those of which nothing is left need not be kept.
function dropUnused(database: Database): void {
  database.exec(`DELETE FROM counters WHERE count = 0 AND target > 0;
    DELETE FROM types WHERE id NOT IN (SELECT type FROM counters)`);
}

function open(database: Database, path: string, limits: QueueLimits): QueueFile {
  const statements = prepareStatements(database);
  const parking = statements.parkingKeys.all() as ParkedKey[];
  return {
    path,
    database,
    statements,
    names: createNames(database),
    counters: createCounters(database),
    leases: new Map(),
    limits: fullLimits(limits),
    room: new Room(fullLimits(limits)),
    undo: [],
    parking,
    isStale: false,
    damage: undefined,
    expiredUpTo: 0,
    isWoken: false,
  };
}

function createQueue(file: QueueFile): Queue {
  const subscribers = createSubscribers();
  const group = createGroupCommit(file, subscribers.wake);
  const read = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      if (!file.database.open) throw new RegistryError('queue_unavailable', `the queue ${file.path} is closed`);
      refresh(file);
      return await work();
    } catch (thrown) {
      throw noteDamage(file, translate(file.path, thrown));
    }
  };
  return {
    async accept(acceptance) {
      expectFew(acceptance.fate.kind === 'deliver' ? acceptance.fate.deliveries : []);
      return group.write(() => acceptEvent(file, acceptance));
    },
    take: (query) => read(() => takeDue(file, query)),
    settle: (owner, outcomes) => group.write(() => settleAll(file, owner, outcomes)),
    async extend(owner, deliveries, leaseUntil) {
      for (const id of deliveries) {
        const lease = file.leases.get(id);
        if (lease?.owner === owner) lease.until = leaseUntil;
      }
    },
    async release(owner) {
      const released = [...file.leases].filter(([, lease]) => lease.owner === owner);
      for (const [id] of released) file.leases.delete(id);
      if (released.length > 0) subscribers.wake();
    },
    nextDue: (targets) => read(() => nextDue(file, targets)),
    list: (query) => read(() => listEntries(file, query)),
    read: (id) => read(() => readEvent(file, id)),
    count: () => read(() => countEntries(file)),
    async readmit(readmission) {
      expectFew(readmission.kind === 'event' ? readmission.deliveries : []);
      return group.write(() => readmit(file, readmission));
    },
    discard: (ids, options) => group.write(() => discard(file, ids, options)),
    erase: (query) => read(() => erase(file, group, query)),
    expire: (query) => read(() => expire(file, group, query)),
    // Of one process.
    attend: () => {},
    attended: () => Promise.resolve([]),
    subscribe: (wake) => subscribers.add(wake),
    ping: () => group.write(() => undefined),
    async close() {
      group.flush();
      file.database.close();
    },
  };
}

import { RegistryError } from '../../core/errors.ts';
import { Room } from '../limits.ts';
import type { QueueFile } from './file.ts';
import { translate } from './guard.ts';
import { parkBehind } from './order.ts';

/** @internal */
export interface GroupCommit {
  /** Run `work` in the transaction of this turn of the event loop; what it gives is given after the commit. */
  readonly write: <T>(work: () => T) => Promise<T>;
  /** Commit at once what was asked for in this turn. */
  readonly flush: () => void;
}

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** @internal `wake` is called after a commit that made something ready. */
export function createGroupCommit(file: QueueFile, wake: () => void): GroupCommit {
  let jobs: Job[] = [];
  const flush = (): void => {
    const batch = jobs;
    jobs = [];
    if (batch.length > 0) run(batch);
  };
  const run = (batch: readonly Job[]): void => {
    let results: readonly unknown[];
    try {
      results = commit(file, batch);
    } catch (thrown) {
      rollBack(file);
      const reason = noteDamage(file, translate(file.path, thrown));
      // A bug in one of them is no reason to refuse the others.
      if (batch.length > 1 && reason === thrown && reason !== file.damage) for (const job of batch) run([job]);
      else for (const { reject } of batch) reject(reason);
      return;
    }
    batch.forEach(({ resolve }, index) => resolve(results[index]));
    if (file.isWoken) wake();
    file.isWoken = false;
    goOn();
  };
  const goOn = (): void => {
    for (const key of file.parking.splice(0)) {
      // Should it fail, the dead one blocks until the file is opened again.
      write(() => parkBehind(file, key)).catch(() => undefined);
    }
  };
  const write = <T>(work: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (jobs.length === 0) setImmediate(flush);
      jobs.push({ work, resolve: resolve as Job['resolve'], reject });
    });
  goOn();
  return {
    write,
    flush,
  };
}

/** @internal Once a page was found damaged, nothing is written any more. Gives what it was given. */
export function noteDamage(file: QueueFile, reason: unknown): unknown {
  if (reason instanceof RegistryError && reason.code === 'queue_damaged') file.damage ??= reason;
  return reason;
}

function commit(file: QueueFile, jobs: readonly Job[]): readonly unknown[] {
  const { statements, counters, undo } = file;
  // Reads go on, for what is left; a write could spoil it.
  if (file.damage !== undefined) throw file.damage;
  refresh(file);
  file.room = new Room(file.limits);
  statements.begin.run();
  const results = jobs.map(({ work }) => work());
  counters.flush();
  statements.commit.run();
  undo.length = 0;
  return results;
}

/**
 * Also after an fsync that failed, the connection stays: the next transaction writes its frames over those that may be lost, and is
 * answered only after an fsync of its own. A new connection, though, would take them for committed, as the system still has them in
 * memory, and write on behind a hole.
 */
function rollBack(file: QueueFile): void {
  for (const undo of file.undo.splice(0).toReversed()) undo();
  file.isWoken = false;
  file.isStale = true;
  try {
    if (file.database.inTransaction) file.statements.rollback.run();
  } catch {
    // Then `begin` fails as well, and says why.
  }
}

/** @internal Before anything is read after a transaction that failed. */
export function refresh(file: QueueFile): void {
  if (!file.isStale) return;
  file.names.reload();
  file.counters.reload();
  file.isStale = false;
}

import type { QueueFile } from './file.ts';
import { translate } from './guard.ts';

/** @internal */
export interface GroupCommit {
  /** Run `work` in the transaction of this turn of the event loop; what it gives is given after the commit. */
  readonly write: <T>(work: () => T) => Promise<T>;
  /** Resolves once nothing is to be written any more. */
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
    if (batch.length === 0) return;
    let results: readonly unknown[];
    try {
      results = commit(file, batch);
    } catch (thrown) {
      rollBack(file);
      const reason = translate(file.path, thrown);
      for (const { reject } of batch) reject(reason);
      return;
    }
    batch.forEach(({ resolve }, index) => resolve(results[index]));
    if (file.isWoken) wake();
    file.isWoken = false;
  };
  return {
    write: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (jobs.length === 0) setImmediate(flush);
        jobs.push({ work, resolve: resolve as Job['resolve'], reject });
      }),
    flush,
  };
}

function commit({ statements, counters, undo }: QueueFile, jobs: readonly Job[]): readonly unknown[] {
  statements.begin.run();
  const results = jobs.map(({ work }) => work());
  counters.flush();
  statements.commit.run();
  undo.length = 0;
  return results;
}

function rollBack(file: QueueFile): void {
  for (const undo of file.undo.splice(0).toReversed()) undo();
  file.isWoken = false;
  if (file.database.inTransaction) file.statements.rollback.run();
  file.names.reload();
  file.counters.reload();
}

import type { Database } from 'better-sqlite3';

/** @internal Writes of one process to one file. */
export interface GroupWrites {
  /** What `work` gives, once it is on disk. `work` is atomic by itself: what it throws undoes it, and nothing else. */
  run<T>(work: () => T): Promise<T>;
  /** Write at once what was asked for in this turn. */
  flush(): void;
}

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * @internal What is asked for in one turn of the event loop is one transaction, with one wait for the disk, and a savepoint for each:
 * eight that come at once take little longer than one. Trouble of the file, as `isTrouble` knows it, fails all of them, since nothing
 * of the transaction is kept then.
 */
export function createGroupWrites(database: Database, isTrouble: (thrown: unknown) => boolean): GroupWrites {
  // Inside another one it is a savepoint.
  const atomic = database.transaction((work: () => unknown) => work());
  let jobs: Job[] = [];
  const attempt = ({ work, resolve, reject }: Job): (() => void) => {
    try {
      const value = atomic(work);
      return () => resolve(value);
    } catch (thrown) {
      if (isTrouble(thrown)) throw thrown;
      return () => reject(thrown);
    }
  };
  const flush = (): void => {
    const batch = jobs;
    jobs = [];
    if (batch.length === 0) return;
    let answers: readonly (() => void)[];
    try {
      answers = atomic.immediate(() => batch.map(attempt)) as readonly (() => void)[];
    } catch (thrown) {
      answers = batch.map(
        ({ reject }) =>
          () =>
            reject(thrown),
      );
    }
    for (const answer of answers) answer();
  };
  return {
    run: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (jobs.length === 0) setImmediate(flush);
        jobs.push({ work, resolve: resolve as Job['resolve'], reject });
      }),
    flush,
  };
}

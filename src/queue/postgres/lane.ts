import { RegistryError } from '../../core/errors.ts';

/** @internal Runs together what is asked for while the one before is under way. */
export interface Lane<Job, Result> {
  readonly run: (job: Job) => Promise<Result>;
  /** When all that was asked for is settled. */
  readonly settled: () => Promise<void>;
}

export interface LaneOptions<Job, Result> {
  /** All of them or none; gives a result for each. */
  readonly work: (jobs: readonly Job[]) => Promise<readonly Result[]>;
  readonly weigh: (job: Job) => number;
  /** Of the jobs that run together, unless it is one. */
  readonly maxWeight: number;
  readonly maxJobs: number;
  /** Where the database fails some, what waits fails with them: it would overtake them. Default: it has its own try. */
  readonly keepsOrder?: boolean;
}

interface Waiting<Job, Result> {
  readonly job: Job;
  readonly resolve: (result: Result) => void;
  readonly reject: (thrown: unknown) => void;
}

/**
 * @internal Jobs of one turn of the event loop, and of the time that the database needs for those before them, are one transaction. Only
 * one is under way, so that they are in the order in which they came.
 */
export function createLane<Job, Result>({ work, weigh, maxWeight, maxJobs, keepsOrder = false }: LaneOptions<Job, Result>): Lane<Job, Result> {
  let waiting: Waiting<Job, Result>[] = [];
  let running: Promise<void> | undefined;
  const next = (): readonly Waiting<Job, Result>[] => {
    let weight = 0;
    let count = 0;
    for (const { job } of waiting) {
      weight += weigh(job);
      if (count > 0 && (weight > maxWeight || count === maxJobs)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };
  const together = async (batch: readonly Waiting<Job, Result>[]): Promise<void> => {
    try {
      const results = await work(batch.map(({ job }) => job));
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (thrown) {
      const isAway = thrown instanceof RegistryError && thrown.code === 'queue_unavailable';
      if (isAway || batch.length === 1) {
        const after = isAway && keepsOrder ? waiting.splice(0) : [];
        for (const each of [...batch, ...after]) each.reject(thrown);
        return;
      }
      // A bug in one of them is no reason to refuse the others.
      for (const each of batch) await together([each]);
    }
  };
  const runAll = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await together(next());
    running = undefined;
  };
  return {
    run: (job) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ job, resolve, reject });
        running ??= runAll();
      }),
    settled: async () => running,
  };
}

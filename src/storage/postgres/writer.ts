import { RegistryError } from '../../core/errors.ts';
import type { Applied } from './commit.ts';
import type { Connections, Session } from '../../postgres/connect.ts';
import { isLost } from '../../postgres/guard.ts';
import { readCounters, writeCounters, type Counters, type Knowledge } from './state.ts';

/** @internal Runs inside a transaction that holds the lock of all writers, of every process. */
export type Write<T> = (session: Session, counters: Counters) => Promise<Applied<T>>;

/** @internal */
export interface Writer {
  /** Settles when the write is on disk. */
  run<T>(write: Write<T>): Promise<T>;
  /** When all that was asked for is settled. */
  settled(): Promise<void>;
}

interface Job {
  readonly write: Write<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (thrown: unknown) => void;
}

export interface WriterOptions {
  readonly connections: Connections;
  readonly knowledge: Knowledge;
  /** Goes to all processes that listen, with each transaction in which a commit is made. */
  readonly channel: string;
  /** Says who we are, so that we do not wake ourselves twice. */
  readonly sender: string;
}

const MAX_TOGETHER = 64;

/**
 * @internal One transaction at a time, with all that was asked for meanwhile: the lock is taken, and the disk waited for, once for
 * many. Each write sees what the one before it wrote. One that throws has written nothing, and the others go on; where the database
 * itself refuses something, each is tried in a transaction of its own.
 */
export function createWriter(options: WriterOptions): Writer {
  const waiting: Job[] = [];
  let running: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    while (waiting.length > 0) await runTogether(options, waiting.splice(0, MAX_TOGETHER));
    running = undefined;
  };
  return {
    run: <T>(write: Write<T>) =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        running ??= Promise.resolve().then(work);
      }),
    settled: async () => running,
  };
}

async function runTogether(options: WriterOptions, jobs: readonly Job[]): Promise<void> {
  try {
    const settle = await inTransaction(options, jobs);
    for (const each of settle) each();
  } catch (thrown) {
    const isAlone = jobs.length === 1 || (thrown instanceof RegistryError && thrown.code === 'store_unavailable');
    for (const job of jobs) {
      if (isAlone) job.reject(thrown);
      else await runTogether(options, [job]);
    }
  }
}

/** Gives what is to be done once the transaction is kept. */
async function inTransaction(options: WriterOptions, jobs: readonly Job[]): Promise<readonly (() => void)[]> {
  const { connections } = options;
  let isBegun = false;
  const once = (): Promise<readonly (() => void)[]> =>
    connections.use(async (session) => {
      const counters = await begin(session, options.knowledge);
      isBegun = true;
      return applyAll(session, jobs, counters, options);
    });
  return once().catch((thrown: unknown) => {
    // A connection that idled until its server was started anew: nothing was written on it.
    if (!isBegun && thrown instanceof RegistryError && isLost(thrown.cause)) return once();
    throw thrown;
  });
}

async function begin(session: Session, knowledge: Knowledge): Promise<Counters> {
  // A statement sees what was committed before it began: only those after the one that waits for the lock see all.
  const [, , counters] = await Promise.all([
    session.query('BEGIN ISOLATION LEVEL READ COMMITTED'),
    session.query("SET LOCAL lock_timeout = '15s'"),
    readCounters(session, knowledge, { lock: true }),
  ]);
  return counters;
}

async function applyAll(
  session: Session,
  jobs: readonly Job[],
  begun: Counters,
  { channel, sender }: WriterOptions,
): Promise<readonly (() => void)[]> {
  let counters = begun;
  const settle: (() => void)[] = [];
  const written: Promise<unknown>[] = [];
  for (const { write, resolve, reject } of jobs) {
    try {
      const applied = await write(session, counters);
      counters = applied.counters;
      // Looked at below; one that fails first must not end the process.
      applied.written.catch(() => {});
      written.push(applied.written);
      settle.push(() => resolve(applied.result as never));
    } catch (thrown) {
      // What an earlier one broke shows in a later one; the earlier says why.
      await Promise.all(written);
      if (isOfDatabase(thrown)) throw thrown;
      settle.push(() => reject(thrown));
    }
  }
  await Promise.all([
    ...written,
    writeCounters(session, counters),
    counters.commits === begun.commits ? undefined : session.query('SELECT pg_notify($1, $2)', [channel, sender]),
    commitTransaction(session),
  ]);
  return settle;
}

// After a statement that failed, PostgreSQL answers COMMIT by rolling back; that statement's own failure is then what is thrown.
async function commitTransaction(session: Session): Promise<void> {
  await session.query('COMMIT');
}

function isOfDatabase(thrown: unknown): boolean {
  return thrown instanceof Error && ('severity' in thrown || isLost(thrown));
}

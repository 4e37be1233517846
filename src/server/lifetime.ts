import type { Logger } from 'pino';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

export interface Lifetime {
  /** Wait for SIGTERM, SIGINT or SIGHUP, close what runs, and give the exit code 0. */
  runToEnd(running: Running): Promise<0>;
}

/**
 * Take over the end of the process: from here on a first signal is remembered until `runToEnd`, a second one does not
 * wait (130) unless it is a SIGHUP, which a terminal that is closed may send twice, and an exception that nobody caught
 * is logged and ends it with 70. Call it before saying "ready".
 */
export function takeOverLifetime(log: Logger): Lifetime {
  logCrashes(log);
  const first = Promise.race([nextSignal(), hangUp()]);
  void first.then(nextSignal).then(() => process.exit(130));
  return {
    async runToEnd(running) {
      const signal = await first;
      log.info({ signal }, 'stopping: no new work, what is in flight finishes; a second signal stops at once');
      await running.close();
      log.info('stopped');
      return 0;
    },
  };
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals): void => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve(signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

/** Where somebody else listens to it, as a server does that reads its certificates anew, it ends nothing. */
function hangUp(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on('SIGHUP', (signal) => {
      if (process.listenerCount('SIGHUP') === 1) resolve(signal);
    });
  });
}

/** An exception that nobody caught is logged, and ends the process with 70. */
export function logCrashes(log: Logger): void {
  const crash = (thrown: unknown, origin: string): void => {
    // Its stack whatever it is: that nobody caught it is the bug.
    log.fatal({ err: thrown, stack: thrown instanceof Error ? thrown.stack : undefined, origin }, 'a bug: nobody caught this; please report it');
    process.exit(70);
  };
  process.on('uncaughtException', crash); // Unhandled rejections arrive here too.
}

/** Close in reverse order of opening, each even if another one fails; throws the first failure. */
export async function closeAll(opened: readonly Running[]): Promise<void> {
  const failures: unknown[] = [];
  for (const one of opened.toReversed()) await one.close().catch((failure: unknown) => failures.push(failure));
  if (failures.length > 0) throw failures[0];
}

/** The same where something kept the rest from being opened, which is thrown: what cannot be closed now explains nothing. */
export async function closeAfter(failure: unknown, opened: readonly Running[]): Promise<never> {
  await closeAll(opened).catch(() => undefined);
  throw failure;
}

import type { Logger } from 'pino';

/** Something that runs until it is closed. */
export interface Running {
  close(): Promise<void>;
}

/**
 * Keep the process up until SIGTERM or SIGINT, then close what runs and give exit code 0. A second signal does not
 * wait: 130. An exception that nobody caught is logged and ends the process with 70.
 */
export async function runUntilSignal(running: Running, log: Logger): Promise<0> {
  logCrashes(log);
  const signal = await nextSignal();
  log.info({ signal }, 'stopping: no new work, what is in flight finishes; a second signal stops at once');
  void nextSignal().then(() => process.exit(130));
  await running.close();
  log.info('stopped');
  return 0;
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

function logCrashes(log: Logger): void {
  const crash = (thrown: unknown, origin: string): void => {
    log.fatal({ err: thrown, origin }, 'a bug: nobody caught this; please report it');
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

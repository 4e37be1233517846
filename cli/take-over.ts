import { takeOverLifetime, type Lifetime } from '../src/server/lifetime.ts';
import type { Logger } from '../src/server/log.ts';
import type { Io } from './io.ts';
import { createLog } from './server-flags.ts';

/** What a server has of the process that it runs in. */
export interface Held {
  readonly log: Logger;
  readonly lifetime: Lifetime;
}

/** Throws `usage_invalid` as `createLog` does. */
export type TakeOver = (io: Io) => Promise<Held>;

/** The log goes to standard error, and signals end what runs. */
export async function takeOverProcess(io: Io): Promise<Held> {
  const log = await createLog(io);
  return { log, lifetime: takeOverLifetime(log) };
}

import type { Client, ClientConfig } from 'pg';
import type { Store } from '../store.ts';
import { createSubscribers } from '../subscribers.ts';
import type { Driver } from './driver.ts';

/** @internal */
export interface Watch {
  /** After a commit of our own, which is known to be the `commits`th. */
  readonly wake: (commits: number) => void;
  readonly subscribe: Store['subscribe'];
  readonly stop: () => Promise<void>;
}

export interface WatchOptions {
  readonly driver: Driver;
  readonly config: ClientConfig;
  readonly channel: string;
  /** What our own notices say: we have woken then already. */
  readonly sender: string;
  /** How many commits there are. */
  readonly readCommits: () => Promise<number>;
  /** How many there were when the store was opened. */
  readonly commits: number;
  readonly pollMs: number;
}

const [MIN_WAIT_MS, MAX_WAIT_MS] = [100, 5_000];

/**
 * @internal Wakes the subscribers after our own commits, and when PostgreSQL tells of one of another process (LISTEN), over a connection
 * that is there only while somebody subscribes. Such a notice may be lost with its connection: the number of commits is the truth, and is
 * looked at whenever a connection begins, and every `pollMs`.
 */
export function createWatch(options: WatchOptions): Watch {
  const subscribers = createSubscribers();
  let seen = options.commits;
  let listening: Listening | undefined;
  const look = async (): Promise<void> => {
    // What does not answer now is asked again, and reads say what is wrong.
    const before = seen;
    const now = await options.readCommits().catch(() => seen);
    // Between the two: a commit of our own came meanwhile, and woke. Fewer than before: another store was put in its place.
    if (before <= now && now <= seen) return;
    seen = now;
    subscribers.wake();
  };
  const stop = async (): Promise<void> => {
    const before = listening;
    listening = undefined;
    await before?.stop();
  };
  return {
    stop,
    wake(commits) {
      // Seen already by a look that was quicker than the answer. More than the next one: those between were another process's.
      if (commits <= seen) return;
      seen = commits;
      subscribers.wake();
    },
    subscribe(wake) {
      const remove = subscribers.add(wake);
      listening ??= listen(options, look);
      return () => {
        remove();
        if (subscribers.isEmpty()) void stop();
      };
    },
  };
}

interface Listening {
  readonly stop: () => Promise<void>;
}

function listen({ driver, config, channel, sender, pollMs }: WatchOptions, look: () => Promise<void>): Listening {
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let waitMs = MIN_WAIT_MS;
  let isStopped = false;
  const poll = setInterval(() => void look(), pollMs).unref();
  const again = (): void => {
    client = undefined;
    clearTimeout(retry);
    if (isStopped) return;
    retry = setTimeout(() => void connect(), waitMs).unref();
    waitMs = Math.min(waitMs * 2, MAX_WAIT_MS);
  };
  const connect = async (): Promise<void> => {
    let connecting: Client | undefined;
    try {
      connecting = client = new driver.Client(config);
      connecting.on('error', () => {});
      connecting.on('notification', ({ payload }) => void (payload !== sender && look()));
      await connecting.connect();
      await connecting.query(`LISTEN "${channel}"`);
      connecting.once('end', () => client === connecting && again());
      waitMs = MIN_WAIT_MS;
      await look();
    } catch {
      void connecting?.end().catch(() => {});
      if (client === connecting) again();
    }
  };
  void connect();
  return {
    async stop() {
      isStopped = true;
      clearInterval(poll);
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}

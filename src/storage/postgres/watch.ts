import type { Client } from 'pg';
import type { Store } from '../store.ts';
import { listen, type Listening } from '../../postgres/listen.ts';
import { createSubscribers } from '../subscribers.ts';

/** @internal */
export interface Watch {
  /** After a commit of our own, which is known to be the `commits`th. */
  readonly wake: (commits: number) => void;
  readonly subscribe: Store['subscribe'];
  readonly stop: () => Promise<void>;
}

export interface WatchOptions {
  readonly createClient: () => Client;
  readonly channel: string;
  /** What our own notices say: we have woken then already. */
  readonly sender: string;
  /** How many commits there are. */
  readonly readCommits: () => Promise<number>;
  /** How many there were when the store was opened. */
  readonly commits: number;
  readonly pollMs: number;
}

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
      listening ??= listen({ ...options, isForUs: (payload) => payload !== options.sender, look });
      return () => {
        remove();
        if (subscribers.isEmpty()) void stop();
      };
    },
  };
}

import type { Database } from 'better-sqlite3';
import type { Store } from '../store.ts';
import { createSubscribers } from '../subscribers.ts';

/** @internal */
export interface Watch {
  readonly wake: () => void;
  readonly subscribe: Store['subscribe'];
  readonly stop: () => void;
}

/**
 * @internal Wakes the subscribers after our own commits, and looks every `pollMs` whether another connection has
 * written to the file (`data_version`; a connection's own commits do not change it). Looks only while somebody listens.
 */
export function createWatch(database: Database, pollMs: number): Watch {
  const subscribers = createSubscribers();
  let timer: NodeJS.Timeout | undefined;
  let seen: unknown;
  const look = (): void => {
    const now = readDataVersion(database) ?? seen;
    if (now !== seen) subscribers.wake();
    seen = now;
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    wake: subscribers.wake,
    stop,
    subscribe(wake) {
      const remove = subscribers.add(wake);
      if (timer === undefined) {
        seen = readDataVersion(database);
        timer = setInterval(look, pollMs).unref();
      }
      return () => {
        remove();
        if (subscribers.isEmpty()) stop();
      };
    },
  };
}

// Undefined where the file does not answer just now: the next look tells, and reads say what is wrong.
function readDataVersion(database: Database): unknown {
  try {
    return database.pragma('data_version', { simple: true });
  } catch {
    return undefined;
  }
}

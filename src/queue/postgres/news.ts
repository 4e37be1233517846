import type { Client } from 'pg';
import type { Connections } from '../../postgres/connect.ts';
import { listen, type Listening } from '../../postgres/listen.ts';
import { createSubscribers } from '../../storage/subscribers.ts';
import type { Queue } from '../queue.ts';
import { UNSYNCED } from './database.ts';

/** @internal Tells subscribers here, and other gateways, that there may be something to take. */
export interface News {
  readonly wake: () => void;
  readonly subscribe: Queue['subscribe'];
  readonly stop: () => Promise<void>;
}

export interface NewsOptions {
  readonly connections: Connections;
  readonly channel: string;
  /** What our own notices say. */
  readonly sender: string;
  readonly pollMs: number;
  /** Tells each connection that listens what it is there for beside. */
  readonly greet: (client: Client) => Promise<void>;
}

/** Between two notices: while events come, other gateways look at least so often. */
const MIN_PAUSE_MS = 20;

/**
 * @internal Notices go out after the commit and on their own: within it, PostgreSQL would let one committer with a notice after the other to
 * the disk. One that is lost is made good by the poll.
 */
export function createNews({ connections, channel, sender, pollMs, greet }: NewsOptions): News {
  const subscribers = createSubscribers();
  let listening: Listening | undefined;
  let telling: NodeJS.Timeout | undefined;
  let isNew = false;
  const tell = (): void => {
    isNew = false;
    telling = setTimeout(() => {
      telling = undefined;
      if (isNew) tell();
    }, MIN_PAUSE_MS).unref();
    connections.use((session) => session.query(`SELECT pg_notify($1, $2) WHERE ${UNSYNCED}`, [channel, sender], 'notify')).catch(() => {});
  };
  return {
    wake() {
      subscribers.wake();
      isNew = true;
      if (telling === undefined) tell();
    },
    subscribe(wake) {
      const remove = subscribers.add(wake);
      listening ??= listen({
        createClient: () => connections.createClient(),
        greet,
        channel,
        pollMs,
        isForUs: (payload) => payload !== sender,
        look: subscribers.wake,
      });
      return remove;
    },
    async stop() {
      clearTimeout(telling);
      await listening?.stop();
    },
  };
}

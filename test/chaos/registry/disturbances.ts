import type { PostgresServer } from '../../../bench/postgres/server.ts';
import { startReplica, type Replicas } from './replica-storm.ts';

/** What happens in the middle of a storm; gives the replicas that there are afterwards. */
export type Disturb = (replicas: Replicas) => Promise<Replicas>;

/** SIGKILL for one replica; another takes its place. */
export function killReplica(url: string): Disturb {
  return async ([first, second]) => {
    await second.stop('SIGKILL');
    return [first, await startReplica(url)];
  };
}

/** SIGKILL for the database and all that belongs to it; it is started again on what is on its disk. */
export function killDatabase(server: PostgresServer): Disturb {
  return async (replicas) => {
    await server.kill();
    await server.start();
    return replicas;
  };
}

import type { Database } from 'better-sqlite3';
import { guard } from './guard.ts';

/** @internal */
export interface Stamp {
  /** After a commit of our own. */
  readonly raise: () => void;
  readonly read: () => Promise<number>;
}

/**
 * @internal Counts the commits: our own as they are made, others' by `data_version`, which changes with those only.
 *
 * Everybody who asks in one turn of the event loop shares one look, at its end: it comes after all of them, so none is told of a
 * time before their question, and a look (some 4 µs, most of it locks) costs a busy server next to nothing.
 */
export function createStamp(database: Database, path: string): Stamp {
  const dataVersion = database.prepare('PRAGMA data_version').pluck();
  let seen = dataVersion.get();
  let stamp = 0;
  let pending: Promise<number> | undefined;
  const look = (): number => {
    const now = dataVersion.get();
    if (now !== seen) stamp += 1;
    seen = now;
    return stamp;
  };
  const lookAtTheEnd = async (): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    pending = undefined;
    return guard(path, look);
  };
  return {
    raise: () => void (stamp += 1),
    read: () => (pending ??= lookAtTheEnd()),
  };
}

import type { Session } from '../../postgres/connect.ts';
import type { Sums } from '../limits.ts';
import type { QueueLimits } from '../queue.ts';
import { FIRST_STUCK } from '../states.ts';
import { COMPACTION_LOCK, LOCK_CLASS } from './locks.ts';

/** @internal What this process knows of how full the queue is. */
export interface Totals {
  /** Whether a limit may be so near that it is to be looked at exactly, with others kept out. */
  readonly isNear: (wanted: Sums) => boolean;
  readonly isOld: () => boolean;
  readonly set: (sums: Sums) => void;
  readonly add: (sums: Sums) => void;
}

/** So many others may accept while what is known here grows old. */
const MARGIN = 20_000;
const OLD_MS = 1_000;

/** @internal `now` in milliseconds, of any clock. */
export function createTotals(limits: Required<QueueLimits>, now: () => number): Totals {
  let known: Sums | undefined;
  let readAt = 0;
  return {
    isNear(wanted) {
      if (known === undefined) return true;
      return (
        known.waiting + wanted.waiting + MARGIN > limits.maxWaiting || (wanted.stuck > 0 && known.stuck + wanted.stuck + MARGIN > limits.maxHeld)
      );
    },
    isOld: () => now() - readAt > OLD_MS,
    set(sums) {
      known = sums;
      readAt = now();
    },
    add({ waiting, stuck }) {
      if (known !== undefined) known = { waiting: known.waiting + waiting, stuck: known.stuck + stuck };
    },
  };
}

/** @internal */
export async function readSums(session: Session): Promise<Sums> {
  const [row] = await session.query<Sums>(
    `SELECT coalesce(sum(count) FILTER (WHERE state < ${FIRST_STUCK}), 0)::bigint AS waiting,
      coalesce(sum(count) FILTER (WHERE state >= ${FIRST_STUCK}), 0)::bigint AS stuck FROM deltas`,
    [],
    'sums',
  );
  return row ?? { waiting: 0, stuck: 0 };
}

/** @internal Add up what transactions have noted, unless somebody else does; nobody waits for it. */
export async function compact(session: Session): Promise<void> {
  await session.query(
    `WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${LOCK_CLASS}, ${COMPACTION_LOCK}) AS ok, set_config('synchronous_commit', 'off', true)),
      gone AS (DELETE FROM deltas WHERE (SELECT ok FROM mine) RETURNING *)
    INSERT INTO deltas SELECT target, type, state, sum(count), sum(bytes) FROM gone GROUP BY 1, 2, 3 HAVING sum(count) <> 0 OR sum(bytes) <> 0`,
  );
}

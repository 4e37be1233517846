import type { AfterDead, EntryState, Reason } from './queue.ts';

/**
 * @internal As `deliveries.state` has them. `ready` may be taken once it is due; `behind` waits for an earlier one of its order key. Who
 * has taken a delivery is no state: of a file it is in memory, since a file has one process, of a database beside the state.
 */
export const STATE = { ready: 0, behind: 1, held: 2, parked: 3, dead: 4, deadBlocking: 5, deadParking: 6 } as const;

/** @internal Those that wait for a person. */
export const FIRST_STUCK: number = STATE.held;

const AFTER_DEAD: readonly AfterDead[] = ['block', 'skip', 'park'];

/** @internal */
export function afterDeadNumber(afterDead: AfterDead): number {
  return AFTER_DEAD.indexOf(afterDead);
}

/** @internal What a dead delivery is to its order key; `afterDead` as stored. */
export function deadState(afterDead: number, orderKey: string | null): number {
  if (orderKey === null) return STATE.dead;
  return [STATE.deadBlocking, STATE.dead, STATE.deadParking][afterDead] ?? STATE.dead;
}

/** @internal */
export function entryState(state: number): EntryState {
  if (state < STATE.held) return 'waiting';
  return state === STATE.held ? 'held' : state === STATE.parked ? 'parked' : 'dead';
}

/** @internal What a state is counted as: the first of those that look the same from outside. */
export function countedAs(state: number): number {
  if (state < STATE.held) return STATE.ready;
  return Math.min(state, STATE.dead);
}

/** @internal Why an event is parked whose route parks what comes after a dead one. */
export const BEHIND_DEAD: Reason = {
  code: 'behind_dead',
  message: 'an earlier event of its order key is dead, and the route parks what comes after',
};

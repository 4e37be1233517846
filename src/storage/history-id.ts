/**
 * @internal The identity of a change: no other store gives it, nor this one after a restore. Whoever knows a change by position
 * and identity therefore knows whether a store still has the history that it has read. Random, so it tells nothing of the change.
 */
export function newHistoryId(): string {
  return crypto.randomUUID();
}

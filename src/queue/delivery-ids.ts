import type { EventId } from './queue.ts';

/** @internal How many ids an event has for its deliveries: 0 stands for itself while it is held. */
export const IDS = 256;

/** @internal */
export function eventOf(delivery: number): EventId {
  return Math.floor(delivery / IDS);
}

/** @internal The first and the last id of an event's deliveries. */
export function idsOf(event: EventId): [number, number] {
  return [event * IDS, event * IDS + IDS - 1];
}

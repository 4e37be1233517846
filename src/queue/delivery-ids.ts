import { RegistryError } from '../core/errors.ts';
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

/** @internal Throws for more deliveries than have ids: before they come into a transaction with those of others, which would fail with them. */
export function expectFew(deliveries: readonly unknown[]): void {
  if (deliveries.length < IDS) return;
  throw new RegistryError('internal', `an event goes to at most ${IDS - 1} targets, this one to ${deliveries.length}`);
}

import type { Fate, QueueLimits } from './queue.ts';

/** @internal With the defaults. */
export function fullLimits({ maxWaiting = 10_000_000, maxHeld = 100_000 }: QueueLimits): Required<QueueLimits> {
  return { maxWaiting, maxHeld };
}

/** @internal How many deliveries wait, or wait for a person. */
export interface Sums {
  readonly waiting: number;
  readonly stuck: number;
}

/** @internal What an event adds. */
export function sumsOf(fate: Fate): Sums {
  if (fate.kind === 'hold') return { waiting: 0, stuck: 1 };
  const stuck = fate.deliveries.filter(({ parked }) => parked !== undefined).length;
  return { waiting: fate.deliveries.length - stuck, stuck };
}

/** @internal The limit that would be passed. */
export function limitPassed(now: Sums, wanted: Sums, { maxWaiting, maxHeld }: Required<QueueLimits>): 'waiting' | 'held' | undefined {
  if (wanted.waiting > 0 && now.waiting + wanted.waiting > maxWaiting) return 'waiting';
  return wanted.stuck > 0 && now.stuck + wanted.stuck > maxHeld ? 'held' : undefined;
}

import type { Acceptance, Fate, QueueLimits } from './queue.ts';

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

/**
 * @internal What one commit has room for, event by event in their order. Behind one that found no room there is none for others of its
 * order key: they would go before it.
 */
export class Room {
  readonly #limits: Required<QueueLimits>;
  readonly #keys = new Map<string, Limit>();

  constructor(limits: Required<QueueLimits>) {
    this.#limits = limits;
  }

  /** The limit that would be passed, where so much is there. */
  limitPassed(now: Sums, { event: { route, orderKey }, fate }: Acceptance): Limit | undefined {
    const passed = limitPassed(now, sumsOf(fate), this.#limits);
    // What is held is in no order.
    if (orderKey === undefined || fate.kind === 'hold' || (passed === undefined && this.#keys.size === 0)) return passed;
    const key = JSON.stringify([route, orderKey]);
    const limit = this.#keys.get(key) ?? passed;
    if (limit !== undefined) this.#keys.set(key, limit);
    return limit;
  }
}

type Limit = 'waiting' | 'held';

function limitPassed(now: Sums, wanted: Sums, { maxWaiting, maxHeld }: Required<QueueLimits>): Limit | undefined {
  if (wanted.waiting > 0 && now.waiting + wanted.waiting > maxWaiting) return 'waiting';
  return wanted.stuck > 0 && now.stuck + wanted.stuck > maxHeld ? 'held' : undefined;
}

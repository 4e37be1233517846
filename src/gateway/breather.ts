import { setImmediate } from 'node:timers/promises';

const MAX_MS = 5;

/** Lets others have the loop where one request holds many events; shared by all who work for that request. */
export class Breather {
  readonly #now: () => number;
  #since: number;
  #turn: Promise<void> | undefined;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /**
   * Begin `work`: at once, or, where the loop was held for 5 ms, after others had their turn. What it does before it waits
   * for something counts, so of several who come back at the same time each sees how long the one before took.
   */
  async begin<Value>(work: () => Promise<Value>): Promise<Value> {
    while (this.#now() - this.#since >= MAX_MS) await (this.#turn ??= this.#nextTurn());
    return work();
  }

  async #nextTurn(): Promise<void> {
    await setImmediate();
    this.#since = this.#now();
    this.#turn = undefined;
  }
}

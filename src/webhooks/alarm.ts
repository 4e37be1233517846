/** Time as a deliverer sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Call once after so many milliseconds; gives the way to take it back. */
  readonly later: (ms: number, call: () => void) => () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  later(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};

// So that a clock that was set, or a machine that slept, costs a minute at most.
const MAX_WAIT_MS = 60_000;

/** Waits until it is rung or until a time, whichever is first; a ring while nobody waits ends the next wait at once. */
export class Alarm {
  readonly #clock: Clock;
  #isRung = false;
  #resume: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly ring = (): void => {
    this.#isRung = true;
    this.#resume?.();
  };

  /** `until` in milliseconds since 1970; undefined: until it is rung. One waits at a time. */
  async wait(until: number | undefined): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const ms = until === undefined ? undefined : Math.min(MAX_WAIT_MS, Math.max(0, until - this.#clock.now()));
        const cancel = ms === undefined ? () => {} : this.#clock.later(ms, resolve);
        this.#resume = () => {
          cancel();
          resolve();
        };
      });
    }
    this.#isRung = false;
    this.#resume = undefined;
  }
}

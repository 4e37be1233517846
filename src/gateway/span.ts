import type { Timing } from './timing.ts';

/** What a span is measured by. */
export type Clocks = Pick<Timing, 'now' | 'monotonic'>;

/** A length of time that is over when the first of both clocks says so: the one may be set back, the other stands still while the machine sleeps. */
export class Span {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly #timing: Clocks;
  readonly #end: number;

  /** `ms` from now on. */
  constructor(timing: Clocks, ms: number) {
    this.#timing = timing;
    this.until = timing.now() + ms;
    this.#end = timing.monotonic() + ms;
  }

  get isOver(): boolean {
    return this.until <= this.#timing.now() || this.#end <= this.#timing.monotonic();
  }
}

import type { RateConfig } from '../config/durable.ts';

/** How often something may begin: a token each, `perSecond` new ones, at most `burst` saved. Times are those of the clock that only goes forward. */
export class TokenBucket {
  readonly #rate: RateConfig;
  #tokens: number;
  #at: number;

  constructor(rate: RateConfig, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Whole tokens at hand. */
  room(now: number): number {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1_000) * perSecond);
    this.#at = now;
    return Math.floor(this.#tokens);
  }

  take(): void {
    this.#tokens -= 1;
  }

  /** When there is a whole token, as seen from the last call of `room`. */
  nextAt(): number {
    return this.#at + Math.ceil((Math.max(0, 1 - this.#tokens) / this.#rate.perSecond) * 1_000);
  }
}

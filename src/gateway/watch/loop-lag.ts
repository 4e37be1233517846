import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const RESOLUTION_MS = 10;

/** How long one thing keeps everything else waiting. Measured from the first reading on, so it costs nothing where nobody reads. */
export class LoopLag {
  #delays: IntervalHistogram | undefined;

  /** In seconds, 99 of 100 were shorter since the last reading; NaN at the first one, and where there is nothing new. What is idle has some 10 ms, the resolution. */
  read(): number {
    if (this.#delays === undefined) {
      this.#delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      this.#delays.enable();
      return Number.NaN;
    }
    // Two readings within the resolution; a reset would forget when the last tick was, and who reads on and on would see nothing.
    if (this.#delays.count === 0) return Number.NaN;
    const seconds = this.#delays.percentile(99) / 1e9;
    this.#delays.reset();
    return seconds;
  }

  close(): void {
    this.#delays?.disable();
  }
}

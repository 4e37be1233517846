import type { Timing } from '../timing.ts';

/** Wakes one who waits; who rings while nobody does is heard by the next wait. Rings of one turn of the loop are one. */
export class Bell {
  #hasRung = false;
  #wake: () => void = () => {};

  ring(): void {
    if (this.#hasRung) return;
    this.#hasRung = true;
    setImmediate(() => this.#wake());
  }

  /** Until it rings, `ms` have passed, or `signal` aborts. */
  async wait(ms: number, signal: AbortSignal, pause: Timing['pause']): Promise<void> {
    if (!this.#hasRung && ms > 0 && !signal.aborted) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await pause(ms, AbortSignal.any([signal, woken.signal]));
    }
    this.#hasRung = false;
  }
}

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

  /** Until it rings, or `ms` have passed. */
  async wait(ms: number, pause: Timing['pause']): Promise<void> {
    if (!this.#hasRung && ms > 0) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await pause(ms, woken.signal);
    }
    this.#hasRung = false;
  }
}

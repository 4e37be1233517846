/**
 * Remembers that something happened until somebody waits for it: a signal that comes while nobody waits ends the
 * next wait at once, and several of them count as one.
 */
export class WakeUp<T> {
  readonly #pending = new Set<T>();
  #resume: (() => void) | undefined;

  readonly signal = (what: T): void => {
    this.#pending.add(what);
    this.#resume?.();
  };

  /** What happened since the last wait. One waits at a time. */
  async wait(): Promise<ReadonlySet<T>> {
    if (this.#pending.size === 0) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    const happened = new Set(this.#pending);
    this.#pending.clear();
    this.#resume = undefined;
    return happened;
  }
}

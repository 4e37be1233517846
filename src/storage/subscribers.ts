/** @internal Those who want to hear of commits. */
export interface Subscribers {
  readonly wake: () => void;
  readonly add: (wake: () => void) => () => void;
  readonly isEmpty: () => boolean;
}

/** @internal */
export function createSubscribers(): Subscribers {
  const entries = new Set<{ readonly wake: () => void }>();
  return {
    // Later, so that one that throws does not make a commit look failed that is written.
    wake() {
      for (const entry of entries) queueMicrotask(() => entries.has(entry) && entry.wake());
    },
    add(wake) {
      const entry = { wake };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    isEmpty: () => entries.size === 0,
  };
}

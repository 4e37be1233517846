/** Runs work one at a time for each key, in the order of the calls. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** @internal */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take<T>(key: string, work: () => Promise<T>): Promise<T> {
      const before = last.get(key) ?? Promise.resolve();
      const mine = before.then(work);
      // Who waits for the turn does not care how it ended.
      const settled = mine.catch(() => undefined);
      last.set(key, settled);
      try {
        return await mine;
      } finally {
        if (last.get(key) === settled) last.delete(key);
      }
    },
  };
}

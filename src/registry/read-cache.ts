import type { Store } from '../storage/store.ts';

/** Answers that many ask for, kept as long as nobody writes. */
export interface ReadCache {
  /**
   * What `load` gives, or gave since the last write of anybody to the store, this process or another: never older than the moment
   * of the call. The value is frozen (at its first level), since others get it too. What is thrown is not kept.
   */
  read<T extends object>(key: string, load: () => Promise<T>): Promise<T>;
}

const MAX_CACHED = 2_000;

/** @internal */
export function createReadCache(store: Store): ReadCache {
  const kept = new Map<string, Promise<object>>();
  let keptStamp = -1;
  return {
    async read<T extends object>(key: string, load: () => Promise<T>): Promise<T> {
      // Before `load` reads: what it finds is at least as new, and a write in between makes the next stamp another one.
      const stamp = await store.readStamp();
      if (stamp !== keptStamp) kept.clear();
      keptStamp = stamp;
      // One key always stands for one type.
      const known = kept.get(key) as Promise<T> | undefined;
      if (known !== undefined) return known;
      const loading = load().then((value) => Object.freeze(value));
      if (kept.size >= MAX_CACHED) kept.clear();
      kept.set(key, loading);
      loading.catch(() => kept.get(key) === loading && kept.delete(key));
      return loading;
    },
  };
}

import type { Store } from '../storage/store.ts';

/** Answers that many ask for, kept as long as nobody writes. */
export interface ReadCache {
  /**
   * What `load` gives, or gave since the last write of anybody to the store, this process or another: never older than the moment
   * of the call. The value is frozen (at its first level), since others get it too. What is thrown is not kept, nor is what is too large.
   */
  read<T extends object>(key: string, load: () => Promise<Sized<T>>): Promise<T>;
}

/** A value with how many characters it is as text, about. */
export interface Sized<T> {
  readonly value: T;
  readonly characters: number;
}

// With what is made of it, a value takes some ten times its text. Small ones as well are not for nothing.
const [MAX_CHARACTERS, MIN_CHARACTERS] = [2_000_000, 500];

interface Kept {
  readonly loading: Promise<object>;
  /** Once it is there: to wait for it would take longer than to find it. */
  value: object | undefined;
}

/** @internal */
export function createReadCache(store: Store): ReadCache {
  const kept = new Map<string, Kept>();
  let [keptStamp, characters] = [-1, 0];

  function clear(): void {
    kept.clear();
    characters = 0;
  }

  function add(more: number): void {
    characters += more;
    if (characters > MAX_CHARACTERS) clear();
  }

  async function loadSized<T extends object>(load: () => Promise<Sized<T>>, isKept: () => boolean, drop: () => void): Promise<T> {
    try {
      const { value, characters: size } = await load();
      if (size > MAX_CHARACTERS / 4) drop();
      else if (isKept()) add(size);
      return Object.freeze(value);
    } catch (thrown) {
      drop();
      throw thrown;
    }
  }

  return {
    async read<T extends object>(key: string, load: () => Promise<Sized<T>>): Promise<T> {
      // Before `load` reads: what it finds is at least as new, and a write in between makes the next stamp another one.
      const stamp = await store.readStamp();
      if (stamp !== keptStamp) clear();
      keptStamp = stamp;
      // One key always stands for one type.
      const known = kept.get(key);
      if (known !== undefined) return (known.value ?? known.loading) as T | Promise<T>;
      const isKept = (): boolean => kept.get(key) === entry;
      const loading: Promise<T> = loadSized(load, isKept, () => void (isKept() && kept.delete(key)));
      const entry: Kept = { loading, value: undefined };
      add(MIN_CHARACTERS);
      kept.set(key, entry);
      return (entry.value = await loading);
    },
  };
}

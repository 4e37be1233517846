import { useEffect, useState } from 'preact/hooks';

/** A value that several parts of the pages show, or write. */
export interface Shared<T> {
  readonly read: () => T;
  readonly write: (next: T) => void;
  /** The value; renders again when it changes. */
  readonly use: () => T;
}

export function createShared<T>(initial: T): Shared<T> {
  const listeners = new Set<(next: T) => void>();
  let value = initial;
  return {
    read: () => value,
    write: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    use: () => {
      const [shown, setShown] = useState(value);
      useEffect(() => {
        // Written between the first rendering and now.
        setShown(() => value);
        const listen = (next: T): void => setShown(() => next);
        listeners.add(listen);
        return () => void listeners.delete(listen);
      }, []);
      return shown;
    },
  };
}

/** Work in pieces: others get their turn whenever a few milliseconds are used up. Made for loops that may run long. */
export interface Pacer {
  /** To be called between two pieces; at once, unless it is time for others. */
  breathe(): Promise<void> | undefined;
}

const TURN_MS = 4;

export function createPacer({
  now = () => performance.now(),
  turnMs = TURN_MS,
}: { readonly now?: () => number; readonly turnMs?: number } = {}): Pacer {
  let start = now();
  return {
    breathe() {
      if (now() - start < turnMs) return undefined;
      return new Promise((resolve) => {
        setTimeout(() => {
          start = now();
          resolve();
        });
      });
    },
  };
}

/**
 * A queue for pieces of work that take long. In each round of the event loop one of all that wait goes on, the first come first, so that
 * whatever else comes is done in between, however many ask at once.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let isGoing = false;
  function letOneGo(): void {
    waiting.shift()?.();
    isGoing = waiting.length > 0;
    if (isGoing) setImmediate(letOneGo);
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (isGoing) return;
      isGoing = true;
      setImmediate(letOneGo);
    });
}

/** To be waited for before a piece of work that takes long, such as to read a schema of a megabyte: one queue for the process, since there is one loop. */
export const longTurn: () => Promise<void> = createTurns();

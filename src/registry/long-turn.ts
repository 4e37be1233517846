/**
 * A queue for pieces of work that take long. In each round of the event loop one of all that wait goes on, the first come first, so that
 * whatever else comes is done in between, however many ask at once.
 */
export function createLongTurns(): () => Promise<void> {
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
export const longTurn: () => Promise<void> = createLongTurns();

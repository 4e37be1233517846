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

/** Time as the gate sees it; tests hand in their own. */
export interface Timing {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to below 1, evenly; spreads what is tried again. */
  readonly random: () => number;
}

export const REAL_TIMING: Timing = { now: Date.now, pause, random: Math.random };

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

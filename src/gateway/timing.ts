/** Time as the gate sees it; tests hand in their own. */
export interface Timing {
  /** Milliseconds since the epoch: for what is told, and for what others keep. It may be set at any moment, in either direction. */
  readonly now: () => number;
  /** Milliseconds of a clock that only goes forward: for how long something takes or has to wait. It is this process's own. */
  readonly monotonic: () => number;
  /** Resolves after `ms`, at most some 24 days, or at once when `signal` aborts; never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to below 1, evenly; spreads what is tried again. */
  readonly random: () => number;
}

export const REAL_TIMING: Timing = { now: Date.now, monotonic: () => performance.now(), pause, random: Math.random };

// What is longer, a timer takes for no time at all.
const MAX_TIMER_MS = 2_147_483_647;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, Math.min(ms, MAX_TIMER_MS));
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

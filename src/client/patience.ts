import type { RegistryError } from '../core/errors.ts';

/** How long requests wait that the registry refuses for now, having done nothing of them (`rate_limited`). */
export interface Patience {
  /** What one request waits in all at most, in milliseconds. */
  readonly forMs: number;
  /** Hears of each wait before it, in milliseconds. */
  readonly onWait?: (ms: number) => void;
}

/** Of a registry that says "at once" each time; it bounds how often it is asked. */
const MIN_WAIT_MS = 100;

interface Refusal {
  readonly error: RegistryError;
  readonly response: Response;
  readonly signal: AbortSignal | undefined;
}

/**
 * For one request: waits as long as `Retry-After` asks, and says whether the request is to be sent again. It is not where nobody has
 * patience, the refusal is another one, or the registry asks for more than is left. Throws what the signal was aborted for.
 */
export function createWait(patience: Patience | undefined): (refusal: Refusal) => Promise<boolean> {
  let left = patience?.forMs ?? 0;
  return async ({ error, response, signal }) => {
    const seconds = response.headers.get('retry-after') ?? '';
    if (error.code !== 'rate_limited' || !/^\d{1,6}$/.test(seconds)) return false;
    const ms = Math.max(MIN_WAIT_MS, Number(seconds) * 1_000);
    if (ms > left) return false;
    left -= ms;
    patience?.onWait?.(ms);
    await rest(ms, signal);
    return true;
  };
}

function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

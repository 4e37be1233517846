import { useEffect } from 'preact/hooks';
import { createShared, type Shared } from '../data/shared.ts';

/** Whether the registry answered when it was asked last, whatever it said. */
export const isAnswering: Shared<boolean> = createShared(true);

/** Between two looks, in ms: while it answers and somebody looks at the page, and while it does not. */
const CALM = 15_000;
const ANXIOUS = 2_000;
const PATIENCE = 5_000;

/** Errors of what stands before a registry that is gone; its own are problem documents. */
const GONE: readonly number[] = [502, 503, 504];

/** `fetch`, which takes notice of whether the registry is there. */
export async function watchedFetch(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    isAnswering.write(!GONE.includes(response.status) || isProblem(response));
    return response;
  } catch (thrown) {
    // A request that these pages ended themselves says nothing.
    if (init.signal?.aborted !== true) isAnswering.write(false);
    throw thrown;
  }
}

function isProblem(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
}

/** Look now and then whether the registry is there, and whether the key is good still: `ask` sends the request, and is given when to stop waiting. */
export function useContact(ask: (signal: AbortSignal) => Promise<unknown>): void {
  const answers = isAnswering.use();
  useEffect(() => {
    const look = (): void => void (document.hidden ? undefined : lookOnce(ask));
    const timer = setInterval(look, answers ? CALM : ANXIOUS);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, [answers]);
}

async function lookOnce(ask: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    await ask(signal);
  } catch {
    if (signal.aborted) isAnswering.write(false); // Something is there, and does not answer.
  }
}

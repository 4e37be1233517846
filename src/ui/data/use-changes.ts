import { useEffect, useRef } from 'preact/hooks';
import type { ChangeEventResource } from '../../core/resources.ts';
import { registry } from '../app/session.ts';

/** Longest pause before the feed is opened again, in ms. */
const LONGEST_PAUSE = 30_000;

/** Hear of every change of the registry from now on, for as long as the page is open; a broken feed is opened again where it broke. */
export function useChanges(hear: (change: ChangeEventResource) => void): void {
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    const ending = new AbortController();
    void follow(ending.signal, (change) => latest.current(change));
    return () => ending.abort();
  }, []);
}

async function follow(signal: AbortSignal, hear: (change: ChangeEventResource) => void): Promise<void> {
  let [lastEventId, pause]: [string | undefined, number] = [undefined, 1_000];
  while (!signal.aborted) {
    try {
      for await (const change of registry().changes({ signal, ...(lastEventId === undefined ? {} : { lastEventId }) })) {
        [lastEventId, pause] = [change.id, 1_000];
        hear(change);
      }
    } catch {
      lastEventId = undefined; // Whatever it was: what is missed shows with the next reading.
    }
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

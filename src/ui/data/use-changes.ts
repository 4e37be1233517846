import { useEffect, useRef } from 'preact/hooks';
import { RegistryError } from '../../core/errors.ts';
import type { ChangeEventResource, HistoryPoint } from '../../core/resources.ts';
import { registry, session } from '../app/session.ts';

/** Longest pause before the feed is opened again, in ms. */
const LONGEST_PAUSE = 30_000;

/**
 * Hear of every change of the registry from now on, for as long as the page is open and to be seen: a browser has six connections to a
 * registry for all of its tabs, so a hidden one gives its own back, and hears what it missed when it is looked at again.
 * Whoever signs in or out hears with their own key from then on.
 */
export function useChanges(hear: (change: ChangeEventResource) => void): void {
  const latest = useRef(hear);
  latest.current = hear;
  const { person } = session.use();
  useEffect(() => {
    const ending = new AbortController();
    void follow(ending.signal, (change) => latest.current(change));
    return () => ending.abort();
  }, [person]);
}

async function follow(signal: AbortSignal, hear: (change: ChangeEventResource) => void): Promise<void> {
  let [heard, pause]: [HistoryPoint | undefined, number] = [undefined, 1_000];
  while (!signal.aborted) {
    await toBeSeen(signal);
    const hiding = whenHidden(signal);
    try {
      const { position: from, historyId }: HistoryPoint = (heard ??= await now());
      for await (const change of registry().changes({ signal: hiding.signal, from, ...(historyId === undefined ? {} : { historyId }) })) {
        [heard, pause] = [{ position: Number(change.id), historyId: change.historyid }, 1_000];
        hear(change);
      }
    } catch (thrown) {
      // Where only the connection broke, the feed goes on from what was heard last. Else what was missed shows with the next reading.
      if (!isAway(thrown)) heard = undefined;
    } finally {
      hiding.stop();
    }
    if (document.hidden) continue;
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

function isAway(thrown: unknown): boolean {
  return thrown instanceof RegistryError && thrown.code === 'registry_unavailable';
}

/** The end of the feed. No name begins with this character, so nothing else comes with it. */
async function now(): Promise<HistoryPoint> {
  const answer = await registry().snapshot({ prefix: NOBODY });
  if (answer === 'not_modified') return { position: 0 };
  const { position, historyId } = answer.snapshot;
  return { position, ...(historyId === undefined ? {} : { historyId }) };
}

const NOBODY = '\u{10FFFF}';

function toBeSeen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

function whenHidden(signal: AbortSignal): { readonly signal: AbortSignal; readonly stop: () => void } {
  const hidden = new AbortController();
  const look = (): void => {
    if (document.hidden) hidden.abort();
  };
  document.addEventListener('visibilitychange', look);
  return { signal: AbortSignal.any([signal, hidden.signal]), stop: () => document.removeEventListener('visibilitychange', look) };
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

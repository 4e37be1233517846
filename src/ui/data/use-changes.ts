import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { RegistryError } from '../../core/errors.ts';
import type { ChangeEventResource, HistoryPoint } from '../../core/resources.ts';
import { registry, session } from '../app/session.ts';

/** Longest pause before the feed is opened again, in ms. */
const LONGEST_PAUSE = 30_000;

/**
 * Hear of every change of the registry from now on, for as long as the page is open and to be seen: a browser has six connections to a
 * registry for all of its tabs, so a hidden one gives its own back, and hears what it missed when it is looked at again.
 * Whoever signs in or out hears with their own key from then on. `begin` is told when that is, since what was read before may be older.
 */
export function useChanges(hear: (change: ChangeEventResource) => void, begin: () => void): void {
  const latest = useRef({ hear, begin });
  latest.current = { hear, begin };
  const { person } = session.use();
  useEffect(() => {
    const ending = new AbortController();
    void follow(ending.signal, { hear: (change) => latest.current.hear(change), begin: () => latest.current.begin() });
    return () => ending.abort();
  }, [person]);
}

/** Once more when it is called for, but not before what is asked now is answered, which is shown first. */
export function useRereading({ isPending, reload }: { readonly isPending: boolean; readonly reload: () => void }): () => void {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    if (!isDue || isPending) return;
    setDue(false);
    reload();
  }, [isDue, isPending, reload]);
  return useCallback(() => setDue(true), []);
}

interface Listener {
  readonly hear: (change: ChangeEventResource) => void;
  readonly begin: () => void;
}

async function follow(signal: AbortSignal, { hear, begin }: Listener): Promise<void> {
  let [heard, pause]: [HistoryPoint | undefined, number] = [undefined, 1_000];
  while (!signal.aborted) {
    await toBeSeen(signal);
    const hiding = whenHidden(signal);
    try {
      if (heard === undefined) {
        heard = await now();
        if (!signal.aborted) begin();
      }
      const { position: from, historyId }: HistoryPoint = heard;
      for await (const change of registry().changes({ signal: hiding.signal, from, ...(historyId === undefined ? {} : { historyId }) })) {
        [heard, pause] = [{ position: Number(change.id), historyId: change.historyid }, 1_000];
        hear(change);
      }
    } catch (thrown) {
      // Where only the connection broke, the feed goes on from what was heard last. Else it begins anew.
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

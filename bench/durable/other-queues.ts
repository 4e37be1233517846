import { closeSync, fdatasyncSync, openSync, writevSync } from 'node:fs';
import type { Acceptance, Accepted, Queue } from '../../src/queue/queue.ts';

/** Keeps nothing: what a 202 costs without a store. */
export function createNoStore(): Queue {
  let id = 0;
  return queueOf(() => Promise.resolve({ kind: 'stored', id: (id += 1) }));
}

/** What comes in a turn of the event loop is written to the end of a file and waited for, once: less than that no store can do that keeps its word. */
export function createRawLog(path: string): Queue {
  const file = openSync(path, 'a');
  let [id, pending]: [number, Pending[]] = [0, []];
  const flush = (): void => {
    const batch = pending;
    pending = [];
    const bytes = batch.flatMap((one) => one.bytes);
    // Linux takes at most 1,024 pieces.
    for (let at = 0; at < bytes.length; at += PIECES) writevSync(file, bytes.slice(at, at + PIECES));
    fdatasyncSync(file);
    for (const { resolve } of batch) resolve({ kind: 'stored', id: (id += 1) });
  };
  return queueOf(
    ({ event }) =>
      new Promise((resolve) => {
        if (pending.length === 0) setImmediate(flush);
        const { bytes, ...request } = event.request;
        pending.push({ bytes: [Buffer.from(`${JSON.stringify({ ...event, request, length: bytes.byteLength })}\n`), bytes], resolve });
      }),
    () => closeSync(file),
  );
}

const PIECES = 1_000;

interface Pending {
  readonly bytes: readonly Uint8Array[];
  readonly resolve: (accepted: Accepted) => void;
}

function queueOf(accept: (acceptance: Acceptance) => Promise<Accepted>, close: () => void = () => {}): Queue {
  const none = (): Promise<never> => Promise.reject(new Error('this queue only accepts'));
  return {
    accept,
    take: () => Promise.resolve([]),
    settle: none,
    extend: none,
    release: () => Promise.resolve(),
    nextDue: () => Promise.resolve(undefined),
    list: none,
    read: none,
    count: () => Promise.resolve([]),
    readmit: none,
    discard: none,
    erase: none,
    expire: () => Promise.resolve(0),
    attend: () => {},
    attended: () => Promise.resolve([]),
    subscribe: () => () => {},
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(close()),
  };
}

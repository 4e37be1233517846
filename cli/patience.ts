import type { Patience } from '../src/client/patience.ts';
import type { Io } from './io.ts';
import { printable } from './report/printable.ts';

const [AT_MOST_MS, LONG_MS] = [60_000, 3_000];

/** The patience of commands with a registry that takes so many requests in a time: standard error says it once, where it adds up. */
export function patienceWith({ err }: Pick<Io, 'err'>, url: string): Patience {
  let waitedMs = 0;
  return {
    forMs: AT_MOST_MS,
    onWait(ms) {
      const wasLong = waitedMs >= LONG_MS;
      waitedMs += ms;
      if (!wasLong && waitedMs >= LONG_MS)
        err.write(`note: ${printable(url)} takes only so many requests in a time; going on as it takes them, which takes longer\n`);
    },
  };
}

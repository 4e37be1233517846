import type { Output } from './io.ts';

const LINE_EVERY_MS = 2_000;
const REWRITE_EVERY_MS = 100;

export interface Progress {
  say(text: string): void;
  /** Take the line away that was written over and over. */
  end(): void;
}

/** One line that is written over on a terminal, else a line every two seconds. The clock gives milliseconds. */
export function createProgress(output: Output, clock: () => number = () => performance.now()): Progress {
  const every = output.isTerminal ? REWRITE_EVERY_MS : LINE_EVERY_MS;
  let last = clock();
  let isShown = false;
  return {
    say(text) {
      if (clock() - last < every) return;
      last = clock();
      isShown = output.isTerminal;
      output.write(output.isTerminal ? `\r\u001B[K${text}` : `${text}\n`);
    },
    end() {
      if (isShown) output.write('\r\u001B[K');
    },
  };
}

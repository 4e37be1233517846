import { createInterface } from 'node:readline';
import { RegistryError } from '../src/core/errors.ts';
import type { Io } from './io.ts';

/** Asks one question after the other. */
export interface Questions {
  /** The answer, or `initial` for an empty one. Throws `usage_invalid` where the input ends instead. */
  ask(question: string, initial: string): Promise<string>;
  close(): void;
}

/** Whether a person types what comes in. */
export function isTyped({ stdin }: Pick<Io, 'stdin'>): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true;
}

/** Whether a person is there to be asked: both ends are a terminal. */
export function canAsk(io: Io): boolean {
  return io.err.isTerminal && isTyped(io);
}

/** Questions on standard error. Lines that come before their question wait for it. */
export function openQuestions({ stdin, err }: Io): Questions {
  const lines = createInterface({ input: stdin });
  const answers = lines[Symbol.asyncIterator]();
  return {
    ask: async (question, initial) => {
      err.write(`${question} (${initial}) `);
      const { value, done } = await answers.next();
      if (done === true)
        throw new RegistryError('usage_invalid', `${question} There was no answer; nothing was written. Every question is a flag: see --help`);
      return value.trim() || initial;
    },
    close: () => lines.close(),
  };
}

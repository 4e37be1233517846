import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Whether a person is there to be asked: both ends are a terminal. */
export function canAsk({ stdin, err }: Io): boolean {
  return err.isTerminal && 'isTTY' in stdin && stdin.isTTY === true;
}

/** Ask for a line of text, and take `initial` for an empty one. */
export async function ask({ stdin }: Io, question: string, initial: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: process.stderr });
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // While it asks, the terminal sends none.
  try {
    return (await lines.question(`${question} (${initial}) `)).trim() || initial;
  } finally {
    lines.close();
  }
}

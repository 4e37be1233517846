import { Readable } from 'node:stream';
import type { Io } from '../../../cli/io.ts';

/** A command's way to the world that nobody listens to. */
export function silentIo(cwd: string): Io {
  const silent = { color: false, isTerminal: false, write: () => {} };
  return { env: {}, cwd, out: silent, err: silent, stdin: Readable.from([]) };
}

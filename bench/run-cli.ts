import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './data-folder.ts';

export const MAIN: string = join(ROOT, 'dist', 'cli', 'main.js');

/** Milliseconds that `node …args` takes in `cwd`, its start included. Throws where it ends with another code. */
export async function timeOfProcess(cwd: string, args: readonly string[], expected = 0): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', expected === 0 ? 2 : 'ignore'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== expected) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`);
  return performance.now() - started;
}

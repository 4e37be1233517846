import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { MAIN } from '../../run-cli.ts';

export interface ServedRegistry {
  readonly url: string;
  /** From the start of the process until it said that it listens. */
  readonly startMs: number;
  /** Memory of the process now, and at most so far, in MB. */
  memory(): { readonly now: number; readonly peak: number };
  stop(): Promise<void>;
}

/** `sluice serve` on a store, as a user starts it. */
export async function serve(store: string): Promise<ServedRegistry> {
  const startedAt = performance.now();
  const args = [MAIN, 'serve', '--port', '0', '--store', store];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, SLUICE_LOG_LEVEL: 'error' } });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(`sluice serve ended with ${String(code)}`);
  });
  const [ready] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string];
  const startMs = performance.now() - startedAt;
  ended.catch(() => undefined);
  const url = /https?:\/\/[^\s"]+/.exec(ready)?.[0];
  if (url === undefined) throw new Error(`expected the address of a registry; found ${ready}`);
  return {
    url,
    startMs,
    memory: () => readMemory(child.pid ?? 0),
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

// Of Linux; elsewhere there is nothing as good, and the columns say so by being 0.
function readMemory(pid: number): { readonly now: number; readonly peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1_024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  } catch {
    return { now: 0, peak: 0 };
  }
}

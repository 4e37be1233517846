import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface BenchServer {
  readonly url: string;
  /** Processor time so far, in microseconds. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
}

/** A server in a process of its own, so that it shares no loop with who asks it. `BENCH_PROF=1` profiles the registry. */
export async function startServer(kind: 'registry' | 'koa', argument: string): Promise<BenchServer> {
  const execArgv = kind === 'registry' && process.env['BENCH_PROF'] === '1' ? ['--cpu-prof'] : [];
  const child: ChildProcess = fork(join(import.meta.dirname, 'server-process.js'), [kind, argument], { execArgv });
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async cpuUs() {
      child.send('cpu');
      const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
      return user + system;
    },
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { MessageName } from '../gateway/message.ts';

export interface GateOptions {
  /** `judge` is no gate: it judges and answers. The others are the gate with the queue that they name. */
  readonly kind: 'judge' | 'no_store' | 'raw_log' | 'queue';
  readonly message: MessageName;
  /** Where its function is. */
  readonly target: string;
  /** For its files. */
  readonly folder: string;
  /** Default: a file in `folder`. */
  readonly store?: string;
  /** What the route says beside its source and target. */
  readonly route?: JsonObject;
}

export interface GateProcess {
  readonly port: number;
  /** From the start of the process until it listens, in milliseconds. */
  readonly openMs: number;
  usage(): Promise<{ readonly cpuUs: number; readonly rssMb: number }>;
  stop(): Promise<void>;
}

/** A gate in a process of its own, on the first core; the bench, with load and function, is on the second. `BENCH_PROF=1` profiles queues. */
export async function startGate(options: GateOptions): Promise<GateProcess> {
  const execArgv = options.kind === 'queue' && process.env['BENCH_PROF'] === '1' ? ['--cpu-prof'] : [];
  const child = fork(join(import.meta.dirname, 'serve.js'), [JSON.stringify(options)], { execArgv });
  child.once('exit', (code) => code !== null && code > 0 && process.exit(code));
  pin(child.pid, 0);
  pin(process.pid, 1);
  const [{ port, openMs }] = (await once(child, 'message')) as [Pick<GateProcess, 'port' | 'openMs'>];
  return {
    port,
    openMs,
    async usage() {
      child.send('usage');
      const [{ cpu, rssMb }] = (await once(child, 'message')) as [{ readonly cpu: NodeJS.CpuUsage; readonly rssMb: number }];
      return { cpuUs: cpu.user + cpu.system, rssMb };
    },
    async stop() {
      child.kill('SIGINT');
      await once(child, 'close');
    },
  };
}

function pin(pid: number | undefined, core: number): void {
  if (pid !== undefined && availableParallelism() >= 2) spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

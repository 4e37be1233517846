import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { atLeast, atMost, type Bar } from '../bar.ts';
import { percentile, type Cell, type Report, type Table } from '../report.ts';
import { load, type LoadResult } from './load.ts';
import { MESSAGE_NAMES, messageOf, type MessageName } from './message.ts';
import { hasNginx, startNginx } from './nginx.ts';
import { VARIANTS } from './variants.ts';

const ROUNDS = 5;
const SECONDS = 1.2;
const CONNECTIONS = 32;
const NGINX = 'nginx, nothing looked at';
const NAMES = [...Object.keys(VARIANTS), ...(hasNginx() ? [NGINX] : [])];

interface Sample {
  readonly perSecond: number;
  readonly cpuUs: number;
}

/** Every variant in a process of its own, on a core of its own where the machine has two, in turn, round after round. */
export async function compareProxies({ variants = NAMES }: { readonly variants?: readonly string[] } = {}): Promise<Report> {
  const tables: Table[] = [];
  for (const message of MESSAGE_NAMES) tables.push(await compareOn(message, variants));
  return { tables, ...(variants === NAMES ? { bars: barsOf(tables) } : {}) };
}

function barsOf([small, large]: readonly Table[]): Bar[] {
  const cpu = (table: Table | undefined, variant: string): number => Number(table?.rows.find(([name]) => String(name).startsWith(variant))?.[2]);
  return [
    atLeast('0.5 kB: base / validated, cpu', cpu(small, 'base:') / cpu(small, 'validated'), 0.9),
    atLeast('10 kB: base / validated, cpu', cpu(large, 'base:') / cpu(large, 'validated'), 0.35),
    atMost('0.5 kB: full / validated, cpu', cpu(small, 'full') / cpu(small, 'validated'), 1.25),
    atMost('10 kB: full / validated, cpu', cpu(large, 'full') / cpu(large, 'validated'), 1.25),
    atLeast('10 kB: fastify / validated, cpu', cpu(large, 'fastify') / cpu(large, 'validated'), 2),
  ];
}

async function compareOn(name: MessageName, variants: readonly string[]): Promise<Table> {
  const message = messageOf(name);
  const target = await start('target.js', []);
  const gates = await Promise.all(
    variants.map(async (variant) => ({ variant, gate: await startVariant(variant, name, `http://127.0.0.1:${target.port}`) })),
  );
  const samples = new Map<string, Sample[]>(variants.map((variant) => [variant, []]));
  for (const { gate } of gates) await load(gate.port, message, { connections: CONNECTIONS, seconds: SECONDS });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { variant, gate } of gates) {
      const before = await gate.cpuUs();
      const result = await load(gate.port, message, { connections: CONNECTIONS, seconds: SECONDS });
      requireGood(variant, result);
      samples.get(variant)?.push({ perSecond: result.answers / result.seconds, cpuUs: ((await gate.cpuUs()) - before) / result.answers });
    }
  }
  const middle = (variant: string): Sample => ({
    perSecond: percentile(
      (samples.get(variant) ?? []).map((one) => one.perSecond),
      0.5,
    ),
    cpuUs: percentile(
      (samples.get(variant) ?? []).map((one) => one.cpuUs),
      0.5,
    ),
  });
  const base = middle(NAMES[0] ?? '');
  const rows: Cell[][] = [];
  for (const { variant, gate } of gates) {
    const { perSecond, cpuUs } = middle(variant);
    const half = await load(gate.port, message, { connections: CONNECTIONS, seconds: SECONDS * 2, rate: base.perSecond / 4 });
    rows.push([
      variant,
      perSecond,
      cpuUs,
      base.cpuUs / cpuUs,
      perSecond / base.perSecond,
      percentile(half.latencies, 0.5),
      percentile(half.latencies, 0.99),
    ]);
  }
  for (const { gate } of gates) await gate.stop();
  await target.stop();
  return {
    title: `${name}, ${Buffer.byteLength(message.body)} bytes`,
    note: `${CONNECTIONS} connections, the median of ${ROUNDS} rounds in turn; latency at a quarter of the base's rate`,
    columns: ['variant', 'events/s', 'cpu µs', 'base/cpu', 'rate/base', 'p50 ms', 'p99 ms'],
    rows,
  };
}

function requireGood(variant: string, { failures, answers }: LoadResult): void {
  if (failures > 0 || answers === 0) throw new Error(`${variant}: ${failures} of ${answers} answers were no 2xx`);
}

interface Started {
  readonly port: number;
  cpuUs(): Promise<number>;
  stop(): unknown;
}

async function startVariant(variant: string, message: MessageName, target: string): Promise<Started> {
  if (variant !== NGINX) return start('serve.js', [variant, message, target]);
  const nginx = await startNginx(target);
  for (const pid of await nginx.processes()) pinProcess(pid, 0);
  return nginx;
}

async function start(script: string, parameters: readonly string[]): Promise<Started> {
  const child = fork(join(import.meta.dirname, script), parameters);
  pin(child, script === 'serve.js' ? 0 : 1);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    port,
    stop: () => child.kill(),
    async cpuUs() {
      child.send('cpu');
      const [{ cpu }] = (await once(child, 'message')) as [{ readonly cpu: NodeJS.CpuUsage }];
      return cpu.user + cpu.system;
    },
  };
}

// The gates on the first core; load and function, which are the same for all, on the second.
function pin({ pid }: ChildProcess, core: number): void {
  if (pid !== undefined) pinProcess(pid, core);
  pinProcess(process.pid, 1);
}

function pinProcess(pid: number, core: number): void {
  if (availableParallelism() >= 2) spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
}

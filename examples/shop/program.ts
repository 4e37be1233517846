import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';

// This file runs as dist/modules/examples/shop/program.js.
export const ROOT: string = join(import.meta.dirname, '..', '..', '..', '..');
/** The built `sluice`. */
export const CLI: string = join(ROOT, 'dist', 'cli', 'main.js');
const TYPESCRIPT = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

export type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  /** Standard output, then standard error. */
  readonly output: string;
  readonly ms: number;
}

/** Runs `sluice` to its end, in a folder. */
export type RunSluice = (parameters: readonly string[], folder: string, env: Environment) => Promise<Ended>;

/** As a user would: the program of this file, in a process. */
export function inProcessOf(program: string): RunSluice {
  return (parameters, folder, env) => runNode([program, ...parameters], folder, env);
}

/** Run the compiler on a folder. */
export function runCompiler(parameters: readonly string[], folder: string): Promise<Ended> {
  return runNode([join(TYPESCRIPT, 'bin', 'tsc'), ...parameters], folder, {});
}

async function runNode(parameters: readonly string[], folder: string, env: Environment): Promise<Ended> {
  const since = performance.now();
  const child = spawn(process.execPath, parameters, { cwd: folder, env: plain(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, output: stdout + stderr, ms: performance.now() - since };
}

/** A process that serves. */
export interface Service {
  /** SIGTERM, and wait for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and wait for the end. */
  kill(): Promise<void>;
}

/** Start a program of Node that says a line when it is ready. Its log goes to a file. */
export async function startNode(parameters: readonly string[], folder: string, env: Environment, log: string): Promise<Service> {
  const { child, lines } = launch(parameters, folder, env, log);
  const closed = once(child, 'close').finally(() => running.delete(child));
  await Promise.race([
    once(lines, 'line'),
    closed.then(([code]) => {
      throw new Error(`${parameters.join(' ')} ended with ${String(code)}: ${readFileSync(log, 'utf8').slice(-2_000)}`);
    }),
  ]);
  return { stop: () => end(child, closed, 'SIGTERM'), kill: () => end(child, closed, 'SIGKILL') };
}

const running = new Set<ChildProcess>();

/** SIGKILL whatever still runs: for the end of the example, however it ends. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function launch(
  parameters: readonly string[],
  cwd: string,
  env: Environment,
  log: string,
): { readonly child: ChildProcess; readonly lines: Interface } {
  const file = openSync(log, 'a');
  const child = spawn(process.execPath, parameters, { cwd, env: plain(env), stdio: ['ignore', 'pipe', file] });
  closeSync(file); // The child has its own.
  running.add(child);
  if (child.stdout === null) throw new Error('a process that was started with a pipe has none');
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function end(child: ChildProcess, closed: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await closed;
}

// Nothing of the user's own settings: a SLUICE_REGISTRY of theirs would be written to.
function plain(env: Environment): Environment {
  const { PATH = '', HOME = '', PGPASSWORD } = process.env;
  return { PATH, HOME, ...(PGPASSWORD === undefined ? {} : { PGPASSWORD }), ...env };
}

/** Ports that nobody listens on, so that who is killed comes back at the same address. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The built program: what a user runs. */
export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run `sluice` with these arguments to its end. */
export async function sluice(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(args, options);
  child.stdin.on('error', () => {}); // A program that never reads its input may close it.
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}

/** A `sluice` that serves; its addresses are those of the ready line. */
export interface Server {
  readonly pid: number;
  readonly registry: string;
  readonly gateway: string;
  readonly ready: string;
  /** Send a signal and wait until standard error says this. */
  signal(signal: NodeJS.Signals, until: string): Promise<void>;
  /** Send a signal, SIGTERM by default, and wait for the end. */
  stop(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Start `up`, `serve` or `gateway` and wait for its ready line; throws with what it said if it ends before. */
export async function serve(args: readonly string[], options: RunOptions = {}): Promise<Server> {
  const child = start(args, options);
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (stdout += `${line}\n`));
  const [ready] = (await Promise.race([
    once(lines, 'line'),
    closed.then(([code]) => {
      throw new Error(`sluice ${args.join(' ')} ended with ${String(code)}: ${stderr}`);
    }),
  ])) as [string];
  return {
    pid: child.pid ?? 0,
    ready,
    ...addressesOf(ready),
    async signal(signal, until) {
      child.kill(signal);
      while (!stderr.includes(until)) await once(child.stderr, 'data');
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code] = await closed;
      return { code: code as number | null, stdout, stderr };
    },
  };
}

/** What a ready line names. */
export function addressesOf(ready: string): Pick<Server, 'registry' | 'gateway'> {
  return { registry: /registry=(\S+)/.exec(ready)?.[1] ?? '', gateway: /gateway=(\S+)/.exec(ready)?.[1] ?? '' };
}

function start(args: readonly string[], options: RunOptions): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { env: environment(options), ...(options.cwd === undefined ? {} : { cwd: options.cwd }) });
}

/** What the program is told by its environment. */
export function environment({ env }: RunOptions): Record<string, string | undefined> {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, SLUICE_REGISTRY: NOWHERE, ...env };
}

// Port 2: nobody listens there, so a command that forgets its flag fails instead of finding some other registry.
const NOWHERE = 'http://127.0.0.1:2';

/** A new folder with these files, named by their paths in it; objects become JSON with an indent of two. */
export async function folderWith(files: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content, null, 2);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}
